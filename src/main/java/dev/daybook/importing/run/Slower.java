package dev.daybook.importing.run;

import java.util.Locale;
import java.util.Optional;

/**
 * A question that takes too long after a run.
 *
 * @param beforeMs how long it took before
 * @param timesMax how many times as long as before it may take
 * @param queryMs what takes no longer than this is never too slow
 */
public record Slower(String question, double beforeMs, double afterMs, int timesMax, int queryMs) {

    /** Compares two times of a question; returns nothing if the later one is well. */
    public static Optional<Slower> of(String question, double beforeMs, double afterMs, int timesMax, int queryMs) {
        return afterMs > queryMs && afterMs > beforeMs * timesMax
                ? Optional.of(new Slower(question, beforeMs, afterMs, timesMax, queryMs))
                : Optional.empty();
    }

    /** Returns how many times as long as before it takes. */
    public double times() {
        return afterMs / Math.max(beforeMs, 0.001);
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "%s takes %.1f ms where it took %.1f ms: more than %d times as long, and than %d ms"
                        + " (settings migrate.times.max, migrate.query.ms)",
                question,
                afterMs,
                beforeMs,
                timesMax,
                queryMs);
    }
}
