package dev.daybook.projection;

import dev.daybook.journal.Timeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Posts to one new generation, on a thread of its own, and then makes its indexes. Told what to do by one other thread. */
final class Loader {

    /** Batches that wait for a projection that is slower than the others: they hold memory. */
    private static final int BATCHES_MAX = 2;

    private static final long POLL_MS = 100;

    private final ReadModels.Slot slot;
    private final Projector poster;
    private final Timeline timeline;
    private final BlockingQueue<List<Feed.Item>> batches = new ArrayBlockingQueue<>(BATCHES_MAX);
    private final Thread thread;
    private volatile Optional<RuntimeException> failure = Optional.empty();
    private volatile long posted;
    private volatile boolean ended;
    private volatile boolean whole;
    private volatile boolean indexing;
    private volatile boolean done;

    Loader(ReadModels.Slot slot, Projector poster, Timeline timeline) {
        this.slot = slot;
        this.timeline = timeline;
        this.poster = poster;
        this.posted = poster.checkpoint().value();
        thread = Thread.ofPlatform()
                .daemon()
                .name("rebuild-" + slot.ddl().name())
                .unstarted(this::work);
    }

    ReadModels.Slot slot() {
        return slot;
    }

    Projector poster() {
        return poster;
    }

    Timeline timeline() {
        return timeline;
    }

    /** Returns how far it is. */
    long posted() {
        return posted;
    }

    boolean isIndexing() {
        return indexing;
    }

    void start() {
        thread.start();
    }

    void put(List<Feed.Item> batch) {
        try {
            while (!batches.offer(batch, POLL_MS, TimeUnit.MILLISECONDS)) {
                throwFailure();
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void work() {
        try {
            Generation generation = poster.generation();
            boolean loaded = generation.checkpoint().loaded();
            if (!loaded) {
                generation.begin();
                poster.projection().beforeLoad(generation.tables());
                generation.commit();
            }
            for (List<Feed.Item> batch = next(); !batch.isEmpty(); batch = next()) {
                poster.post(batch, timeline);
                posted = poster.checkpoint().value();
            }
            if (whole) {
                indexing = true;
                if (!loaded) {
                    generation.begin();
                    poster.projection().afterLoad(generation.tables());
                    generation.commit();
                    generation.finishLoad();
                }
            }
            done = true;
        } catch (RuntimeException e) {
            failure = Optional.of(e);
        } catch (InterruptedException e) {
            failure = Optional.of(new IllegalStateException("the rebuild was interrupted", e));
        } catch (Error e) { // no room, say
            failure = Optional.of(new IllegalStateException(
                    "building %s anew broke off: %s".formatted(slot.ddl().name(), e), e));
        }
    }

    /** Returns what is to be posted next, all that waits in one transaction; nothing at the end. */
    private List<Feed.Item> next() throws InterruptedException {
        List<Feed.Item> batch = ended ? batches.poll() : batches.take();
        var waiting = new ArrayList<List<Feed.Item>>();
        if (batch != null) {
            waiting.add(batch);
            batches.drainTo(waiting);
        }
        return waiting.stream().flatMap(List::stream).toList();
    }

    /**
     * Lets the thread end behind what it was given.
     *
     * @param all whether that was everything: then the indexes are made, too
     */
    void end(boolean all) {
        whole = all;
        ended = true;
        boolean _ = batches.offer(List.of()); // one that waits is woken, one that doesn't need not be
    }

    /** Waits a while for the thread's end; returns whether it has ended. */
    boolean ended(long nanos) {
        try {
            boolean over = thread.join(Duration.ofNanos(nanos));
            throwFailure();
            return over;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Throws why the thread has ended in the middle of its work, if it has. */
    private void throwFailure() {
        boolean dead = !thread.isAlive() && !done;
        failure.ifPresent(why -> {
            throw why;
        });
        if (dead) {
            throw new IllegalStateException("the thread that builds %s anew has ended"
                    .formatted(slot.ddl().name()));
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("the rebuild was interrupted; the next one continues it", e);
    }

    /** Returns whether what it made is in use. */
    boolean isLive() {
        return slot.live().generation() == poster.generation();
    }

    /** Waits for what was given to it, and leaves the file for another rebuild. */
    void close() {
        boolean interrupted = Thread.interrupted();
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true; // the file is closed when nobody writes it any more
            }
        }
        poster.generation().close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
