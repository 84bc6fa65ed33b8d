package dev.daybook.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * The physical limit: one connection, one bare table, one prepared INSERT, as durable as the journal
 * ({@code synchronous=FULL}), and nothing else.
 */
final class RawJournal implements AutoCloseable {

    private final Connection connection;
    private final PreparedStatement insert;
    private long position;

    RawJournal(Path file) throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (var statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=FULL");
            statement.execute("PRAGMA cache_size=-65536");
            statement.execute(
                    "CREATE TABLE entry (position INTEGER PRIMARY KEY, stream TEXT, type TEXT, payload BLOB) STRICT");
        }
        connection.setAutoCommit(false);
        insert = connection.prepareStatement("INSERT INTO entry VALUES (?, ?, ?, ?)");
    }

    void insert(String stream, String type, byte[] payload) throws SQLException {
        insert.setLong(1, ++position);
        insert.setString(2, stream);
        insert.setString(3, type);
        insert.setBytes(4, payload);
        insert.executeUpdate();
    }

    void commit() throws SQLException {
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        insert.close();
        connection.close();
    }
}
