package dev.daybook.upkeep;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Keeps work to so many bytes a second on average, so that whoever else needs the disk has it. Used by one thread. */
public final class Throttle {

    /** Who wants the work to end is heard so soon. */
    private static final long PAUSE_NS = 200_000_000;

    private static final double SECOND_NS = 1e9;

    private final long bytesPerSecond;
    private final LongSupplier clockNs;
    private final LongConsumer pauseNs;
    private final long startedNs;
    private long doneBytes;

    /** @param bytesPerSecond 0 is as fast as it goes */
    public Throttle(long bytesPerSecond) {
        this(bytesPerSecond, System::nanoTime, LockSupport::parkNanos);
    }

    Throttle(long bytesPerSecond, LongSupplier clockNs, LongConsumer pauseNs) {
        this.bytesPerSecond = bytesPerSecond;
        this.clockNs = clockNs;
        this.pauseNs = pauseNs;
        this.startedNs = clockNs.getAsLong();
    }

    /**
     * Says that so much more was done, and waits until that is not too much.
     *
     * @param alive called again and again while it waits; what it throws ends that
     */
    public void took(long sizeBytes, Runnable alive) {
        if (bytesPerSecond == 0) {
            return;
        }
        doneBytes += sizeBytes;
        long dueNs = (long) (doneBytes * SECOND_NS / bytesPerSecond);
        for (long left = dueNs - (clockNs.getAsLong() - startedNs);
                left > 0;
                left = dueNs - (clockNs.getAsLong() - startedNs)) {
            alive.run();
            pauseNs.accept(Math.min(left, PAUSE_NS));
        }
    }
}
