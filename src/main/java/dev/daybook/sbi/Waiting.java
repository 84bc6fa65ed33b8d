package dev.daybook.sbi;

import java.util.Map;

/**
 * How many tasks there are, and what they wait for.
 *
 * @param open to be worked on
 * @param inWork of these: leased
 * @param blocked of these: not leased, and waiting for others or for themselves
 */
record Waiting(long open, long inWork, long blocked, Map<String, Long> byStatus) {

    /** Returns how many may be taken: none, where what is leased was counted a moment later than what is open. */
    long ready() {
        return Math.max(0, open - inWork - blocked);
    }
}
