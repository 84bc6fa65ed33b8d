package dev.daybook.journal.sqlite;

/**
 * How much of its file a connection to SQLite keeps in memory. That is outside of the heap: it is less where the heap is
 * small, so that {@code -Xmx} alone says how large the process becomes. What it has no room for is still in the memory
 * of the system.
 */
public final class PageCache {

    private static final long USUAL_HEAP_BYTES = 512L << 20;

    /** It is made smaller in such steps, and not below one of them. */
    private static final int STEPS = 8;

    /** @param usualKib what a connection keeps in a process with half a gigabyte of heap or more */
    public static int kib(int usualKib) {
        return kib(usualKib, Runtime.getRuntime().maxMemory());
    }

    static int kib(int usualKib, long heapBytes) {
        long steps = Math.clamp(Math.round((double) heapBytes * STEPS / USUAL_HEAP_BYTES), 1, STEPS);
        return Math.toIntExact(usualKib * steps / STEPS);
    }

    private PageCache() {}
}
