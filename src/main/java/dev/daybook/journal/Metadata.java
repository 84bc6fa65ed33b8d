package dev.daybook.journal;

import java.util.Optional;

/**
 * Who and why, beside every fact.
 *
 * @param actor who did it: a person, an agent, or {@code import:<tool>}
 * @param source through which door it came, or from which file
 * @param session the caller's session, if it named one
 * @param correlation what belongs together: of one request chain, or the run id of one import
 * @param causation the event or command that led to it
 * @param idempotency the caller's key, kept with the first fact of its command
 */
public record Metadata(
        String actor,
        Source source,
        Optional<String> session,
        Optional<String> correlation,
        Optional<String> causation,
        Optional<Idempotency> idempotency) {

    /** A caller's idempotency key and the fingerprint of the request it came with. */
    public record Idempotency(String key, String fingerprint) {}

    public static Metadata of(String actor, Source source) {
        return new Metadata(actor, source, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    public static Metadata of(String actor, String door) {
        return of(actor, new Source.Channel(door));
    }

    public Metadata from(Source other) {
        return new Metadata(actor, other, session, correlation, causation, idempotency);
    }

    /** Returns that of the first fact of a command that came with a key. */
    public Metadata keyed(String key, String fingerprint) {
        return new Metadata(
                actor, source, session, correlation, causation, Optional.of(new Idempotency(key, fingerprint)));
    }

    public Metadata correlatedWith(String correlation) {
        return new Metadata(actor, source, session, Optional.of(correlation), causation, idempotency);
    }

    /** Returns the file of that tool that it was imported from; nothing if it came from elsewhere. */
    public Optional<Source.File> file(String tool) {
        return source instanceof Source.File file && file.project().tool().equals(tool)
                ? Optional.of(file)
                : Optional.empty();
    }

    /** Returns whether it was imported from a file of that tool. */
    public boolean isFrom(String tool) {
        return file(tool).isPresent();
    }

    /** Returns whether it was imported from a file of that project. */
    public boolean isFrom(Source.Project project) {
        return source instanceof Source.File file && file.project().equals(project);
    }
}
