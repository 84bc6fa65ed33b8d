package dev.daybook.projection;

import java.time.Duration;
import java.util.List;

/**
 * How far a rebuild is.
 *
 * @param projections that are built
 * @param phase what it does
 * @param done how many entries were read, of {@code total}
 * @param perSecond the rate since it started or was resumed
 * @param remaining at this rate
 */
public record RebuildProgress(
        List<String> projections, Phase phase, long done, long total, double perSecond, Duration remaining) {

    /** What a rebuild does. */
    public enum Phase {
        /** Another rebuild is under way. */
        WAITING,
        /** Reads the journal and writes rows. */
        POSTING,
        /** Makes indexes. */
        INDEXING,
        /** The new tables answer. */
        DONE
    }
}
