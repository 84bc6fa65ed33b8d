package dev.daybook.journal.sqlite;

import dev.daybook.journal.sql.Ids;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** Ids of events as 16 bytes: SQLite has no type for them. */
final class SqliteIds implements Ids {

    static final SqliteIds INSTANCE = new SqliteIds();

    private static final int SIZE_BYTES = 16;

    private SqliteIds() {}

    @Override
    public UUID read(ResultSet row, int column) throws SQLException {
        byte[] bytes = row.getBytes(column);
        if (bytes.length != SIZE_BYTES) {
            throw new SQLException("an event id has %d bytes, want 16: run verify".formatted(bytes.length));
        }
        ByteBuffer id = ByteBuffer.wrap(bytes);
        return new UUID(id.getLong(), id.getLong());
    }

    @Override
    public void bind(PreparedStatement statement, int parameter, UUID id) throws SQLException {
        statement.setBytes(parameter, bytes(id));
    }

    static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(SIZE_BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
