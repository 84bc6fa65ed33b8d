package dev.daybook.journal.sqlite;

import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Link;
import dev.daybook.journal.Micros;
import dev.daybook.journal.sql.Statements;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Copies of a journal, and journals made of them again. A journal is copied while it is written to: what is read, is read
 * in one transaction, so that it is the journal as it was at one position. Its writer goes on, only its write-ahead log
 * grows meanwhile, as it is not folded into the file before the copy is done.
 *
 * <p>The journal is opened by SQLite alone. Copies are for their owner alone, and on no disk for certain before they are
 * synced by who wanted them. All methods throw {@link JournalUnavailable} where a file cannot be read or written.
 */
public final class JournalCopy {

    /** Hears how far it is; what it throws ends it. */
    @FunctionalInterface
    public interface Progress {
        void at(long done, long total);

        /** Hears that so much of a copy of a file is written, from its beginning on. */
        default void grown(Path copy, long sizeBytes) {}

        /** Hears that the copy is written to once more, wherever that may be. */
        default void rewritten() {}
    }

    /** Number of the checkpoint and two salts among it: what is new with each log that is begun. */
    private static final int LOG_HEADER_BYTES = 32;

    /** One more than it can be begun anew while somebody reads. */
    private static final int LOG_TRIES = 3;

    /** Large enough that asking costs nothing, small enough that the end of it is soon heard. */
    private static final int PAGES = 4_096;

    /** Nobody else opens a copy while it is made. */
    private static final int BUSY_MS = 100;

    private static final int BUSY_TIMES = 10;

    private final InstantSource clock;

    public JournalCopy(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Copies a whole journal into {@code copy}, which is not there yet. Returns how far it goes.
     *
     * <p>Where a program of the system can, it copies the file and then the log beside it, while a transaction here reads.
     * With that open no log is begun anew that the transaction reads. So the pages that a checkpoint wrote meanwhile, torn in
     * the copy, stand in the log, too, which is copied after the file: opened together they are the journal as of a commit
     * that came while the log was copied, as after a crash. Where the transaction needs nothing of the log, no page of the
     * file is written, but the log may be begun anew, once: a copy of it that is of both is made again.
     *
     * <p>See <a href="https://www.sqlite.org/walformat.html">the WAL format</a>, 2.3.
     */
    public JournalMark whole(Path journal, Path copy, Progress progress) {
        Optional<OutsideCopy> outside = OutsideCopy.find();
        return outside.isPresent() ? byFiles(outside.get(), journal, copy, progress) : byPages(journal, copy, progress);
    }

    JournalMark byFiles(OutsideCopy outside, Path journal, Path copy, Progress progress) {
        Path log = journal.resolveSibling(journal.getFileName() + "-wal");
        Path logCopy = copy.resolveSibling(copy.getFileName() + "-wal");
        try (Connection connection = Sqlite.reader(journal)) {
            Sqlite.execute(connection, "BEGIN");
            JournalMark atLeast = JournalMark.of(connection, "main");
            Sqlite.createPrivately(copy);
            outside.copy(journal, copy, progress);
            boolean isLogged = Files.exists(log) && Files.size(log) > 0;
            if (isLogged) {
                Sqlite.createPrivately(logCopy);
                copyLog(outside, log, logCopy, progress);
                progress.rewritten();
                settle(copy);
            }
            JournalMark mark = markOfCopy(copy);
            if (atLeast.head().position().isAfter(mark.head().position())) {
                throw new JournalUnavailable("the copy %s of the journal ends at %s, and was to reach %s"
                        .formatted(copy, mark.head().position(), atLeast.head().position()));
            }
            return mark;
        } catch (SQLException e) {
            throw failed("copied", copy, e);
        } catch (IOException e) {
            throw new JournalUnavailable("the journal cannot be copied: " + e.getMessage(), e);
        }
    }

    /** The begin of one log and the rest of another would be pages as they were before others in the file. */
    private static void copyLog(OutsideCopy outside, Path log, Path copy, Progress progress) throws IOException {
        for (int i = 0; i < LOG_TRIES; i++) {
            byte[] begun = header(log);
            outside.copy(log, copy, progress);
            if (Arrays.equals(begun, header(log))) {
                return;
            }
        }
        throw new IOException("its log was begun anew %d times while it was copied".formatted(LOG_TRIES));
    }

    /** Returns what is another in each log; SQLite keeps its locks on other files than this one. */
    private static byte[] header(Path log) throws IOException {
        try (InputStream in = Files.newInputStream(log)) {
            return in.readNBytes(LOG_HEADER_BYTES);
        }
    }

    /** Page by page, by SQLite's own copying. */
    JournalMark byPages(Path journal, Path copy, Progress progress) {
        Sqlite.createPrivately(copy);
        try (Connection connection = Sqlite.reader(journal)) {
            Sqlite.execute(connection, "BEGIN");
            JournalMark mark = JournalMark.of(connection, "main");
            int code = connection
                    .unwrap(SQLiteConnection.class)
                    .getDatabase()
                    .backup(
                            "main",
                            copy.toString(),
                            (left, total) -> progress.at(total - left, total),
                            BUSY_MS,
                            BUSY_TIMES,
                            PAGES);
            if (code != SQLiteErrorCode.SQLITE_OK.code) {
                SQLiteErrorCode why = SQLiteErrorCode.getErrorCode(code);
                throw new SQLiteException(why.message, why);
            }
            return mark;
        } catch (SQLException e) {
            throw failed("copied", copy, e);
        }
    }

    /** Returns how far a journal goes now. */
    public JournalMark mark(Path journal) {
        try (Connection connection = Sqlite.reader(journal)) {
            Sqlite.execute(connection, "BEGIN");
            return JournalMark.of(connection, "main");
        } catch (SQLException e) {
            throw failed("read", journal, e);
        }
    }

    /** Makes an empty journal in {@code target}, which is not there yet. */
    public void begin(Path target) {
        new Schema(target, clock).migrate();
        settle(target);
    }

    /** Folds what a copy may need beside it into its one file. */
    public void settle(Path copy) {
        try (Connection connection = Sqlite.building(copy)) {
            Sqlite.execute(connection, "PRAGMA journal_mode = DELETE");
        } catch (SQLException e) {
            throw failed("restored", copy, e);
        }
    }

    /** Returns how far a copy goes that nobody has open; leaves nothing beside it. */
    public JournalMark markOfCopy(Path copy) {
        try (Connection connection = still(copy)) {
            return JournalMark.of(connection, "main");
        } catch (SQLException e) {
            throw failed("read", copy, e);
        }
    }

    /** Returns whether a copy that nobody has open has that link at that position. */
    public boolean has(Path copy, Link link) {
        try (Connection connection = still(copy);
                PreparedStatement query =
                        connection.prepareStatement("SELECT 1 FROM entry WHERE position = ? AND chain = ?")) {
            query.setLong(1, link.position().value());
            query.setBytes(2, link.hash().bytes());
            return link.equals(Link.START) || Statements.number(query).isPresent();
        } catch (SQLException e) {
            throw failed("read", copy, e);
        }
    }

    /**
     * Returns the last position that was written down at {@code time} or before, in a journal or segment; nothing if all
     * it has came later.
     */
    public OptionalLong positionAt(Path file, Instant time) {
        try (Connection connection = still(file);
                PreparedStatement query =
                        connection.prepareStatement("SELECT recorded_at FROM entry WHERE position = ?")) {
            long first = JournalSegment.number(connection, "SELECT coalesce(min(position), 1) FROM entry");
            long low = first - 1;
            long high = JournalSegment.number(connection, "SELECT coalesce(max(position), 0) FROM entry");
            long wanted = Micros.of(time);
            while (low < high) { // the last one at or before it is in low..high; below the first is none
                long middle = low + (high - low + 1) / 2;
                query.setLong(1, middle);
                if (Statements.number(query).orElse(Long.MAX_VALUE) <= wanted) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            return low < first ? OptionalLong.empty() : OptionalLong.of(low);
        } catch (SQLException e) {
            throw failed("read", file, e);
        }
    }

    /** Of a copy that nobody writes to: SQLite leaves no files beside it. */
    private static Connection still(Path file) throws SQLException {
        return Sqlite.plainReader(ReadOnlyUri.ofStill(file));
    }

    static JournalUnavailable failed(String what, Path file, SQLException e) {
        return new JournalUnavailable("the journal cannot be %s: %s".formatted(what, Sqlite.explain(file, e)), e);
    }
}
