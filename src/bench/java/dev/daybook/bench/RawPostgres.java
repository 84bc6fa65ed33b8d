package dev.daybook.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** The physical limit on PostgreSQL: rows of many values each, as the driver makes them of a batch. */
final class RawPostgres implements RawTable {

    /** What the rows consist of. */
    enum Width {
        /** A number, two texts and the payload, with one index. */
        BARE,
        /** The columns of the journal and the two keys that no journal can be without, with three indexes. */
        ENTRY
    }

    private static final int STREAMS = 10_000;
    private static final byte[] HASH = new byte[32];

    private final Width width;
    private final Connection connection;
    private final PreparedStatement insert;
    private long position;

    /** @param url as JDBC has it; the table is made anew */
    RawPostgres(String url, Width width) throws SQLException {
        this.width = width;
        String table = "raw_" + width;
        connection = DriverManager.getConnection(url + "&reWriteBatchedInserts=true");
        try (var statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS " + table);
            statement.execute("CREATE TABLE %s (%s)"
                    .formatted(
                            table,
                            switch (width) {
                                case BARE -> "position bigint PRIMARY KEY, stream text, type text, payload bytea";
                                case ENTRY ->
                                    "position bigint PRIMARY KEY, id uuid UNIQUE, stream bigint, revision bigint, type bigint,"
                                            + " payload bytea, payload_hash bytea, actor bigint, source bigint, occurred_at bigint,"
                                            + " recorded_at bigint, chain bytea, UNIQUE (stream, revision)";
                            }));
        }
        connection.setAutoCommit(false);
        insert = connection.prepareStatement("INSERT INTO %s VALUES (%s)"
                .formatted(
                        table,
                        switch (width) {
                            case BARE -> "?, ?, ?, ?";
                            case ENTRY -> "?, ?, ?, ?, 1, ?, ?, 1, 1, ?, ?, ?";
                        }));
    }

    @Override
    public void insert(String stream, String type, byte[] payload) throws SQLException {
        insert.setLong(1, ++position);
        if (width == Width.BARE) {
            insert.setString(2, stream);
            insert.setString(3, type);
            insert.setBytes(4, payload);
        } else {
            var random = ThreadLocalRandom.current();
            insert.setObject(2, new UUID(random.nextLong(), random.nextLong()));
            insert.setLong(3, random.nextInt(STREAMS));
            insert.setLong(4, position);
            insert.setBytes(5, payload);
            insert.setBytes(6, HASH);
            insert.setLong(7, position);
            insert.setLong(8, position);
            insert.setBytes(9, HASH);
        }
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
