package dev.daybook.command;

import dev.daybook.domain.Command;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

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
 * @param elsewhere the revisions of other streams that the caller has seen, by {@code kind/id}: nothing is written if one
 *     of them is another
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
        Map<String, Long> elsewhere) {

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
        elsewhere = Map.copyOf(elsewhere);
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
                Map.of());
    }

    /** Returns the same with another command. */
    public <D extends Command> Submission<D> with(D other) {
        return same(other, expectedRevision, idempotency, beside, elsewhere);
    }

    /** Returns the same without its key. */
    public Submission<C> unkeyed() {
        return same(command, expectedRevision, Optional.empty(), beside, elsewhere);
    }

    /** Returns the same for another revision of the stream. */
    public Submission<C> expecting(OptionalLong revision) {
        return same(command, revision, idempotency, beside, elsewhere);
    }

    /** Returns the same with other commands that are carried out together with it. */
    public Submission<C> beside(List<? extends Command> others) {
        return same(command, expectedRevision, idempotency, List.copyOf(others), elsewhere);
    }

    /** Returns the same, carried out only while these other streams are as the caller has seen them. */
    public Submission<C> seeing(Map<String, Long> revisions) {
        return same(command, expectedRevision, idempotency, beside, revisions);
    }

    private <D extends Command> Submission<D> same(
            D what, OptionalLong seen, Optional<IdempotencyKey> key, List<Command> others, Map<String, Long> also) {
        return new Submission<>(what, actor, source, at, session, seen, correlation, causation, key, others, also);
    }
}
