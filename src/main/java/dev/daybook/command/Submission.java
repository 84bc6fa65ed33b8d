package dev.daybook.command;

import dev.daybook.domain.Command;
import java.time.Instant;
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
        Optional<IdempotencyKey> idempotency) {

    /** @param fingerprint a hash of the request: another request under the same key is a mistake */
    public record IdempotencyKey(String key, String fingerprint) {}

    /** Returns the same with another command. */
    public <D extends Command> Submission<D> with(D other) {
        return new Submission<>(
                other, actor, source, at, session, expectedRevision, correlation, causation, idempotency);
    }

    /** Returns the same without its key. */
    public Submission<C> unkeyed() {
        return new Submission<>(
                command, actor, source, at, session, expectedRevision, correlation, causation, Optional.empty());
    }

    /** Returns the same for another revision of the stream. */
    public Submission<C> expecting(OptionalLong revision) {
        return new Submission<>(command, actor, source, at, session, revision, correlation, causation, idempotency);
    }
}
