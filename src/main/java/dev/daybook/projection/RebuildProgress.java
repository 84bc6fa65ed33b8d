package dev.daybook.projection;

import dev.daybook.journal.Position;
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
        /** Compares rows with those that are live. */
        COMPARING,
        /** Looks for the entries from which on rows differ. */
        TRACING,
        /** The new tables answer. */
        DONE
    }

    /**
     * Returns how far something is that goes on as it went so far.
     *
     * @param from where it began
     * @param startedNs when
     */
    static RebuildProgress since(
            List<String> projections, Phase phase, long from, Position done, Position total, long startedNs) {
        double seconds = Math.max(1e-3, (System.nanoTime() - startedNs) / 1e9);
        double rate = (done.value() - from) / seconds;
        long left = total.value() - done.value();
        return new RebuildProgress(
                projections,
                phase,
                done.value(),
                total.value(),
                rate,
                rate > 0 ? Duration.ofMillis((long) (left / rate * 1_000)) : Duration.ZERO);
    }
}
