package dev.daybook.journal.sqlite;

import dev.daybook.journal.sql.Names;
import dev.daybook.journal.sql.Reader;
import dev.daybook.journal.sql.SqlJournal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;

/** The readers of a journal, lent one per question. Thread-safe. */
final class Readers implements AutoCloseable {

    /** Reading is bound by the processor; more would only hold more pages in memory. */
    private static final int READERS_MAX = 8;

    private final Path file;
    private final Identity identity;
    private final Names names = new Names();
    private final Semaphore free = new Semaphore(READERS_MAX);
    private volatile boolean closed;
    private final LinkedBlockingDeque<Reader> idle = new LinkedBlockingDeque<>();

    /**
     * Opens the first reader at once: with it the shared index of the write-ahead log exists as long as the journal is
     * open, even when the disk is full and the writer has given up.
     */
    Readers(Path file, Identity identity) throws SQLException {
        this.file = file;
        this.identity = identity;
        idle.add(new Reader(Sqlite.reader(file), names, SqliteIds.INSTANCE));
    }

    <T> T ask(SqlJournal.Question<T> question) {
        free.acquireUninterruptibly();
        try {
            if (closed) {
                throw new IllegalStateException("the journal is closed");
            }
            Reader reader = lend();
            try {
                return question.ask(reader);
            } finally {
                idle.addFirst(reader);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("reading failed: " + Sqlite.explain(file, e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a reader of the journal", e);
        } finally {
            free.release();
        }
    }

    /** Where another file has taken the journal's place, a new reader would tell what that says: the open ones go on. */
    private Reader lend() throws SQLException, InterruptedException {
        Reader reader = idle.pollFirst();
        if (reader != null) {
            return reader;
        }
        if (identity.changed().isEmpty()) {
            reader = new Reader(Sqlite.reader(file), names, SqliteIds.INSTANCE);
            if (identity.changed().isEmpty()) {
                return reader;
            }
            reader.close();
        }
        return idle.takeFirst();
    }

    /** Waits for those who still read; later questions fail. */
    @Override
    public void close() {
        free.acquireUninterruptibly(READERS_MAX);
        closed = true;
        try {
            for (Reader reader = idle.poll(); reader != null; reader = idle.poll()) {
                reader.close();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(Sqlite.explain(file, e), e);
        } finally {
            free.release(READERS_MAX);
        }
    }
}
