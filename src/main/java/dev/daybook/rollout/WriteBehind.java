package dev.daybook.rollout;

import dev.daybook.journal.StreamId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the files behind the journal, in the background: what changed several times meanwhile is written once.
 * Thread-safe.
 */
final class WriteBehind implements AutoCloseable {

    /** What comes together is written together. */
    private static final Duration PAUSE = Duration.ofMillis(50);

    private record Behind(Tool tool, Unit unit) {}

    private final Stages stages;
    private final FileSide files;
    private final Map<Behind, Set<StreamId>> behind = new LinkedHashMap<>();
    private @Nullable Thread thread;
    private boolean closed;

    WriteBehind(Stages stages, FileSide files) {
        this.stages = stages;
        this.files = files;
    }

    /** Notes that the files lack the newest of things. */
    void add(Tool tool, Unit unit, Collection<StreamId> things) {
        synchronized (behind) {
            behind.computeIfAbsent(new Behind(tool, unit), _ -> new LinkedHashSet<>())
                    .addAll(things);
            if (thread == null && !closed) {
                thread = Thread.ofPlatform().name("mirror").daemon().start(this::run);
            }
            behind.notifyAll();
        }
    }

    /** Returns how many things the files lack the newest of. */
    int size() {
        synchronized (behind) {
            return behind.values().stream().mapToInt(Set::size).sum();
        }
    }

    /**
     * Writes what a unit's files lack, now. Whoever has the files has them alone: until it is written it is still to be, so
     * that nobody takes them for written.
     */
    void flush(Tool tool, Unit unit) {
        unit.files.lock(); // one after the other with whoever else writes them
        try {
            Set<StreamId> things;
            synchronized (behind) {
                things = behind.remove(new Behind(tool, unit));
            }
            Stages.Place place = stages.of(tool.kind(), unit.name);
            if (things != null && place.stage() == Stage.JOURNAL) { // in any other stage whoever set it saw to it
                files.follow(tool, unit, place, things);
            }
        } finally {
            unit.files.unlock();
        }
    }

    private void run() {
        try {
            while (awaitWork()) {
                Map<Behind, Set<StreamId>> work;
                synchronized (behind) {
                    work = new HashMap<>(behind);
                }
                work.keySet().forEach(behind -> flush(behind.tool(), behind.unit()));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitWork() throws InterruptedException {
        synchronized (behind) {
            while (behind.isEmpty() && !closed) {
                behind.wait();
            }
            long endNs = System.nanoTime() + PAUSE.toNanos();
            for (long leftNs = PAUSE.toNanos(); leftNs > 0 && !closed; leftNs = endNs - System.nanoTime()) {
                behind.wait(leftNs / 1_000_000 + 1);
            }
            return !behind.isEmpty() || !closed;
        }
    }

    /** Writes what is left, and ends. */
    @Override
    public void close() {
        Thread worker;
        synchronized (behind) {
            closed = true;
            worker = thread;
            behind.notifyAll();
        }
        if (worker != null) {
            try {
                worker.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
