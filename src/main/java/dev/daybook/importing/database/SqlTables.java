package dev.daybook.importing.database;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.event.JsonText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** Tables of a database whose columns only a tool knows, with their rows as objects. For one thread. */
public abstract class SqlTables {

    private final Map<String, List<String>> columns = new HashMap<>();

    /** Returns those of an open database. */
    public static SqlTables of(Connection connection) {
        return new SqlTables() {
            @Override
            public Connection connection() {
                return connection;
            }
        };
    }

    /** Returns the connection that all questions are put to, opened when it is asked for first. */
    public abstract Connection connection() throws SQLException;

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

    /** Adds a row. */
    public void insert(String table, ObjectNode row) throws SQLException {
        insert("INSERT", table, row);
    }

    void insert(String how, String table, ObjectNode row) throws SQLException {
        JsonNode bytes = row.path(DatabaseQuestion.BYTES);
        var names = new StringJoiner(", ");
        var places = new StringJoiner(", ");
        var values = new ArrayList<>();
        row.properties().stream()
                .filter(entry -> !entry.getKey().equals(DatabaseQuestion.BYTES))
                .forEach(entry -> {
                    JsonNode damaged = bytes.path(entry.getKey());
                    names.add(Database.quoted(entry.getKey()));
                    places.add(damaged.isTextual() ? "CAST(? AS TEXT)" : "?");
                    values.add(
                            damaged.isTextual() ? Base64.getDecoder().decode(damaged.textValue()) : entry.getValue());
                });
        execute("%s INTO %s (%s) VALUES (%s)".formatted(how, Database.quoted(table), names, places), values);
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

    void execute(String sql) throws SQLException {
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
        String encoding =
                value.size() == 2 ? value.path(DatabaseQuestion.ENCODING).asText() : "";
        String content = value.path(DatabaseQuestion.CONTENT).asText();
        if (encoding.equals(DatabaseQuestion.BASE64)) {
            statement.setBytes(at, Base64.getDecoder().decode(content));
            return;
        }
        if (encoding.equals(DatabaseQuestion.REAL)) {
            statement.setDouble(at, Double.parseDouble(content));
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
}
