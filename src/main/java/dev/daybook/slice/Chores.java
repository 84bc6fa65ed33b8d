package dev.daybook.slice;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the chores of all slices, one after the other, each when its time has come; not at once when it begins. Only
 * whoever holds the lock of the directory has one, so that no chore is done twice at a time. Thread-safe.
 */
public final class Chores implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Chores.class);

    private static final Duration TURN = Duration.ofSeconds(1);

    /** What is under way writes by commands: it may end, or begin anew another time. */
    private static final Duration STOP = Duration.ofSeconds(10);

    private final Ground ground;
    private final Map<Chore, Instant> done = new LinkedHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean started;

    public Chores(List<Chore> chores, Ground ground) {
        this.ground = ground;
        Instant now = ground.clock().instant();
        chores.forEach(chore -> done.put(chore, now));
    }

    /** Returns those that a process does that is not the only one on its journal. */
    public static List<Chore> ofSeveral(List<Chore> all) {
        return all.stream().filter(chore -> !chore.ofOneProcess()).toList();
    }

    /** Does them from now on. */
    public synchronized void start() {
        if (!started && closing.getCount() > 0) {
            started = true;
            Thread.ofPlatform().name("chores").daemon().start(this::run);
        }
    }

    private void run() {
        try {
            while (!closing.await(TURN.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    /** Does what is due. */
    public void look() {
        synchronized (done) {
            done.replaceAll((chore, last) -> {
                Instant now = ground.clock().instant();
                if (closing.getCount() == 0
                        || now.isBefore(last.plus(chore.every().apply(ground)))) {
                    return last;
                }
                doOnce(chore);
                return now;
            });
        }
    }

    private void doOnce(Chore chore) {
        try {
            chore.work().accept(ground);
        } catch (RuntimeException e) {
            LOG.warn("{} could not be done, and is tried again when it is due: {}", chore.name(), e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        synchronized (this) {
            if (!started) {
                return;
            }
        }
        try {
            if (!ended.await(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("a chore has not ended within {} s", STOP.toSeconds());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
