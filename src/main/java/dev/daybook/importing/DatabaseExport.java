package dev.daybook.importing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.event.JsonText;
import dev.daybook.importing.FileEntity.Content;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A SQLite file of a tool in an export: made of what the journal keeps of it, its rows changed where they are to say
 * something else. Worked on aside, and written as a whole. For one thread.
 */
public final class DatabaseExport implements AutoCloseable {

    /** The table that tells how the others are made. */
    public static final String DEFINITIONS = "sqlite_schema";

    private final ExportTree tree;
    private final String file;
    private final Path aside;
    private final Map<String, List<String>> columns = new HashMap<>();
    private final List<String> afterwards = new ArrayList<>();
    private Optional<Connection> opened = Optional.empty();

    private DatabaseExport(ExportTree tree, String file) {
        this.tree = tree;
        this.file = file;
        this.aside = tree.scratch();
    }

    /** Returns the file whose bytes are kept in these pieces. */
    public static DatabaseExport whole(
            ExportTree tree, String file, Iterable<String> pieces, Function<String, Optional<Content>> content) {
        var database = new DatabaseExport(tree, file);
        try (var out = new BufferedOutputStream(Files.newOutputStream(database.aside))) {
            for (String piece : pieces) {
                out.write(content.apply(piece).orElseThrow().bytes());
            }
            return database;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a file made anew, with the tables as they were and all rows that are kept. */
    public static DatabaseExport tables(ExportTree tree, String file, KeptTables kept) {
        var database = new DatabaseExport(tree, file);
        kept.rows(DEFINITIONS, database::define);
        kept.names()
                .filter(table -> !table.equals(DEFINITIONS))
                .forEach(table -> kept.rows(table, row -> database.put(table, row)));
        return database;
    }

    /** A trigger must not act on rows that are only brought back, and an index is made faster at the end. */
    private void define(ObjectNode definition) {
        if (definition.path("row") instanceof ObjectNode row) {
            put(definition.path("tbl_name").asText(), row);
            return;
        }
        String name = definition.path("name").asText();
        String sql = definition.path("sql").asText();
        String begin = sql.stripLeading().toUpperCase(Locale.ROOT);
        if (begin.startsWith("CREATE TABLE") && !begin.contains(" AS SELECT")) {
            if (!name.startsWith("sqlite_")) {
                change(name, "UNKNOWN_SCHEMA", "cannot be made: %s", () -> execute(sql));
            }
        } else if (begin.matches("(?s)CREATE (INDEX|UNIQUE INDEX|VIEW|TRIGGER).*")) {
            afterwards.add(sql);
        } else {
            tree.finding(Finding.warn(file, name, "UNKNOWN_SCHEMA", "is neither table, index nor view: left out"));
        }
    }

    /** Rows that are changed together. */
    public interface Change {
        void make() throws SQLException;
    }

    /**
     * Makes a change, or nothing of it if a table does not take it.
     *
     * @param message what the finding says then, with a place for the reason
     * @return whether it was made
     */
    public boolean change(String where, String code, String message, Change change) {
        try {
            Savepoint before = connection().setSavepoint();
            try {
                change.make();
                return true;
            } catch (SQLException e) {
                connection().rollback(before);
                throw e;
            } finally {
                connection().releaseSavepoint(before);
            }
        } catch (SQLException e) {
            tree.finding(Finding.warn(file, where, code, message, String.valueOf(e.getMessage())));
            return false;
        }
    }

    private Connection connection() throws SQLException {
        if (opened.isEmpty()) {
            opened = Optional.of(DriverManager.getConnection("jdbc:sqlite:" + aside.toAbsolutePath()));
            opened.get().setAutoCommit(false);
        }
        return opened.get();
    }

    /** Returns the names of the tables, as they were made. */
    public List<String> tables() throws SQLException {
        return values("SELECT name FROM sqlite_schema WHERE type = 'table'").stream()
                .map(Object::toString)
                .toList();
    }

    /** Returns the columns of a table; none if it is not there. */
    public List<String> columns(String table) throws SQLException {
        List<String> known = columns.get(table);
        if (known == null) {
            known = values("SELECT name FROM pragma_table_info(?)", table).stream()
                    .map(Object::toString)
                    .toList();
            columns.put(table, known);
        }
        return known;
    }

    /** Returns the first column of what a question answers. */
    public List<Object> values(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement question = statement(sql, List.of(parameters));
                ResultSet answer = question.executeQuery()) {
            var values = new ArrayList<>();
            while (answer.next()) {
                values.add(Objects.requireNonNullElse(answer.getObject(1), ""));
            }
            return values;
        }
    }

    /** Puts a row in the place of the one with its key; what the table has no column for is told. */
    public void put(String table, ObjectNode row) {
        change(table, "INCONSISTENT_STATE", "does not take a row: %s", () -> {
            ObjectNode known = row.deepCopy().retain(columns(table));
            if (known.size() < row.size()) {
                tree.finding(Finding.warn(file, table, "UNKNOWN_FIELD", "has no column for all of a row"));
            }
            if (!known.isEmpty()) {
                insert("INSERT OR REPLACE", table, known);
            }
        });
    }

    /** Adds a row. */
    public void insert(String table, ObjectNode row) throws SQLException {
        insert("INSERT", table, row);
    }

    private void insert(String how, String table, ObjectNode row) throws SQLException {
        String names = row.properties().stream()
                .map(entry -> Database.quoted(entry.getKey()))
                .collect(Collectors.joining(", "));
        execute(
                "%s INTO %s (%s) VALUES (%s)"
                        .formatted(
                                how,
                                Database.quoted(table),
                                names,
                                String.join(", ", Collections.nCopies(row.size(), "?"))),
                List.copyOf(row.properties().stream().map(Map.Entry::getValue).toList()));
    }

    /** Sets some columns of the rows in which a column is {@code key}. */
    public void update(String table, String column, Object key, ObjectNode values) throws SQLException {
        if (!values.isEmpty()) {
            String sets = values.properties().stream()
                    .map(entry -> Database.quoted(entry.getKey()) + " = ?")
                    .collect(Collectors.joining(", "));
            var parameters = new ArrayList<Object>();
            values.forEach(parameters::add);
            parameters.add(key);
            execute(
                    "UPDATE %s SET %s WHERE %s = ?".formatted(Database.quoted(table), sets, Database.quoted(column)),
                    parameters);
        }
    }

    /** Removes the rows in which a column is {@code key}. */
    public void delete(String table, String column, Object key) throws SQLException {
        execute("DELETE FROM %s WHERE %s = ?".formatted(Database.quoted(table), Database.quoted(column)), List.of(key));
    }

    private void execute(String sql) throws SQLException {
        execute(sql, List.of());
    }

    private void execute(String sql, List<Object> parameters) throws SQLException {
        try (PreparedStatement statement = statement(sql, parameters)) {
            statement.executeUpdate();
        }
    }

    private PreparedStatement statement(String sql, List<Object> parameters) throws SQLException {
        PreparedStatement statement = connection().prepareStatement(sql);
        for (int i = 0; i < parameters.size(); i++) {
            Object value = parameters.get(i);
            if (value instanceof JsonNode node) {
                bind(statement, i + 1, node);
            } else {
                statement.setObject(i + 1, value);
            }
        }
        return statement;
    }

    private static void bind(PreparedStatement statement, int at, JsonNode value) throws SQLException {
        if (value.size() == 2 && value.path("encoding").asText().equals("base64")) {
            statement.setBytes(
                    at, Base64.getDecoder().decode(value.path("content").asText()));
            return;
        }
        switch (value.getNodeType()) {
            case NULL -> statement.setObject(at, null);
            case BOOLEAN -> statement.setInt(at, value.asBoolean() ? 1 : 0);
            case NUMBER -> {
                if (value.isIntegralNumber() && value.canConvertToLong()) {
                    statement.setLong(at, value.asLong());
                } else {
                    statement.setDouble(at, value.asDouble());
                }
            }
            case STRING -> statement.setString(at, value.asText());
            default -> statement.setString(at, JsonText.of(value).text());
        }
    }

    /** Writes the file into the export. */
    public void write() {
        try {
            for (String sql : afterwards) {
                change("", "UNKNOWN_SCHEMA", "cannot be made: %s", () -> execute(sql));
            }
            if (opened.isPresent()) {
                opened.get().commit();
                opened.get().close();
                opened = Optional.empty();
            }
            tree.write(file, out -> Files.copy(aside, out));
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    private static IllegalStateException broken(SQLException e) {
        return new IllegalStateException("the database of the tool cannot be made: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            if (opened.isPresent()) {
                opened.get().close();
            }
            Files.deleteIfExists(aside);
        } catch (SQLException e) {
            throw broken(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
