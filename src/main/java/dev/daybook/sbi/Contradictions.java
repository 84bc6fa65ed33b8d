package dev.daybook.sbi;

import dev.daybook.query.ConsistencyQueries;
import dev.daybook.query.Reads;
import java.time.Duration;

/**
 * How many contradictions there are among tasks. To look takes as long as there are tasks: where that is long, what was
 * found is told again for a while. Thread-safe.
 */
final class Contradictions {

    /** What is found faster is looked for each time. */
    private static final Duration SHORT = Duration.ofMillis(100);

    /** So much longer than it took to look, what was found is told again. */
    private static final int LASTS = 100;

    private long found;
    private long untilNs = System.nanoTime();

    synchronized long found(Reads reads) {
        long begin = System.nanoTime();
        if (untilNs - begin > 0) {
            return found;
        }
        found = new ConsistencyQueries(reads, TaskConsistency.checks()).look().found();
        long tookNs = System.nanoTime() - begin;
        untilNs = tookNs < SHORT.toNanos() ? begin : begin + LASTS * tookNs;
        return found;
    }
}
