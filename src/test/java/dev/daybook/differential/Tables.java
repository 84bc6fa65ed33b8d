package dev.daybook.differential;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The rows of all tables of a SQLite file, each as one JSON object behind the name of its table, sorted. */
record Tables(Path file) {

    private static final ObjectMapper JSON = new ObjectMapper();

    List<String> rows() throws IOException {
        var rows = new ArrayList<String>();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:file:" + file + "?mode=ro&immutable=1")) {
            for (String table : names(connection)) {
                add(connection, table, rows);
            }
        } catch (SQLException e) {
            rows.add("cannot be read: " + e.getMessage());
        }
        rows.sort(null);
        return rows;
    }

    private static List<String> names(Connection connection) throws SQLException {
        var names = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var found = statement.executeQuery(
                        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%\\_fts%' ESCAPE '\\'"
                                + " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name")) {
            while (found.next()) {
                names.add(found.getString(1));
            }
        }
        return names;
    }

    private static void add(Connection connection, String table, List<String> rows) throws SQLException, IOException {
        try (var statement = connection.createStatement();
                var found = statement.executeQuery("SELECT * FROM \"%s\"".formatted(table.replace("\"", "\"\"")))) {
            while (found.next()) {
                rows.add(table + " " + row(found));
            }
        }
    }

    private static String row(ResultSet found) throws SQLException, IOException {
        var row = JSON.createObjectNode();
        var columns = found.getMetaData();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            row.putPOJO(columns.getColumnName(i), found.getObject(i));
        }
        return JSON.writeValueAsString(row);
    }
}
