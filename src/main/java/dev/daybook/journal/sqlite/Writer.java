package dev.daybook.journal.sqlite;

import dev.daybook.journal.Appended;
import dev.daybook.journal.Appended.Place;
import dev.daybook.journal.Conflict;
import dev.daybook.journal.Entry;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Position;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes: group commit.
 *
 * <p>It takes what queued up while the last commit was synced to the disk, writes it in one transaction, and
 * acknowledges after COMMIT. There is no timer: an append that comes alone is committed alone, at once; the more come
 * together, the more share a sync.
 *
 * <p>After any error but a conflict the connection is given up for good: an fsync that failed once says nothing about
 * what reached the disk, so trying again could acknowledge what is lost. All waiting appends fail, and all later ones.
 */
final class Writer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    /** Bounds how long an append waits for others of its commit, and how large the write-ahead log grows. */
    private static final int COMMIT_ENTRIES_MAX = 10_000;

    private static final int COMMIT_KIB_MAX = 32 * 1024;

    /** What may wait in memory; more makes the appending threads wait. */
    private static final int QUEUED_KIB_MAX = 128 * 1024;

    private static final Prepared STOP = new Prepared(List.of(), Map.of(), 0, new CompletableFuture<>());

    private final Path file;
    private final InstantSource clock;
    private final Connection connection;
    private final Ledger ledger;
    private final LinkedBlockingQueue<Prepared> queue = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(QUEUED_KIB_MAX);
    private final List<Consumer<List<Entry>>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Thread thread;
    private volatile long head;
    private volatile @Nullable JournalUnavailable failure;

    /** Takes over the connection. */
    Writer(Path file, InstantSource clock, Connection connection) throws SQLException {
        this.file = file;
        this.clock = clock;
        this.connection = connection;
        this.ledger = new Ledger(connection);
        // The transaction is ours: else the driver tries to begin and end one around every statement.
        connection.setAutoCommit(false);
        this.head = ledger.head();
        this.thread = Thread.ofPlatform().name("journal-writer").daemon().start(this::run);
    }

    long head() {
        return head;
    }

    Optional<String> unavailable() {
        JournalUnavailable why = failure;
        return why == null ? Optional.empty() : Optional.ofNullable(why.getMessage());
    }

    void append(Prepared append) {
        if (failure == null && !closing.get()) {
            int weight = room(append);
            room.acquireUninterruptibly(weight);
            var _ = append.done().whenComplete((_, _) -> room.release(weight));
            queue.add(append);
            if (failure == null) {
                return;
            }
            // The writer may have given up between the two looks and not have seen this one.
            failQueued();
        } else {
            append.done().completeExceptionally(gone());
        }
    }

    private static int room(Prepared append) {
        return Math.min(append.weightKib(), QUEUED_KIB_MAX);
    }

    void subscribe(Consumer<List<Entry>> listener) {
        listeners.add(listener);
    }

    void unsubscribe(Consumer<List<Entry>> listener) {
        listeners.remove(listener);
    }

    private void run() {
        List<Prepared> group = new ArrayList<>();
        JournalUnavailable end = new JournalUnavailable("%s: its writer died; start again".formatted(file));
        try {
            while (take(group)) {
                commit(group);
            }
            end = new JournalUnavailable("the journal is closed");
        } catch (SQLException e) {
            giveUp(e);
            end = new JournalUnavailable(
                    "%s; until then the journal can be read but takes nothing, and nothing acknowledged is lost"
                            .formatted(Sqlite.explain(file, e)),
                    e);
            LOG.error(end.getMessage(), e);
        } catch (InterruptedException e) {
            end = new JournalUnavailable("%s: its writer was interrupted; start again".formatted(file), e);
        } finally {
            failure = end;
            for (Prepared append : group) {
                append.done().completeExceptionally(end);
            }
            failQueued();
        }
    }

    /** Fills the group with what waits. Returns whether there is anything to write before the end. */
    private boolean take(List<Prepared> group) throws InterruptedException {
        group.clear();
        Prepared next = queue.take();
        int entries = 0;
        int kib = 0;
        while (next != null && !next.equals(STOP)) {
            group.add(next);
            entries += next.entries();
            kib += next.weightKib();
            next = entries < COMMIT_ENTRIES_MAX && kib < COMMIT_KIB_MAX ? queue.poll() : null;
        }
        if (STOP.equals(next) && !group.isEmpty()) {
            queue.add(STOP);
        }
        return !group.isEmpty();
    }

    private void commit(List<Prepared> group) throws SQLException {
        List<Entry> fresh = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>(group.size());
        ledger.start(clock.instant());
        for (Prepared append : group) {
            Optional<Conflict> conflict = ledger.conflict(append);
            outcomes.add(new Outcome(
                    append, conflict, conflict.isPresent() ? List.of() : ledger.write(append.facts(), fresh)));
        }
        ledger.finish();
        connection.commit();
        head = ledger.head();
        if (!fresh.isEmpty()) {
            tell(List.copyOf(fresh));
        }
        var at = new Position(head);
        outcomes.forEach(outcome -> outcome.acknowledge(at));
    }

    private void tell(List<Entry> entries) {
        for (Consumer<List<Entry>> listener : listeners) {
            try {
                listener.accept(entries);
            } catch (RuntimeException e) {
                // Its promise is broken, ours is not: the entries are durable and must be acknowledged.
                LOG.error("a listener of the journal failed; it misses entries", e);
            }
        }
    }

    private void failQueued() {
        for (Prepared append = queue.poll(); append != null; append = queue.poll()) {
            append.done().completeExceptionally(gone());
        }
    }

    private JournalUnavailable gone() {
        JournalUnavailable why = failure;
        return why == null ? new JournalUnavailable("the journal is closed") : why;
    }

    /** Lets go of the transaction and its locks; what the connection still says about it does not matter any more. */
    private void giveUp(SQLException why) {
        try {
            connection.close();
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
    }

    /** Writes what waits, and takes no more. */
    void finish() {
        if (closing.compareAndSet(false, true)) {
            queue.add(STOP);
        }
        boolean interrupted = false;
        while (thread.isAlive() && !Thread.currentThread().equals(thread)) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives the connection back, after {@link #finish}. */
    @Override
    public void close() {
        try {
            ledger.close();
            connection.close();
        } catch (SQLException e) {
            LOG.warn("closing: " + Sqlite.explain(file, e), e);
        }
    }

    /** What became of an append, to be told after COMMIT. */
    private record Outcome(Prepared append, Optional<Conflict> conflict, List<Place> places) {

        void acknowledge(Position head) {
            if (conflict.isPresent()) {
                append.done().completeExceptionally(conflict.get());
            } else {
                append.done().complete(new Appended(places, head));
            }
        }
    }
}
