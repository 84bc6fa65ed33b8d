package dev.daybook.journal.sqlite;

import dev.daybook.journal.Sha256;
import dev.daybook.journal.sql.Erased;
import dev.daybook.journal.sql.Statements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/**
 * Takes out what entries of the journal say was erased, on a connection that writes: the only way that the triggers leave
 * open.
 *
 * <p>In pages that were split long ago, and in free ones, bytes stay that no row has any more. So the file is written
 * anew afterwards; until that is done it says so itself, and whoever opens it next does it.
 */
final class Erasures {

    /** The entries that say so, of all or of one position. */
    private static final String FACTS = """
            FROM entry, json_each(CAST(entry.payload AS TEXT), '$.%s') AS named \
            WHERE entry.type IN (SELECT id FROM type WHERE category = 'journal' AND name = 'journal.erased') \
            AND entry.position >= ?1\
            """;

    private static final String NOTE = "INSERT INTO erased (position, fact) SELECT named.value, min(entry.position) "
            + FACTS.formatted("positions")
            + " AND NOT EXISTS (SELECT 1 FROM erased WHERE position = named.value) GROUP BY named.value";

    private static final String EMPTY = "UPDATE entry SET payload = x'' WHERE length(payload) > 0 "
            + "AND position IN (SELECT position FROM erased WHERE fact >= ?1)";

    private static final String BLOBS = "SELECT DISTINCT unhex(named.value) " + FACTS.formatted("blobs")
            + " AND EXISTS (SELECT 1 FROM blob WHERE hash = unhex(named.value) AND length(data) > 0)";

    private static final String NOTE_BLOB = "INSERT INTO erased_blob (hash, fact) SELECT ?2, max(entry.position) "
            + FACTS.formatted("blobs") + " AND unhex(named.value) = ?2 "
            + "AND NOT EXISTS (SELECT 1 FROM erased_blob WHERE hash = ?2) HAVING count(*) > 0";

    /** What the file says of itself while it may hold bytes of what was erased, and while only its log may. */
    private static final int UNFINISHED = 1;

    private static final int LOG_UNFINISHED = 2;

    private final Connection connection;

    Erasures(Connection connection) {
        this.connection = connection;
    }

    /** Takes out what the entries from {@code first} on say, in the transaction that is open. */
    void apply(long first) throws SQLException {
        Sqlite.execute(connection, "PRAGMA user_version = " + UNFINISHED);
        execute(NOTE, first);
        execute(EMPTY, first);
        Set<Sha256> blobs = new HashSet<>();
        try (PreparedStatement query = connection.prepareStatement(BLOBS)) {
            query.setLong(1, first);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    blobs.add(Sha256.of(row.getBytes(1)));
                }
            }
        }
        blobs.removeAll(Erased.named(new Statements(connection), blobs, 0, Set.of()));
        for (Sha256 blob : blobs) {
            try (PreparedStatement note = connection.prepareStatement(NOTE_BLOB);
                    PreparedStatement empty =
                            connection.prepareStatement("UPDATE blob SET data = x'' WHERE hash = ?")) {
                note.setLong(1, first);
                note.setBytes(2, blob.bytes());
                note.executeUpdate();
                empty.setBytes(1, blob.bytes());
                empty.executeUpdate();
            }
        }
    }

    private void execute(String sql, long first) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, first);
            statement.executeUpdate();
        }
    }

    /**
     * Takes out once more what the entries say, if it is there: the file was put together from copies, of which some are
     * older than what erased it. Nothing where the schema has no erasing yet.
     */
    static void again(Connection connection) throws SQLException {
        if (wanting(connection)) {
            Sqlite.execute(connection, "BEGIN IMMEDIATE");
            try {
                new Erasures(connection).apply(1);
                Sqlite.execute(connection, "COMMIT");
            } catch (SQLException e) {
                Sqlite.execute(connection, "ROLLBACK");
                throw e;
            }
        }
        finish(connection);
    }

    /** Writes the file anew if something was erased since; returns whether nobody reads the log that holds it. */
    static boolean finish(Connection connection) throws SQLException {
        long state = state(connection);
        if (state == UNFINISHED) {
            Sqlite.execute(connection, "VACUUM");
            Sqlite.execute(connection, "PRAGMA user_version = " + LOG_UNFINISHED);
        }
        boolean clean = state == 0 || cleanLog(connection);
        if (clean && state != 0) {
            Sqlite.execute(connection, "PRAGMA user_version = 0");
        }
        return clean;
    }

    private static long state(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("PRAGMA user_version")) {
            return Statements.number(query).orElse(0);
        }
    }

    private static boolean wanting(Connection connection) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT 1 FROM main.sqlite_schema WHERE name = 'erased_blob'")) {
            if (Statements.number(query).isEmpty()) {
                return false;
            }
        }
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT 1 FROM entry WHERE type IN \
                (SELECT id FROM type WHERE category = 'journal' AND name = 'journal.erased') \
                AND NOT EXISTS (SELECT 1 FROM erased WHERE fact = entry.position) \
                AND NOT EXISTS (SELECT 1 FROM erased_blob WHERE fact = entry.position) LIMIT 1\
                """)) {
            return Statements.number(query).isPresent();
        }
    }

    /** Folds the write-ahead log into the file and empties it; returns whether nobody read it meanwhile. */
    private static boolean cleanLog(Connection connection) throws SQLException {
        try (PreparedStatement checkpoint = connection.prepareStatement("PRAGMA wal_checkpoint(TRUNCATE)");
                ResultSet row = checkpoint.executeQuery()) {
            return row.next() && row.getInt(1) == 0;
        }
    }
}
