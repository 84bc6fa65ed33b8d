package dev.daybook.slice;

import dev.daybook.journal.Fenced;
import dev.daybook.node.Lease;
import dev.daybook.node.Nodes;
import dev.daybook.node.StandingLease;
import dev.daybook.projection.RowsMissing;
import dev.daybook.text.Times;
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
 * Does the chores of all slices, one after the other, each when its time has come; not at once when it begins. Of all
 * processes of a journal one does them at a time: whoever holds the lease. Thread-safe.
 */
public final class Chores implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Chores.class);

    private static final Duration TURN = Duration.ofSeconds(1);

    /** What is under way writes by commands: it may end, or begin anew another time. */
    private static final Duration STOP = Duration.ofSeconds(10);

    private final Ground ground;
    private final StandingLease ours;
    private final Map<Chore, Instant> done = new LinkedHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean started;

    public Chores(List<Chore> chores, Ground ground, Nodes nodes) {
        this.ground = ground;
        this.ours = new StandingLease(nodes, "chores");
        Instant now = ground.clock().instant();
        chores.forEach(chore -> done.put(chore, now));
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

    /** Does what is due, if it is for this process to do. */
    public void look() {
        ours.held().ifPresent(this::look);
    }

    private void look(Lease lease) {
        synchronized (done) {
            done.replaceAll((chore, last) -> {
                Instant now = ground.clock().instant();
                Duration every = chore.every().apply(ground);
                if (closing.getCount() == 0 || !Times.isDue(last.plus(every), every, now)) {
                    return last;
                }
                doOnce(chore, lease);
                return now;
            });
        }
    }

    private void doOnce(Chore chore, Lease lease) {
        try {
            lease.carry(() -> {
                chore.work().accept(ground);
                return chore;
            });
        } catch (Fenced e) {
            LOG.info("{} is done by another node: {}", chore.name(), e.getMessage());
        } catch (RowsMissing e) {
            LOG.info("{} is done later: {}", chore.name(), e.getMessage());
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
        try (ours) {
            if (!ended.await(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("a chore has not ended within {} s", STOP.toSeconds());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
