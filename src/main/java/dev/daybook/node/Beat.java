package dev.daybook.node;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does a few things again and again on a thread of its own, from when the first of them is added until closed. */
public final class Beat implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Beat.class);

    private final Duration every;
    private final List<Runnable> works = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private boolean started;

    public Beat(Duration every) {
        this.every = every;
    }

    /** What it throws is logged, and it is done again the next time. */
    public synchronized void add(Runnable work) {
        works.add(work);
        if (!started && closing.getCount() > 0) {
            started = true;
            Thread.ofPlatform().name("beat").daemon().start(this::run);
        }
    }

    private void run() {
        try {
            while (!closing.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
                works.forEach(this::carryOut);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void carryOut(Runnable work) {
        if (isClosing()) {
            return;
        }
        try {
            work.run();
        } catch (RuntimeException e) {
            if (isClosing()) {
                LOG.debug("what it needs was closed under it", e);
            } else {
                LOG.warn("{}; it is tried again", e.getMessage());
            }
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** Begins nothing more; does not wait for what is under way. */
    @Override
    public void close() {
        closing.countDown();
    }
}
