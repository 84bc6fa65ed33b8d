package dev.daybook.journal;

import java.util.Optional;

/**
 * Who and why, beside every fact.
 *
 * @param actor who did it: a person, an agent, or {@code import:<kind>}
 * @param source through which door it came: {@code http}, {@code cli}, or for an imported fact {@code <kind>:<path of
 *     the file below the legacy root>}
 * @param session the caller's session, if it named one
 * @param correlation what belongs together: of one request chain, or the run id of one import
 * @param causation the event or command that led to it
 * @param idempotency the caller's key, kept with the first fact of its command
 */
public record Metadata(
        String actor,
        String source,
        Optional<String> session,
        Optional<String> correlation,
        Optional<String> causation,
        Optional<Idempotency> idempotency) {

    /** A caller's idempotency key and the fingerprint of the request it came with. */
    public record Idempotency(String key, String fingerprint) {}

    public static Metadata of(String actor, String source) {
        return new Metadata(actor, source, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    public Metadata correlatedWith(String correlation) {
        return new Metadata(actor, source, session, Optional.of(correlation), causation, idempotency);
    }
}
