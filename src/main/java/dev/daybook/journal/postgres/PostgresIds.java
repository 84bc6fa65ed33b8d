package dev.daybook.journal.postgres;

import dev.daybook.journal.sql.Ids;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** Ids of events as the database's own type. */
final class PostgresIds implements Ids {

    static final PostgresIds INSTANCE = new PostgresIds();

    private PostgresIds() {}

    @Override
    public UUID read(ResultSet row, int column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    @Override
    public void bind(PreparedStatement statement, int parameter, UUID id) throws SQLException {
        statement.setObject(parameter, id);
    }
}
