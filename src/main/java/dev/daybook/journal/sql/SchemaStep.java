package dev.daybook.journal.sql;

import java.time.Instant;
import java.util.Optional;

/**
 * A step of a journal's schema and where it stands.
 *
 * @param checksum of its scripts as they were applied
 */
public record SchemaStep(
        int version, String name, State state, Optional<Instant> appliedAt, Optional<String> checksum) {

    public enum State {
        APPLIED,
        PENDING,
        /** Applied, but its script was edited afterwards. */
        CHANGED,
        /** Applied by a newer program. */
        UNKNOWN,
        /** Applied by an earlier program, whose step of that number was another one. */
        REPLACED
    }

    /** What stands in the journal of a step. */
    public record Applied(String name, String checksum, Instant at) {}

    static SchemaStep of(int version, State state, Applied applied) {
        return new SchemaStep(
                version, applied.name(), state, Optional.of(applied.at()), Optional.of(applied.checksum()));
    }

    public static SchemaStep pending(Script script) {
        return new SchemaStep(script.version(), script.name(), State.PENDING, Optional.empty(), Optional.empty());
    }
}
