package dev.daybook.journal.sqlite;

import dev.daybook.journal.sql.Statements;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * How much of a database its file still has.
 *
 * @param uri where SQLite finds it
 */
record Pages(String uri) {

    static Pages of(Path file) {
        return new Pages(ReadOnlyUri.of(file));
    }

    /** Those of a file that nobody changes: none is made beside it. */
    static Pages ofStill(Path file) {
        return new Pages(ReadOnlyUri.ofStill(file));
    }

    /** Opens a connection that cannot write and reads what is there, even where the file ends before its last page. */
    Connection reader() throws SQLException {
        Connection connection = Sqlite.plainReader(uri);
        try {
            // The first thing, else SQLite reads nothing at all of such a file.
            Sqlite.execute(connection, "PRAGMA writable_schema = ON");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Returns what is missing at the file's end, in words; nothing if it is whole, or that cannot be told. A file that
     * ends before its last page is one whose header SQLite refuses, unless it is told to take what is there.
     */
    Optional<String> missing() {
        try (Connection connection = Sqlite.plainReader(uri)) {
            number(connection, "PRAGMA schema_version");
            return Optional.empty();
        } catch (SQLException e) {
            return Sqlite.isDamage(e) ? cut() : Optional.empty();
        }
    }

    private Optional<String> cut() {
        try (Connection connection = reader()) {
            number(connection, "PRAGMA schema_version");
            return Optional.of("its header counts more pages than there are, nothing is left from page %d on"
                    .formatted(number(connection, "PRAGMA page_count") + 1));
        } catch (SQLException e) {
            return Optional.empty(); // another damage, of which others tell
        }
    }

    private static long number(Connection connection, String pragma) throws SQLException {
        try (var query = connection.prepareStatement(pragma)) {
            return Statements.number(query).orElseThrow();
        }
    }
}
