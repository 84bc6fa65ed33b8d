package dev.daybook.journal.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Whether each index of a journal has as many rows as its table. SQLite counts by the smallest index that there is: where
 * a page of the table is destroyed, that still gives the number of before, and where one of the index is, the rows are
 * there and are not found.
 */
final class TableCounts {

    /** Returns what differs, in sentences. Each table and its indexes are counted in one statement, as of one commit. */
    static List<String> differing(Connection connection) throws SQLException {
        var differing = new ArrayList<String>();
        for (Map.Entry<String, List<String>> table : indexes(connection).entrySet()) {
            differing(connection, table.getKey(), table.getValue(), differing);
        }
        return differing;
    }

    private static Map<String, List<String>> indexes(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                        "SELECT tbl_name, name FROM sqlite_schema WHERE type = 'index' ORDER BY tbl_name, name");
                ResultSet row = query.executeQuery()) {
            var indexes = new LinkedHashMap<String, List<String>>();
            while (row.next()) {
                indexes.computeIfAbsent(row.getString(1), _ -> new ArrayList<>())
                        .add(row.getString(2));
            }
            return indexes;
        }
    }

    /**
     * The names come from the schema, which was found to be that of this program. Not {@code count(*)} of an index: that
     * takes the smallest one, whichever is named.
     */
    private static void differing(Connection connection, String table, List<String> indexes, List<String> differing)
            throws SQLException {
        String counts = indexes.stream()
                .map(index -> ", (SELECT coalesce(sum(1), 0) FROM \"%s\" INDEXED BY \"%s\")".formatted(table, index))
                .collect(Collectors.joining());
        try (PreparedStatement query = connection.prepareStatement(
                        "SELECT (SELECT count(*) FROM \"%s\" NOT INDEXED)%s".formatted(table, counts));
                ResultSet row = query.executeQuery()) {
            long rows = row.next() ? row.getLong(1) : 0;
            for (int i = 0; i < indexes.size(); i++) {
                if (row.getLong(i + 2) != rows) {
                    differing.add("its table %s has %d rows, and its index %s has %d of them"
                            .formatted(table, rows, indexes.get(i), row.getLong(i + 2)));
                }
            }
        } catch (SQLException e) {
            if (!Sqlite.isDamage(e)) {
                throw e;
            }
            differing.add("the rows of its table %s cannot be counted (%s)".formatted(table, e.getMessage()));
        }
    }

    private TableCounts() {}
}
