package dev.daybook.projection;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings read models up to date after rollbacks, on a thread of its own: nothing is posted to outdated ones until then.
 * What fails, on a full disk say, is tried again after a second, then two, up to a minute.
 */
final class AfterRollbacks {

    private static final long PAUSE_MS = 1_000;
    private static final long PAUSE_MAX_MS = 60_000;

    private static final Logger LOG = LoggerFactory.getLogger(ReadModels.class);

    private final Runnable catchUp;
    private final BooleanSupplier closing;
    private final Semaphore wanted = new Semaphore(1); // at the start, too

    AfterRollbacks(Runnable catchUp, BooleanSupplier closing) {
        this.catchUp = catchUp;
        this.closing = closing;
    }

    void start() {
        Thread.ofPlatform().daemon().name("after-rollbacks").start(this::run);
    }

    /** Says that there was a rollback, or that it is to end. */
    void wake() {
        wanted.release();
    }

    private void run() {
        long pauseMs = PAUSE_MS;
        while (!closing.getAsBoolean()) {
            wanted.acquireUninterruptibly();
            wanted.drainPermits();
            try {
                if (!closing.getAsBoolean()) {
                    catchUp.run();
                }
                pauseMs = PAUSE_MS;
            } catch (RuntimeException | Error e) { // nobody else would try again
                if (closing.getAsBoolean()) {
                    return; // under its hands
                }
                LOG.error(
                        "the read models are not up to date, it is tried again in {} ms: {}",
                        pauseMs,
                        e.getMessage(),
                        e);
                pause(pauseMs);
                pauseMs = Math.min(2 * pauseMs, PAUSE_MAX_MS);
                wanted.release();
            }
        }
    }

    /** Waits so long, or until it is woken. */
    private void pause(long ms) {
        try {
            boolean _ = wanted.tryAcquire(ms, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts it", e);
        }
    }
}
