package dev.daybook.projection;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Those who wait for rows of a read model, or for others to take their place. Thread-safe. */
final class RowWaiters {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final AtomicInteger waiters = new AtomicInteger();
    private volatile Runnable awaited = () -> {};
    private volatile boolean replaced;
    private volatile boolean closed;

    /** Has {@code listener} called when somebody begins to wait for rows; it must be quick. */
    void onAwaited(Runnable listener) {
        awaited = listener;
    }

    /** Returns whether somebody waits for rows. */
    boolean isAwaited() {
        return waiters.get() > 0;
    }

    /** Carries out what may end the waiting, and has everybody look. */
    void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the rows are there, at most {@code limit}. Returns whether they are. */
    boolean rows(BooleanSupplier areThere, Duration limit) throws InterruptedException {
        long rest = limit.toNanos();
        lock.lockInterruptibly();
        waiters.incrementAndGet();
        try {
            awaited.run();
            while (!areThere.getAsBoolean()) {
                if (rest <= 0 || closed) {
                    return false;
                }
                rest = moved.awaitNanos(rest);
            }
            return true;
        } finally {
            waiters.decrementAndGet();
            lock.unlock();
        }
    }

    /** Says whether rows are being made to take the place of these. */
    void replaced(boolean isReplaced) {
        change(() -> replaced = isReplaced);
    }

    /** Waits while rows are being made to take the place of these. Returns whether they still are after {@code limit}. */
    boolean replacement(Duration limit) throws InterruptedException {
        if (!replaced) {
            return false; // as a rule, and asked for with every batch
        }
        long rest = limit.toNanos();
        lock.lockInterruptibly();
        try {
            while (replaced && rest > 0) {
                rest = moved.awaitNanos(rest);
            }
            return replaced;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the waiting for rows: there will be none. */
    void close() {
        change(() -> closed = true);
    }
}
