package dev.daybook.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.access.Caller;
import dev.daybook.command.Receipt;
import dev.daybook.command.Submission;
import dev.daybook.command.Submission.IdempotencyKey;
import dev.daybook.domain.Command;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.StreamId;
import dev.daybook.masking.MaskMark;
import dev.daybook.operation.Asker;
import dev.daybook.operation.Call;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Role;
import dev.daybook.slice.Ground;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** One call of a tool: who asks, and what operations are carried out with. */
record Turn(Asked asked, Client client, Ground ground, Front front) {

    private static final String SOURCE = "mcp";

    /** A read model that stays behind for so long is asked as it is. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** What goes with an operation beside its arguments. */
    record Beside(
            Optional<Json> revision, Optional<String> key, String fingerprint, Optional<String> cursor, int limit) {

        static Beside page(Optional<String> cursor, int limit) {
            return new Beside(Optional.empty(), Optional.empty(), "", cursor, limit);
        }
    }

    Instant now() {
        return ground.clock().instant();
    }

    /** Waits until a read model has all that was written before this call: an agent reads what it just wrote. */
    void await(String readModel) {
        try {
            ground.readModels().await(readModel, ground.journal().head(), PATIENCE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Carries out an operation and returns what became of it. */
    <A> JsonNode carryOut(Operation<A, Ground> operation, ObjectNode arguments, Beside beside) {
        byte[] json = arguments.toString().getBytes(StandardCharsets.UTF_8);
        if (operation.isRecorded()) {
            MaskMark.pointerIn(json).ifPresent(pointer -> {
                throw Rejected.invalidAt(pointer, "%s %s", pointer, MaskMark.REFUSAL);
            });
        }
        A given = operation.arguments().strict(json, "");
        if (!operation.readModel().isEmpty() && !operation.readModel().equals(Operation.JOURNAL)) {
            await(operation.readModel());
        }
        Position asOf = ground.journal().head();
        return front.view(operation.carryOut(given, new AgentCall(beside, asOf), ground), asOf);
    }

    /** Returns a hash of what is asked for: another request has another one, the same in another order has not. */
    static String fingerprint(String tool, ObjectNode arguments) {
        return Sha256.hash((tool + "\n" + sorted(arguments)).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isObject()) {
            ObjectNode sorted = McpServer.object();
            node.propertyStream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(entry -> sorted.set(entry.getKey(), sorted(entry.getValue())));
            return sorted;
        }
        if (node.isArray()) {
            ArrayNode sorted = McpServer.object().arrayNode();
            node.forEach(oneNode -> sorted.add(sorted(oneNode)));
            return sorted;
        }
        return node;
    }

    private final class AgentCall implements Call {

        private final Beside beside;
        private final Position asOf;

        AgentCall(Beside beside, Position asOf) {
            this.beside = beside;
            this.asOf = asOf;
        }

        @Override
        public Instant now() {
            return Turn.this.now();
        }

        @Override
        public String actor() {
            return client.actor(asked);
        }

        @Override
        public Asker asker() {
            return asked.caller().asker();
        }

        @Override
        public RuntimeException forbidden(String reason) {
            front.weak();
            return Rejected.conflict("%s", reason);
        }

        @Override
        public Optional<String> namedActor() {
            return Optional.of(actor());
        }

        @Override
        public String source() {
            return SOURCE;
        }

        /** Agents are not asked to name files of this machine. */
        @Override
        public Path path(String argument, String text, String what) {
            throw Rejected.invalidAt("/" + argument, "no tool takes a %s", what);
        }

        @Override
        public boolean mayLookAt(String path) {
            return asked.caller().equals(Caller.OWNER);
        }

        @Override
        public void wants(Role atLeast, String to) {
            if (!asked.caller().role().covers(atLeast)) {
                front.weak();
                throw Rejected.conflict(
                        "the token '%s' may not %s: that takes the role %s",
                        asked.caller().name(), to, atLeast.text());
            }
        }

        @Override
        public Object told(RuntimeException failure) {
            return Map.of("detail", front.refusal(failure, asked));
        }

        @Override
        public JsonNode tree(Object view) {
            return front.tree(view);
        }

        @Override
        public long position() {
            return ground.journal().head().value();
        }

        @Override
        public Optional<String> cursor() {
            return beside.cursor();
        }

        @Override
        public int limit() {
            return beside.limit();
        }

        @Override
        public <C extends Command> Submission<C> submission(C command) {
            return submission(command, beside.revision());
        }

        private <C extends Command> Submission<C> submission(C command, Optional<Json> seen) {
            return new Submission<>(
                    command,
                    actor(),
                    SOURCE,
                    now(),
                    client.session(),
                    seen.map(json -> front.seen(json, new StreamId(command.category(), command.key())))
                            .orElse(OptionalLong.empty()),
                    Optional.of(asked.correlation()),
                    asked.causation(),
                    beside.key().map(text -> new IdempotencyKey(text, beside.fingerprint())));
        }

        @Override
        public Receipt submit(Command command) {
            return submit(command, submission -> ground.commands().submit(submission));
        }

        @Override
        public <C extends Command> Receipt submit(
                C command, Optional<Json> told, Function<Submission<C>, Receipt> how) {
            return front.submit(submission(command, beside.revision().or(() -> told)), how);
        }

        @Override
        public Receipt submitBeside(Command command) {
            return front.submit(
                    submission(command, Optional.empty()).unkeyed(),
                    submission -> ground.commands().submit(submission));
        }

        @Override
        public Json revision(StreamId stream, long revision) {
            return front.revision(stream, revision, asOf);
        }
    }
}
