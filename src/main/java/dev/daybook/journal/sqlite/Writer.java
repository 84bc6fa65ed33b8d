package dev.daybook.journal.sqlite;

import dev.daybook.journal.Conflict;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Listeners;
import dev.daybook.journal.Position;
import dev.daybook.journal.sql.AppendQueue;
import dev.daybook.journal.sql.Outcome;
import dev.daybook.journal.sql.Prepared;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
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
 * The same where the files at their paths are not those that are open, which is looked at after each COMMIT and before
 * anything is acknowledged: what is written into a file that was removed is found by nobody.
 */
final class Writer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    /** Bounds how long an append waits for others of its commit, and how large the write-ahead log grows. */
    private static final int COMMIT_ENTRIES_MAX = 10_000;

    private static final int COMMIT_KIB_MAX = 32 * 1024;

    private static final int FOLD_BUSY_MS = 50;

    private final Path file;
    private final InstantSource clock;
    private final Connection connection;
    private final JournalRows rows;
    private final Identity identity;
    private final AppendQueue queue = new AppendQueue(new AppendQueue.Limits(COMMIT_ENTRIES_MAX, COMMIT_KIB_MAX));
    private final Listeners listeners = new Listeners();
    private final AtomicReference<@Nullable CompletableFuture<Void>> folding = new AtomicReference<>();
    private final Thread thread;
    private volatile long head;
    private boolean committing;
    private boolean logHoldsErased;

    /** Takes over the connection, the rows on it, and the identity of the files that it has open. */
    Writer(Path file, InstantSource clock, Connection connection, JournalRows rows, Identity identity)
            throws SQLException {
        this.file = file;
        this.clock = clock;
        this.connection = connection;
        this.rows = rows;
        this.identity = identity;
        // The transaction is ours: else the driver tries to begin and end one around every statement.
        connection.setAutoCommit(false);
        this.head = rows.head();
        this.thread = Thread.ofPlatform().name("journal-writer").daemon().start(this::run);
    }

    long head() {
        return head;
    }

    /** Looks at the files, too: a journal that nobody writes to would not notice that they are gone. */
    Optional<String> unavailable() {
        Optional<JournalUnavailable> why = queue.failure();
        if (why.isPresent()) {
            return why.map(JournalUnavailable::getMessage);
        }
        Optional<String> changed = identity.changed();
        if (changed.isPresent()) {
            queue.wake(); // so that the writer notices, and does what there is to do
        }
        return changed;
    }

    void append(Prepared append) {
        queue.add(append);
    }

    Journal.Subscription subscribe(Consumer<List<Entry>> listener) {
        return listeners.add(listener);
    }

    private void run() {
        List<Prepared> group = new ArrayList<>();
        JournalUnavailable end = new JournalUnavailable("%s: its writer died; start again".formatted(file));
        try {
            while (queue.take(group)) {
                commit(group);
                foldIfWanted();
            }
            end = new JournalUnavailable("the journal is closed");
        } catch (SQLException e) {
            giveUp(e);
            end = new JournalUnavailable(
                    "%s; until then the journal can be read but takes nothing, and nothing acknowledged is lost"
                            .formatted(Sqlite.explain(file, e)),
                    e);
            LOG.error(end.getMessage(), e);
        } catch (FilesGone e) {
            end = new JournalUnavailable(
                    "%s. %s. Until then the journal can be read but takes nothing".formatted(e.getMessage(), save(e)));
            LOG.error(end.getMessage());
        } catch (ListenerFailed e) {
            end = e.failed.unavailable();
            LOG.error(end.getMessage(), end);
        } catch (InterruptedException e) {
            end = new JournalUnavailable("%s: its writer was interrupted; start again".formatted(file), e);
        } finally {
            queue.fail(end);
            JournalUnavailable why = end;
            Optional.ofNullable(folding.getAndSet(null)).ifPresent(wanted -> wanted.completeExceptionally(why));
            JournalUnavailable outcome = committing ? unknown(end) : end;
            for (Prepared append : group) {
                append.done().completeExceptionally(outcome);
            }
        }
    }

    /** A commit whose sync failed may be in the journal when it is opened again, or not. */
    private JournalUnavailable unknown(JournalUnavailable end) {
        return new JournalUnavailable(
                ("%s. Whether this was written is unknown: after the restart ask again with the same Idempotency-Key,"
                                + " which carries it out once, or look at the journal behind position %d")
                        .formatted(end.getMessage(), head),
                end);
    }

    /** The files of the journal are not those that this writer has open. */
    @SuppressWarnings("serial")
    private static final class FilesGone extends Exception {
        FilesGone(String message) {
            super(message, null, false, false);
        }
    }

    private void checkFiles() throws FilesGone {
        Optional<String> changed = identity.changed();
        if (changed.isPresent()) {
            long written = rows.head();
            throw new FilesGone(changed.get()
                    + (written > head
                            ? "; positions %d to %d were written into it and are not acknowledged, those up to %d were before"
                                    .formatted(head + 1, written, head)
                            : "; positions up to %d were acknowledged before".formatted(head)));
        }
    }

    /** Brings what only the open files hold to where it can be found, and says where, and what to do. */
    private String save(FilesGone gone) {
        try {
            if (identity.fileIsThere()) {
                connection.setAutoCommit(true);
                Sqlite.execute(connection, "PRAGMA wal_checkpoint(FULL)");
                return "%s itself is in its place, and what the log held was folded into it: start again"
                        .formatted(file.getFileName());
            }
            if (identity.folderIsThere()) {
                connection.setAutoCommit(true);
                return "All that it held was copied to %s: put that in place of %s, without its -wal and -shm, and start again"
                        .formatted(new SchemaBackup(file, clock).write(connection, "rescued"), file.getFileName());
            }
            return "Look where its folder was moved to, put it back and start again";
        } catch (SQLException | JournalUnavailable e) {
            LOG.error("what the open files hold could not be saved", e);
            return "What it held could not be saved (%s): restore a copy and start again".formatted(e.getMessage());
        } finally {
            giveUp(gone);
        }
    }

    /** As {@link dev.daybook.journal.Journal#foldLog}. */
    CompletableFuture<Void> foldLog() {
        var mine = new CompletableFuture<Void>();
        CompletableFuture<Void> wanted = folding.updateAndGet(other -> other == null ? mine : other);
        if (queue.failure().isPresent() || queue.isClosing()) {
            wanted.completeExceptionally(queue.refusal());
        } else {
            queue.wake();
        }
        return wanted;
    }

    /** A reader that takes long is not waited for: it would be by all who append. */
    private void foldIfWanted() throws SQLException {
        CompletableFuture<Void> wanted = folding.getAndSet(null);
        if (wanted != null) {
            connection.setAutoCommit(true);
            Sqlite.execute(connection, "PRAGMA busy_timeout = " + FOLD_BUSY_MS);
            Sqlite.execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
            Sqlite.execute(connection, "PRAGMA busy_timeout = " + Sqlite.BUSY_TIMEOUT_MS);
            connection.setAutoCommit(false);
            wanted.complete(null);
        }
    }

    private void commit(List<Prepared> group) throws SQLException, FilesGone, ListenerFailed {
        List<Entry> fresh = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>(group.size());
        rows.start(clock.instant());
        for (Prepared append : group) {
            Optional<Conflict> conflict = rows.conflict(append);
            outcomes.add(new Outcome(append, conflict, conflict.isPresent() ? List.of() : rows.write(append, fresh)));
        }
        rows.finish();
        committing = true;
        connection.commit();
        checkFiles();
        committing = false;
        logHoldsErased |= outcomes.stream().anyMatch(Outcome::erased);
        if (logHoldsErased) {
            finishErasing();
        }
        head = rows.head();
        List<Listeners.Failed> failed = fresh.isEmpty() ? List.of() : listeners.tell(List.copyOf(fresh));
        var at = new Position(head);
        outcomes.forEach(outcome -> outcome.acknowledge(at));
        if (!failed.isEmpty()) {
            throw new ListenerFailed(failed.getFirst());
        }
    }

    /** A reader that takes long keeps what was erased in the log; then the next commit tries again, and closing. */
    private void finishErasing() throws SQLException {
        connection.setAutoCommit(true);
        logHoldsErased = !Erasures.finish(connection);
        connection.setAutoCommit(false);
        if (logHoldsErased) {
            LOG.warn("{}-wal holds what was erased until a reader that is at work is done", file.getFileName());
        }
    }

    @SuppressWarnings("serial")
    private static final class ListenerFailed extends Exception {

        private final transient Listeners.Failed failed;

        ListenerFailed(Listeners.Failed failed) {
            super(failed.why());
            this.failed = failed;
        }
    }

    /** Lets go of the transaction and its locks; what the connection still says about it does not matter any more. */
    private void giveUp(Exception why) {
        try {
            connection.close();
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
    }

    /** Writes what waits, and takes no more. */
    void finish() {
        queue.close();
        AppendQueue.join(thread);
    }

    /** Gives the connection back, after {@link #finish}. */
    @Override
    public void close() {
        try {
            rows.close();
            connection.close();
        } catch (SQLException e) {
            LOG.warn("closing: " + Sqlite.explain(file, e), e);
        }
    }
}
