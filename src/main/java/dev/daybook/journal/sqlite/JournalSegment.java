package dev.daybook.journal.sqlite;

import dev.daybook.journal.Position;
import dev.daybook.journal.sql.Statements;
import dev.daybook.journal.sqlite.JournalCopy.Progress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a journal has from some position on, in a database of its own: the part of a backup that came since the one before.
 * A whole copy of a journal is one, too, from its beginning on. Throws as {@link JournalCopy} does.
 */
public record JournalSegment(Path file) {

    private static final long ENTRIES = 20_000;

    /** Of what it consists, in the order in which it refers to each other. */
    private static final List<String> TABLES = List.of("stream", "type", "actor", "source", "blob", "entry");

    /**
     * Writes what a journal has behind {@code from} into this segment, which is not there yet. Returns how
     * far it goes then.
     */
    public JournalMark write(Path journal, JournalMark from, Progress progress) {
        Sqlite.createPrivately(file);
        try (Connection connection = Sqlite.building(file)) {
            attach(connection, journal);
            Sqlite.execute(connection, "BEGIN");
            JournalMark mark = JournalMark.of(connection, "live");
            for (String table : tables(connection)) {
                Sqlite.execute(connection, table);
            }
            insert(connection, "stream", "id > ?", from.streams());
            insert(connection, "type", "id > ?", from.types());
            insert(connection, "actor", "id > ?", from.actors());
            insert(connection, "source", "id > ?", from.sources());
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO main.blob (rowid, hash, size_bytes,"
                            + " data) SELECT rowid, hash, size_bytes, data FROM live.blob WHERE rowid > ?")) {
                insert.setLong(1, from.blobs());
                insert.executeUpdate();
            }
            long first = from.head().position().value();
            long last = mark.head().position().value();
            insertEntries(connection, first, last, progress);
            Sqlite.execute(connection, "COMMIT");
            progress.at(last - first, last - first);
            return mark;
        } catch (SQLException e) {
            throw JournalCopy.failed("copied", file, e);
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

    private static void insertEntries(Connection connection, long first, long last, Progress progress)
            throws SQLException {
        for (long at = first; at < last; at += ENTRIES) {
            progress.at(at - first, last - first);
            insert(connection, "entry", "position > ? AND position <= ?", at, Math.min(last, at + ENTRIES));
        }
    }

    private static void insert(Connection connection, String table, String which, long... values) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO main.%1$s SELECT * FROM live.%1$s WHERE %2$s".formatted(table, which))) {
            for (int i = 0; i < values.length; i++) {
                insert.setLong(i + 1, values[i]);
            }
            insert.executeUpdate();
        }
    }

    /**
     * Adds to a journal that nobody has open what this has behind its end, up to {@code until} at
     * most. Both must be of one journal.
     */
    public void addTo(Path target, Position until, Progress progress) {
        try (Connection connection = Sqlite.building(target)) {
            attach(connection, file);
            long first = number(connection, "SELECT position FROM main.head");
            long end = number(connection, "SELECT coalesce(max(position), 0) FROM live.entry");
            long last = Math.min(until.value(), end);
            if (last <= first) {
                return;
            }
            Sqlite.execute(connection, "BEGIN");
            Sqlite.execute(connection, "UPDATE main.head SET writing = 1");
            addNames(connection, last, last == end);
            insertEntries(connection, first, last, progress);
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
            throw JournalCopy.failed("restored", target, e);
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
            insert(connection, table, "id > ? AND id <= ?", known, greatest);
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

    /** Has another journal or segment be read as {@code live}. */
    private static void attach(Connection connection, Path other) throws SQLException {
        try (PreparedStatement attach = connection.prepareStatement("ATTACH ? AS live")) {
            attach.setString(1, ReadOnlyUri.of(other));
            attach.executeUpdate();
        }
    }

    static long number(Connection connection, String query, long... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 0; i < values.length; i++) {
                statement.setLong(i + 1, values[i]);
            }
            return Statements.number(statement).orElse(0);
        }
    }
}
