package dev.daybook.bench;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All rows of a database file, held in memory, to be written again by nothing but JDBC. */
final class RawRows {

    private static final int ROWS_PER_COMMIT = 5_000;

    private record Table(
            String name, String ddl, List<String> indexes, List<String> columns, List<@Nullable Object[]> rows) {}

    private final List<Table> tables = new ArrayList<>();

    static RawRows of(Path file) throws SQLException {
        var all = new RawRows();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var list = connection.createStatement();
                var names = list.executeQuery("SELECT name, sql FROM sqlite_schema WHERE type = 'table'"
                        + " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%\\_data' ESCAPE '\\'"
                        + " AND name NOT LIKE '%\\_idx' ESCAPE '\\' AND name NOT LIKE '%\\_docsize' ESCAPE '\\'"
                        + " AND name NOT LIKE '%\\_config' ESCAPE '\\' AND name NOT LIKE '%\\_content' ESCAPE '\\'")) {
            while (names.next()) {
                String name = names.getString(1);
                String picked = names.getString(2).startsWith("CREATE VIRTUAL") ? "rowid, *" : "*";
                var rows = new ArrayList<@Nullable Object[]>();
                var columns = new ArrayList<String>();
                try (var select = connection.createStatement();
                        var result = select.executeQuery("SELECT " + picked + " FROM \"" + name + "\"")) {
                    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                        columns.add('"' + result.getMetaData().getColumnName(i) + '"');
                    }
                    while (result.next()) {
                        var row = new @Nullable Object[columns.size()];
                        for (int i = 0; i < row.length; i++) {
                            row[i] = result.getObject(i + 1);
                        }
                        rows.add(row);
                    }
                }
                var indexes = new ArrayList<String>();
                try (var select = connection.prepareStatement(
                        "SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL")) {
                    select.setString(1, name);
                    try (var result = select.executeQuery()) {
                        while (result.next()) {
                            indexes.add(result.getString(1));
                        }
                    }
                }
                all.tables.add(new Table(name, names.getString(2), indexes, columns, rows));
            }
        }
        return all;
    }

    /** Makes the tables, inserts the rows, then makes the indexes. Names taken by another file are passed over. */
    void insertInto(Path file) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=NORMAL");
            connection.setAutoCommit(false);
            for (Table table : tables) {
                if (exists(file, table.name)) {
                    continue;
                }
                statement.execute(table.ddl);
                try (var insert = connection.prepareStatement("INSERT INTO \"" + table.name + "\" ("
                        + String.join(",", table.columns) + ") VALUES ("
                        + "?,".repeat(table.columns.size() - 1) + "?)")) {
                    int pending = 0;
                    for (@Nullable Object[] row : table.rows) {
                        for (int i = 0; i < row.length; i++) {
                            insert.setObject(i + 1, row[i]);
                        }
                        insert.executeUpdate();
                        if (++pending == ROWS_PER_COMMIT) {
                            connection.commit();
                            pending = 0;
                        }
                    }
                }
                for (String index : table.indexes) {
                    statement.execute(index);
                }
                connection.commit();
            }
        }
    }

    private static boolean exists(Path file, String table) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var select = connection.prepareStatement("SELECT 1 FROM sqlite_schema WHERE name = ?")) {
            select.setString(1, table);
            try (var result = select.executeQuery()) {
                return result.next();
            }
        }
    }

    private RawRows() {}
}
