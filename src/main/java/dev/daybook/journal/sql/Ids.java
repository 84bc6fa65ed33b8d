package dev.daybook.journal.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** How a database keeps the ids of events. */
public interface Ids {

    UUID read(ResultSet row, int column) throws SQLException;

    void bind(PreparedStatement statement, int parameter, UUID id) throws SQLException;
}
