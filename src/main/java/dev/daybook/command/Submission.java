package dev.daybook.command;

import dev.daybook.domain.Command;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A command with who asks for it, and when.
 *
 * @param actor a person, an agent or a tool
 * @param source the door: {@code http}, {@code cli}
 * @param expectedRevision the revision of the stream that the caller has seen; any if empty
 * @param correlation what belongs together; made by the door if the caller has none
 * @param idempotency the caller's key: the same key with the same request is carried out once
 * @param beside commands on other streams that are carried out together with this one or not at all, once each, and only
 *     if this one changes anything
 * @param inTurn what the command is when its turn has come, on the thread that carries it out: then nothing is written to
 *     its stream meanwhile, and beside a rollback by no command at all; what it throws refuses the command
 * @param seen returns, once the command is made, the revisions of other streams that it was made by, by their names: where
 *     one has another revision when it is written, its turn comes once more
 */
public record Submission<C extends Command>(
        C command,
        String actor,
        String source,
        Instant at,
        Optional<String> session,
        OptionalLong expectedRevision,
        Optional<String> correlation,
        Optional<String> causation,
        Optional<IdempotencyKey> idempotency,
        List<Command> beside,
        UnaryOperator<Command> inTurn,
        Supplier<Map<String, Long>> seen) {

    /**
     * @param scope whose key it is: another's is another key, though both call theirs 1
     * @param fingerprint a hash of the request: another request under the same key is a mistake
     */
    public record IdempotencyKey(String scope, String key, String fingerprint) {

        /** Makes one that is told apart by its text alone. */
        public IdempotencyKey(String key, String fingerprint) {
            this("", key, fingerprint);
        }

        /** Returns a text that no other key has. */
        public String scoped() {
            return "%d:%s%s".formatted(scope.length(), scope, key);
        }
    }

    public Submission {
        beside = List.copyOf(beside);
    }

    /** Makes one of a command alone. */
    public Submission(
            C command,
            String actor,
            String source,
            Instant at,
            Optional<String> session,
            OptionalLong expectedRevision,
            Optional<String> correlation,
            Optional<String> causation,
            Optional<IdempotencyKey> idempotency) {
        this(
                command,
                actor,
                source,
                at,
                session,
                expectedRevision,
                correlation,
                causation,
                idempotency,
                List.of(),
                UnaryOperator.identity(),
                Map::of);
    }

    /** Returns the same with another command. */
    public <D extends Command> Submission<D> with(D other) {
        return same(other, expectedRevision, idempotency, beside, UnaryOperator.identity(), Map::of);
    }

    /** Returns the same without its key. */
    public Submission<C> unkeyed() {
        return same(command, expectedRevision, Optional.empty(), beside, inTurn, seen);
    }

    /** Returns the same for another revision of the stream. */
    public Submission<C> expecting(OptionalLong revision) {
        return same(command, revision, idempotency, beside, inTurn, seen);
    }

    /** Returns the same with other commands that are carried out together with it. */
    public Submission<C> beside(List<? extends Command> others) {
        return same(command, expectedRevision, idempotency, List.copyOf(others), inTurn, seen);
    }

    /** Returns the same, of a command that is made of what is there when its turn has come. */
    public Submission<C> inTurn(Supplier<C> made) {
        return inTurn(made, Map::of);
    }

    /** As {@link #inTurn}, where what it is made of stands in other streams, too. */
    public Submission<C> inTurn(Supplier<C> made, Supplier<Map<String, Long>> revisions) {
        return same(command, expectedRevision, idempotency, beside, _ -> made.get(), revisions);
    }

    private <D extends Command> Submission<D> same(
            D what,
            OptionalLong revision,
            Optional<IdempotencyKey> key,
            List<Command> others,
            UnaryOperator<Command> settled,
            Supplier<Map<String, Long>> revisions) {
        return new Submission<>(
                what, actor, source, at, session, revision, correlation, causation, key, others, settled, revisions);
    }
}
