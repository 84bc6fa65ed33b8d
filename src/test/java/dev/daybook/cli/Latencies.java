package dev.daybook.cli;

import java.util.ArrayList;
import java.util.List;

/** How long answers took. Thread-safe. */
final class Latencies {

    private List<Long> nanos = new ArrayList<>();

    /** What came together since the last time. */
    record Minute(long count, double p50Ms, double p99Ms) {}

    synchronized void add(long nanoseconds) {
        nanos.add(nanoseconds);
    }

    /** Returns what came together, and begins anew. */
    synchronized Minute take() {
        List<Long> sorted = nanos.stream().sorted().toList();
        nanos = new ArrayList<>();
        return new Minute(sorted.size(), at(sorted, 0.5), at(sorted, 0.99));
    }

    private static double at(List<Long> sorted, double part) {
        return sorted.isEmpty() ? 0 : sorted.get((int) (part * (sorted.size() - 1))) / 1e6;
    }
}
