package dev.daybook.sbi.deespec.witness;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was found in a tree, in tables of an SQLite database in memory: the joins are SQL's own. For one thread.
 *
 * <p>{@code line}: by path, the last journal line that names the file. {@code file}: the outputs of turns. {@code row}:
 * what the tool's database says of a task. {@code run}: its log of executions.
 */
final class Index implements AutoCloseable {

    private static final String TABLES = """
        CREATE TABLE line (
          path     TEXT PRIMARY KEY,
          form     TEXT NOT NULL,   -- by its keys: root, var, status, database, report; both
          task     TEXT,            -- the task that was picked last, or that it names
          at       TEXT,
          step     TEXT,            -- as the line says it: until the database, the step that comes next
          before   TEXT,            -- the step of the line before, of the same task
          decision TEXT,
          rollup   TEXT             -- which notes the line added its result to
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE file (
          path TEXT PRIMARY KEY,
          task TEXT NOT NULL,
          name TEXT NOT NULL,       -- within the folder of the task
          step TEXT NOT NULL,
          turn INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX file_task ON file (task, name);

        CREATE TABLE row (
          task   TEXT PRIMARY KEY,
          title  TEXT,
          status TEXT,
          parent TEXT
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE run (
          path     TEXT PRIMARY KEY,
          decision TEXT
        ) STRICT, WITHOUT ROWID\
        """;

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Index() {
        try {
            connection = DriverManager.getConnection("jdbc:sqlite::memory:");
            try (var statement = connection.createStatement()) {
                for (String table : TABLES.split(";\n")) {
                    statement.execute(table);
                }
                statement.execute("BEGIN"); // never ended: nothing is to be kept
            }
        } catch (SQLException e) {
            throw new IllegalStateException("no index for the verification: " + e.getMessage(), e);
        }
    }

    /** Hears a row of an answer. */
    interface Rows {
        void row(ResultSet row) throws SQLException;
    }

    /** Executes a statement that changes something; a value may be null. */
    void put(String sql, @Nullable Object... values) {
        try {
            bound(sql, values).execute();
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    void each(String sql, Rows rows, @Nullable Object... values) {
        try (ResultSet answer = bound(sql, values).executeQuery()) {
            while (answer.next()) {
                rows.row(answer);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    private PreparedStatement bound(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("the index of the verification: " + e.getMessage(), e);
        }
    }
}
