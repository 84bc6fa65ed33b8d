package dev.daybook.journal.sql;

import dev.daybook.journal.Erasure;
import dev.daybook.journal.JournalUnavailable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The appends that wait for the one thread that writes. What may wait in memory is limited: more makes those who append
 * wait for room. Thread-safe; one thread takes.
 */
public final class AppendQueue {

    private static final int QUEUED_KIB_MAX = 128 * 1024;

    private static final Prepared STOP =
            new Prepared(List.of(), Map.of(), Erasure.NOTHING, List.of(), 0, new CompletableFuture<>());

    /** How much is written in one transaction. */
    public record Limits(int entries, int kib) {}

    private final Limits limits;
    private final LinkedBlockingQueue<Prepared> queue = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(QUEUED_KIB_MAX);
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile @Nullable JournalUnavailable failure;

    public AppendQueue(Limits limits) {
        this.limits = limits;
    }

    /** Has an append wait for its turn; it fails at once where nothing is taken any more. */
    public void add(Prepared append) {
        if (failure == null && !closing.get()) {
            int weight = Math.min(append.weightKib(), QUEUED_KIB_MAX);
            room.acquireUninterruptibly(weight);
            var _ = append.done().whenComplete((_, _) -> room.release(weight));
            queue.add(append);
            if (failure == null) {
                return;
            }
            // The writer may have given up between the two looks and not have seen this one.
            failQueued();
        } else {
            append.done().completeExceptionally(refusal());
        }
    }

    /** Has the writer come by. */
    public void wake() {
        queue.add(Prepared.nothing());
    }

    /** Fills the group with what waits. Returns whether there is anything to write before the end. */
    public boolean take(List<Prepared> group) throws InterruptedException {
        group.clear();
        return take(group, queue.take(), 0, 0);
    }

    /** As {@link #take(List)}, with an empty group where nothing came in that time. */
    public boolean take(List<Prepared> group, long timeoutMs) throws InterruptedException {
        group.clear();
        Prepared first = queue.poll(timeoutMs, TimeUnit.MILLISECONDS);
        return first == null || take(group, first, 0, 0);
    }

    private boolean take(List<Prepared> group, Prepared first, int entriesBefore, int kibBefore) {
        Prepared next = first;
        int entries = entriesBefore;
        int kib = kibBefore;
        while (next != null && !next.equals(STOP)) {
            group.add(next);
            entries += next.entries();
            kib += next.weightKib();
            next = entries < limits.entries() && kib < limits.kib() ? queue.poll() : null;
        }
        if (STOP.equals(next) && !group.isEmpty()) {
            queue.add(STOP);
        }
        return !group.isEmpty();
    }

    /** Adds to a group what has come since it was taken, as far as there is room in it. Returns what that is. */
    public List<Prepared> takeMore(List<Prepared> group) {
        int before = group.size();
        int entries = group.stream().mapToInt(Prepared::entries).sum();
        int kib = group.stream().mapToInt(Prepared::weightKib).sum();
        Prepared next = entries < limits.entries() && kib < limits.kib() ? queue.poll() : null;
        if (next != null) {
            take(group, next, entries, kib);
        }
        return List.copyOf(group.subList(before, group.size()));
    }

    /** Takes no more; the writer ends behind what waits. */
    public void close() {
        if (closing.compareAndSet(false, true)) {
            queue.add(STOP);
        }
    }

    /** Takes nothing from now on, and fails what waits. */
    public void fail(JournalUnavailable why) {
        failure = why;
        failQueued();
    }

    /** Takes again what comes, after {@link #fail}. */
    public void recover() {
        failure = null;
    }

    private void failQueued() {
        boolean stops = false;
        for (Prepared append = queue.poll(); append != null; append = queue.poll()) {
            stops |= append.equals(STOP);
            if (!append.equals(STOP)) {
                append.done().completeExceptionally(refusal());
            }
        }
        if (stops) {
            queue.add(STOP);
        }
    }

    /** Returns why nothing is taken. */
    public Optional<JournalUnavailable> failure() {
        return Optional.ofNullable(failure);
    }

    public boolean isClosing() {
        return closing.get();
    }

    /** Returns what is told to whoever appends where nothing is taken. */
    public JournalUnavailable refusal() {
        JournalUnavailable why = failure;
        return why == null ? new JournalUnavailable("the journal is closed") : why;
    }

    /** Waits for a writer to end. */
    public static void join(Thread writer) {
        boolean interrupted = false;
        while (writer.isAlive() && !Thread.currentThread().equals(writer)) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
