package dev.daybook.journal.sqlite;

import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Link;
import dev.daybook.journal.Micros;
import dev.daybook.journal.Position;
import dev.daybook.journal.sql.Statements;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.sqlite.SQLiteConfig;
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

    private static final long ENTRIES = 20_000;

    /** Nobody else opens a copy while it is made. */
    private static final int BUSY_MS = 100;

    private static final int BUSY_TIMES = 10;

    /** Of what a segment consists, in the order in which it refers to each other. */
    private static final List<String> TABLES = List.of("stream", "type", "actor", "source", "blob", "entry");

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

    /**
     * Writes what a journal has behind {@code from} into {@code segment}, a database that is not there yet. Returns how
     * far it goes then.
     */
    public JournalMark segment(Path journal, Path segment, JournalMark from, Progress progress) {
        Sqlite.createPrivately(segment);
        try (Connection connection = scratch(segment, "live", journal)) {
            Sqlite.execute(connection, "BEGIN");
            JournalMark mark = JournalMark.of(connection, "live");
            for (String table : tables(connection)) {
                Sqlite.execute(connection, table);
            }
            insert(connection, "stream", "*", "id > ?", from.streams());
            insert(connection, "type", "*", "id > ?", from.types());
            insert(connection, "actor", "*", "id > ?", from.actors());
            insert(connection, "source", "*", "id > ?", from.sources());
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO main.blob (rowid, hash, size_bytes,"
                            + " data) SELECT rowid, hash, size_bytes, data FROM live.blob WHERE rowid > ?")) {
                insert.setLong(1, from.blobs());
                insert.executeUpdate();
            }
            long first = from.head().position().value();
            long last = mark.head().position().value();
            for (long at = first; at < last; at += ENTRIES) {
                progress.at(at - first, last - first);
                insert(connection, "entry", "*", "position > ? AND position <= ?", at, Math.min(last, at + ENTRIES));
            }
            Sqlite.execute(connection, "COMMIT");
            progress.at(last - first, last - first);
            return mark;
        } catch (SQLException e) {
            throw failed("copied", segment, e);
        }
    }

    private static List<String> tables(Connection connection) throws SQLException {
        var tables = new ArrayList<String>();
        try (PreparedStatement query =
                connection.prepareStatement("SELECT sql FROM live.sqlite_schema WHERE type = 'table' AND name = ?")) {
            for (String table : TABLES) {
                query.setString(1, table);
                try (ResultSet row = query.executeQuery()) {
                    tables.add(row.next() ? row.getString(1) : "");
                }
            }
        }
        return tables;
    }

    private static void insert(Connection connection, String table, String columns, String which, long... values)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO main.%1$s SELECT %2$s FROM live.%1$s WHERE %3$s".formatted(table, columns, which))) {
            for (int i = 0; i < values.length; i++) {
                insert.setLong(i + 1, values[i]);
            }
            insert.executeUpdate();
        }
    }

    /** Makes an empty journal in {@code target}, which is not there yet. */
    public void begin(Path target) {
        new Schema(target, clock).migrate();
        settle(target);
    }

    /** Folds what a copy may need beside it into its one file. */
    public void settle(Path copy) {
        try (Connection connection = building(copy)) {
            Sqlite.execute(connection, "PRAGMA journal_mode = DELETE");
        } catch (SQLException e) {
            throw failed("restored", copy, e);
        }
    }

    /** Returns how far a copy goes that nobody has open; leaves nothing beside it. */
    public JournalMark markOfCopy(Path copy) {
        try (Connection connection = immutable(copy)) {
            return JournalMark.of(connection, "main");
        } catch (SQLException e) {
            throw failed("read", copy, e);
        }
    }

    /** Returns whether a copy that nobody has open has that link at that position. */
    public boolean has(Path copy, Link link) {
        try (Connection connection = immutable(copy);
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
     * Adds to a journal that nobody has open what a segment or another journal has behind its end, up to {@code until} at
     * most. Both must be of one journal.
     */
    public void add(Path target, Path source, Position until, Progress progress) {
        try (Connection connection = building(target)) {
            attach(connection, "live", source);
            long first = number(connection, "SELECT position FROM main.head");
            long end = number(connection, "SELECT coalesce(max(position), 0) FROM live.entry");
            long last = Math.min(until.value(), end);
            if (last <= first) {
                return;
            }
            Sqlite.execute(connection, "BEGIN");
            Sqlite.execute(connection, "UPDATE main.head SET writing = 1");
            addNames(connection, last, last == end);
            for (long at = first; at < last; at += ENTRIES) {
                progress.at(at - first, last - first);
                insert(connection, "entry", "*", "position > ? AND position <= ?", at, Math.min(last, at + ENTRIES));
            }
            addBlobs(connection, last, last == end);
            try (PreparedStatement head = connection.prepareStatement(
                    "UPDATE main.head SET writing = 0, position = ?1, chain = (SELECT chain FROM main.entry WHERE position = ?1)")) {
                head.setLong(1, last);
                head.executeUpdate();
            }
            Sqlite.execute(connection, "COMMIT");
            Erasures.again(connection);
            progress.at(last - first, last - first);
        } catch (SQLException e) {
            throw failed("restored", target, e);
        }
    }

    /** Numbers are given out in the order of first use: those up to the greatest that is used are all there were. */
    private static void addNames(Connection connection, long last, boolean all) throws SQLException {
        for (String table : List.of("stream", "type", "actor", "source")) {
            long greatest = all
                    ? Long.MAX_VALUE
                    : number(
                            connection,
                            "SELECT coalesce(max(%s), 0) FROM live.entry WHERE position <= ?".formatted(table),
                            last);
            long known = number(connection, "SELECT coalesce(max(id), 0) FROM main." + table);
            insert(connection, table, "*", "id > ? AND id <= ?", known, greatest);
        }
    }

    private static void addBlobs(Connection connection, long last, boolean all) throws SQLException {
        if (number(connection, "SELECT count(*) FROM main.sqlite_schema WHERE name = 'erased_blob'") > 0) {
            Sqlite.execute(connection, """
                DELETE FROM main.blob WHERE length(data) = 0 AND hash IN (SELECT hash FROM main.erased_blob) \
                AND hash IN (SELECT hash FROM live.blob WHERE length(data) > 0)\
                """);
        }
        try (PreparedStatement insert = connection.prepareStatement("""
                WITH RECURSIVE named (hash, rest) AS (
                  SELECT substr(blobs, 1, 32), substr(blobs, 33) FROM live.entry
                  WHERE blobs IS NOT NULL AND position <= ?1 AND NOT ?2
                  UNION
                  SELECT substr(rest, 1, 32), substr(rest, 33) FROM named WHERE length(rest) > 0)
                INSERT INTO main.blob (rowid, hash, size_bytes, data)
                SELECT rowid, hash, size_bytes, data FROM live.blob
                WHERE (?2 OR hash IN (SELECT hash FROM named)) AND hash NOT IN (SELECT hash FROM main.blob)
                ORDER BY rowid\
                """)) {
            insert.setLong(1, last);
            insert.setBoolean(2, all);
            insert.executeUpdate();
        }
    }

    /**
     * Returns the last position that was written down at {@code time} or before, in a journal or segment; nothing if all
     * it has came later.
     */
    public OptionalLong positionAt(Path file, Instant time) {
        try (Connection connection = immutable(file);
                PreparedStatement query =
                        connection.prepareStatement("SELECT recorded_at FROM entry WHERE position = ?")) {
            long first = number(connection, "SELECT coalesce(min(position), 1) FROM entry");
            long low = first - 1;
            long high = number(connection, "SELECT coalesce(max(position), 0) FROM entry");
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

    /** Opens a database that is of no use before it is whole, so that nothing is kept for a way back. */
    static Connection building(Path file) throws SQLException {
        var config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.OFF);
        config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
        config.setCacheSize(-65_536);
        config.setGetGeneratedKeys(false);
        return config.createConnection("jdbc:sqlite:" + file);
    }

    private static Connection scratch(Path file, String name, Path other) throws SQLException {
        Connection connection = building(file);
        try {
            attach(connection, name, other);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static void attach(Connection connection, String name, Path file) throws SQLException {
        try (PreparedStatement attach = connection.prepareStatement("ATTACH ? AS " + name)) {
            attach.setString(1, ReadOnlyUri.of(file));
            attach.executeUpdate();
        }
    }

    /** A copy that nobody writes to: SQLite leaves no files beside it. */
    private static Connection immutable(Path file) throws SQLException {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        return config.createConnection("jdbc:sqlite:" + ReadOnlyUri.ofStill(file));
    }

    private static long number(Connection connection, String query, long... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 0; i < values.length; i++) {
                statement.setLong(i + 1, values[i]);
            }
            return Statements.number(statement).orElse(0);
        }
    }

    private static JournalUnavailable failed(String what, Path file, SQLException e) {
        return new JournalUnavailable("the journal cannot be %s: %s".formatted(what, Sqlite.explain(file, e)), e);
    }
}
