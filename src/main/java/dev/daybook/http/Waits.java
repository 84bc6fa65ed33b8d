package dev.daybook.http;

import dev.daybook.operation.Outcome;
import dev.daybook.operation.Watching;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Requests that wait for a list to have something in it; all are answered when the service stops. Thread-safe. */
final class Waits {

    private final Set<Semaphore> bells = ConcurrentHashMap.newKeySet();
    private volatile boolean ending;

    /**
     * Returns how it is now; of a list that is empty, how it is as soon as it is not, or when the time is over.
     *
     * @param waits is called before each wait, and may refuse it
     */
    Outcome until(Outcome.Going it, Duration patience, Runnable waits) {
        if (patience.isZero()) {
            return it.now().get();
        }
        long deadline = System.nanoTime() + patience.toNanos();
        var bell = new Semaphore(0);
        bells.add(bell);
        try (Watching _ = it.source().begin(bell::release)) {
            while (true) {
                bell.drainPermits();
                Outcome now = it.now().get();
                long leftNs = deadline - System.nanoTime();
                boolean found =
                        !(now instanceof Outcome.Listing list && list.items().isEmpty());
                if (found || ending || leftNs <= 0 || Thread.currentThread().isInterrupted()) {
                    return now;
                }
                waits.run();
                bell.tryAcquire(leftNs, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return it.now().get();
        } finally {
            bells.remove(bell);
        }
    }

    /** Has all be answered with what there is, also those to come. */
    void end() {
        ending = true;
        bells.forEach(Semaphore::release);
    }
}
