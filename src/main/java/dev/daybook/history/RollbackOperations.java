package dev.daybook.history;

import dev.daybook.command.Receipt;
import dev.daybook.domain.history.HistoryCommand.RollBack;
import dev.daybook.history.Rollbacks.Change;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Call;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Part;
import dev.daybook.operation.Role;
import dev.daybook.shape.Argument;
import dev.daybook.shape.Flaw;
import dev.daybook.shape.Flawed;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** Going back. */
final class RollbackOperations {

    private record Asked(
            @Says(
                    value = "what counted then counts again, what came later does not",
                    label = "CHECKPOINT|POSITION",
                    min = 0,
                    max = (1L << 53) - 1)
            Optional<Long> to,

            @Says(
                    value = "as to, by name",
                    min = 1,
                    max = 200,
                    thing = CheckpointOperations.KIND,
                    like = "before-cleanup")
            Optional<String> checkpoint,

            @Says(value = "undo one migration and keep what came after it", min = 1, max = 64, thing = "import")
            Optional<String> run,

            @Says(
                    value = "undo everything that happened to one thing",
                    label = "KIND/ID",
                    max = 300,
                    pattern = "^[^/]+/.+$",
                    want = "kind/id",
                    thing = Argument.ANY_THING)
            Optional<String> entity,

            @Says(value = "why", label = "TEXT", max = 2_000)
            Optional<String> why,

            @Says(value = "show what would change, change nothing", like = "true")
            boolean dryRun) {

        /** How many of the places to go back to are given. */
        long places() {
            return Stream.of(to, checkpoint, run, entity)
                    .filter(Optional::isPresent)
                    .count();
        }
    }

    static final Operations<Ground> ALL = new Operations<>(
            "",
            "history",
            "Going back.",
            List.of(Operation.<Asked, Ground>writes("rollback", "rollBack", "POST /rollbacks", Asked.class)
                    .says(
                            "Makes the state what it was, by one more entry: nothing is removed from the journal.",
                            "Rolling back to a position before a rollback undoes it, and what was recorded since.",
                            "Exactly one place to go back to is named; one that is not there is refused.")
                    .wants(Role.ADMIN)
                    .revision(Revision.NONE)
                    .also(404)
                    .called(commandForm -> commandForm
                            .orName("to", "checkpoint")
                            .oneOf("to", "run", "entity")
                            .asks("dryRun", "Roll back? [y/N] ", "nothing was rolled back")
                            .shows(
                                    Part.allBut("entities"),
                                    Part.rows("/entities", "nothing changes by it", "entity", "undone", "restored"),
                                    Part.line(done -> done.path("undone").asLong()
                                                                    + done.path("restored")
                                                                            .asLong()
                                                            == 0
                                                    || done.path("dryRun").asBoolean()
                                            ? ""
                                            : "Back to before it: daybook rollback --to %d{--data}; what is recorded from now on counts no more then."
                                                    .formatted(done.path("position")
                                                                    .asLong()
                                                            - 1))))
                    .answers("RolledBack", RollbackOperations::rollBack)));

    private static Outcome rollBack(Asked it, Call call, Ground ground) {
        if (it.places() != 1) {
            throw new Flawed(List.of(new Flaw(
                    "",
                    Flaw.Code.NOT_TAKEN,
                    "names %d of to, checkpoint, run and entity: want exactly one".formatted(it.places()),
                    -1,
                    -1)));
        }
        Rollbacks rollbacks = ground.service(Rollbacks.class);
        RollBack command = rollbacks.command(it.to(), it.checkpoint(), it.run(), it.entity(), it.why());
        if (it.dryRun()) {
            Change change = call.busily("rollback-dry-run", () -> rollbacks.dryRun(command));
            return Outcome.shown(change.view(true, Optional.empty()));
        }
        var done = new AtomicReference<Rollbacks.Done>();
        Receipt receipt = call.submit(
                command,
                submission -> call.busily("rollback", () -> {
                    Rollbacks.Done now = rollbacks.run(submission, _ -> {});
                    done.set(now);
                    return now.receipt();
                }));
        Map<String, Object> view = Objects.requireNonNull(done.get()).view();
        return new Outcome.Became(
                new Outcome.Thing(StreamId.parse(receipt.stream()), receipt.revision(), "", _ -> view),
                receipt,
                false,
                Optional.empty());
    }

    private RollbackOperations() {}
}
