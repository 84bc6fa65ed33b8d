package dev.daybook.importing.database;

import static dev.daybook.importing.database.Database.quoted;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows of a database by what a column holds, for whoever asks for one key after another. Not thread-safe. */
final class KeyedRows {
    private final Connection connection;
    private final DatabaseSchema schema;

    /** By {@code table column}: prepared once, for thousands of keys. */
    private final Map<String, DatabaseQuestion> questions = new HashMap<>();

    KeyedRows(Connection connection, DatabaseSchema schema) {
        this.connection = connection;
        this.schema = schema;
    }

    /**
     * Adds the rows of a table in which a column is {@code key}, in the order in which they were put in.
     *
     * @throws SQLException if some cannot be read: those before them are added
     */
    void add(String table, String column, String key, List<ObjectNode> rows) throws SQLException {
        DatabaseQuestion question = questions.get(table + " " + column);
        if (question == null) {
            question = DatabaseQuestion.of(connection, question(table, column));
            questions.put(table + " " + column, question);
        }
        question.statement().setString(1, key);
        try (ResultSet answer = question.statement().executeQuery()) {
            while (answer.next()) {
                rows.add(question.row(answer));
            }
        }
    }

    /** Who asks for one row after another must not have all of them read each time: what lacks an index gets one aside. */
    private String question(String table, String column) {
        String plain = "SELECT * FROM %s WHERE %s = ?".formatted(quoted(table), quoted(column));
        if (!schema.isNumbered(table)) {
            return plain;
        }
        try {
            if (!isIndexed(table, column)) {
                String aside = quoted("daybook " + questions.size());
                try (var statement = connection.createStatement()) {
                    statement.executeUpdate("CREATE TEMP TABLE %s AS SELECT %s AS key, rowid AS place FROM main.%s"
                            .formatted(aside, quoted(column), quoted(table)));
                    statement.executeUpdate("CREATE INDEX temp.%s ON %s (key, place)"
                            .formatted(quoted("daybook index " + questions.size()), aside));
                }
                return ("SELECT it.* FROM temp.%s AS aside JOIN main.%s AS it ON it.rowid = aside.place"
                                + " WHERE aside.key = ? ORDER BY aside.place")
                        .formatted(aside, quoted(table));
            }
        } catch (SQLException _) {
            return plain; // whatever is wrong with the table, its rows tell
        }
        return plain + " ORDER BY rowid";
    }

    private boolean isIndexed(String table, String column) throws SQLException {
        String sql = "SELECT 1 FROM pragma_index_list(?) AS list, pragma_index_info(list.name) AS part"
                + " WHERE list.partial = 0 AND part.seqno = 0 AND part.name = ?"
                + " UNION ALL SELECT 1 FROM pragma_table_info(?) WHERE name = ? AND pk = 1";
        try (PreparedStatement question = connection.prepareStatement(sql)) {
            question.setString(1, table);
            question.setString(2, column);
            question.setString(3, table);
            question.setString(4, column);
            try (ResultSet answer = question.executeQuery()) {
                return answer.next();
            }
        }
    }
}
