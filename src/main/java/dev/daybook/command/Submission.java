package dev.daybook.command;

import dev.daybook.domain.Command;
import java.time.Instant;
import java.util.List;
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
        UnaryOperator<Command> inTurn) {

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
                UnaryOperator.identity());
    }

    /** Returns the same with another command. */
    public <D extends Command> Submission<D> with(D other) {
        return same(other, expectedRevision, idempotency, beside, UnaryOperator.identity());
    }

    /** Returns the same without its key. */
    public Submission<C> unkeyed() {
        return same(command, expectedRevision, Optional.empty(), beside, inTurn);
    }

    /** Returns the same for another revision of the stream. */
    public Submission<C> expecting(OptionalLong revision) {
        return same(command, revision, idempotency, beside, inTurn);
    }

    /** Returns the same with other commands that are carried out together with it. */
    public Submission<C> beside(List<? extends Command> others) {
        return same(command, expectedRevision, idempotency, List.copyOf(others), inTurn);
    }

    /** Returns the same, of a command that is made of what is there when its turn has come. */
    public Submission<C> inTurn(Supplier<C> made) {
        return same(command, expectedRevision, idempotency, beside, _ -> made.get());
    }

    private <D extends Command> Submission<D> same(
            D what,
            OptionalLong seen,
            Optional<IdempotencyKey> key,
            List<Command> others,
            UnaryOperator<Command> settled) {
        return new Submission<>(what, actor, source, at, session, seen, correlation, causation, key, others, settled);
    }
}
