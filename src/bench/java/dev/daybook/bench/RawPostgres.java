package dev.daybook.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The physical limit on PostgreSQL: rows of many values each, as the driver makes them of a batch. */
final class RawPostgres implements RawTable {

    private final Connection connection;
    private final PreparedStatement insert;
    private long position;

    /** @param url as JDBC has it; the table is made anew */
    RawPostgres(String url) throws SQLException {
        connection = DriverManager.getConnection(url + "&reWriteBatchedInserts=true");
        try (var statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS raw");
            statement.execute("CREATE TABLE raw (position bigint PRIMARY KEY, stream text, type text, payload bytea)");
        }
        connection.setAutoCommit(false);
        insert = connection.prepareStatement("INSERT INTO raw VALUES (?, ?, ?, ?)");
    }

    @Override
    public void insert(String stream, String type, byte[] payload) throws SQLException {
        insert.setLong(1, ++position);
        insert.setString(2, stream);
        insert.setString(3, type);
        insert.setBytes(4, payload);
        insert.addBatch();
    }

    @Override
    public void commit() throws SQLException {
        insert.executeBatch();
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
