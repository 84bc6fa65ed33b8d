package dev.daybook.sbi;

import java.util.Map;

/**
 * How many tasks there are, and what they wait for.
 *
 * @param open to be worked on: those that are leased, that may be taken, and that wait for others or for themselves
 * @param byStatus all there are
 */
record Waiting(long open, long inWork, long ready, long blocked, Map<String, Long> byStatus) {}
