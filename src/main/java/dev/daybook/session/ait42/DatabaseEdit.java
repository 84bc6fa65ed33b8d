package dev.daybook.session.ait42;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.event.JsonText;
import dev.daybook.session.SessionId;
import dev.daybook.session.SessionRecord;
import dev.daybook.session.SessionShape;
import dev.daybook.session.Workspaces;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Changes rows of a database of the tool: those columns in which a session is otherwise than the rows say, in whichever
 * of the drafts its tables are. A session that the tables do not take leaves them as they were. For one thread.
 */
final class DatabaseEdit implements AutoCloseable {

    private static final String SESSIONS = "sessions";
    private static final String OF_SESSION = "session_id";

    private final Connection connection;
    private final SequencedMap<String, List<String>> columns = new LinkedHashMap<>();

    /** What the rows of sessions call each workspace. */
    private final Map<String, Object> owners = new HashMap<>();

    private final Optional<String> owner;

    /** @throws SQLException if it is no database, or has no sessions */
    DatabaseEdit(Path file) throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
        try {
            for (String table : texts("SELECT name FROM sqlite_schema WHERE type = 'table'")) {
                columns.put(table, texts("SELECT name FROM pragma_table_info(?)", table));
            }
            if (!columns.containsKey(SESSIONS)) {
                throw new SQLException("it has no table of sessions");
            }
            owner = first(SessionsDatabase.OWNERS, columns.getOrDefault(SESSIONS, List.of()));
            workspaces();
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private void workspaces() throws SQLException {
        List<String> known = columns.getOrDefault("workspaces", List.of());
        boolean byNumber = owner.filter(it -> it.equals("workspace_id")).isPresent() && known.contains("id");
        Optional<String> hash = first(SessionsDatabase.HASHES, known);
        Optional<String> path = first(SessionsDatabase.PATHS, known);
        if (!byNumber || (hash.isEmpty() && path.isEmpty())) {
            return;
        }
        try (PreparedStatement all = connection.prepareStatement("SELECT %s, id FROM workspaces"
                        .formatted(quoted(hash.or(() -> path).orElseThrow())));
                ResultSet rows = all.executeQuery()) {
            while (rows.next()) {
                String name = String.valueOf(rows.getString(1));
                owners.put(hash.isPresent() ? name : Workspaces.key(name), rows.getObject(2));
            }
        }
    }

    /** Returns whether there is a row of that session. */
    boolean has(SessionId session) throws SQLException {
        try (PreparedStatement find = connection.prepareStatement("SELECT 1 FROM sessions WHERE " + named(session))) {
            name(find, 1, session);
            return find.executeQuery().next();
        }
    }

    private String named(SessionId session) {
        return owner.filter(_ -> isOwned(session))
                .map(it -> "id = ? AND " + quoted(it) + " = ?")
                .orElse("id = ?");
    }

    private boolean isOwned(SessionId session) {
        return !session.workspace().equals(SessionId.UNASSIGNED);
    }

    private void name(PreparedStatement statement, int at, SessionId session) throws SQLException {
        statement.setString(at, session.id());
        if (owner.isPresent() && isOwned(session)) {
            statement.setObject(at + 1, owners.getOrDefault(session.workspace(), session.workspace()));
        }
    }

    /** Removes all rows of a session; returns whether there were any. */
    boolean remove(SessionId session) throws SQLException {
        if (!has(session)) {
            return false;
        }
        atOnce(() -> {
            for (Map.Entry<String, List<String>> it : columns.entrySet()) {
                if (it.getValue().contains(OF_SESSION)) {
                    execute("DELETE FROM " + quoted(it.getKey()) + " WHERE session_id = ?", session.id());
                }
            }
            execute("DELETE FROM sessions WHERE id = ?", session.id());
        });
        return true;
    }

    /**
     * Makes the rows say what the session is.
     *
     * @param said what they say; nothing: there are none yet
     * @throws SQLException if a table does not take a value
     */
    void put(SessionId session, Optional<SessionRecord> said, SessionRecord now) throws SQLException {
        atOnce(() -> {
            ObjectNode is = tree(now);
            ObjectNode was = said.map(DatabaseEdit::tree).orElseGet(JsonNodeFactory.instance::objectNode);
            if (said.isEmpty()) {
                var own = new LinkedHashMap<String, Object>();
                owner.filter(_ -> isOwned(session))
                        .ifPresent(it -> own.put(it, owners.getOrDefault(session.workspace(), session.workspace())));
                insert(SESSIONS, own, is);
            } else {
                update(SESSIONS, "id = ?", session.id(), was, is);
            }
            mix(session.id(), was, is);
            elements(SessionsDatabase.INSTANCES, session.id(), was.path("instances"), is.path("instances"));
            elements(SessionsDatabase.MESSAGES, session.id(), was.path("chatHistory"), is.path("chatHistory"));
        });
    }

    private static ObjectNode tree(SessionRecord record) {
        return (ObjectNode) JsonText.tree(SessionShape.RECORD.json(record));
    }

    private void mix(String session, ObjectNode was, ObjectNode is) throws SQLException {
        JsonNode mix = is.path("runtimeMix");
        Optional<String> table = first(SessionsDatabase.MIXES, columns.keySet());
        if (mix.equals(was.path("runtimeMix")) || table.isEmpty()) {
            return;
        }
        execute("DELETE FROM " + quoted(table.get()) + " WHERE session_id = ?", session);
        for (JsonNode it : mix) {
            insert(
                    table.get(),
                    new LinkedHashMap<>(Map.of(OF_SESSION, session)),
                    JsonNodeFactory.instance.objectNode().put("runtime", it.asText()));
        }
    }

    private void elements(List<String> tables, String session, JsonNode was, JsonNode is) throws SQLException {
        Optional<String> table = first(tables, columns.keySet());
        if (was.equals(is) || (is.isEmpty() && table.isEmpty())) {
            return;
        }
        if (table.isEmpty()) {
            throw new SQLException("there is no table for them");
        }
        List<String> places =
                texts("SELECT rowid FROM " + quoted(table.get()) + " WHERE session_id = ? ORDER BY rowid", session);
        if (places.size() != was.size()) {
            throw new SQLException("there are %d rows in %s, not %d".formatted(places.size(), table.get(), was.size()));
        }
        for (int i = 0; i < is.size(); i++) {
            var now = (ObjectNode) is.get(i);
            if (i >= places.size()) {
                insert(table.get(), new LinkedHashMap<>(Map.of(OF_SESSION, session)), now);
            } else if (!now.equals(was.get(i))) {
                update(table.get(), "rowid = ?", places.get(i), (ObjectNode) was.get(i), now);
            }
        }
        for (String it : places.subList(Math.min(is.size(), places.size()), places.size())) {
            execute("DELETE FROM " + quoted(table.get()) + " WHERE rowid = ?", it);
        }
    }

    private void insert(String table, SequencedMap<String, Object> own, ObjectNode is) throws SQLException {
        var values = new LinkedHashMap<>(own);
        keys(table, is).forEach((column, key) -> values.putIfAbsent(column, value(is.get(key))));
        String sql = "INSERT INTO %s (%s) VALUES (%s)"
                .formatted(
                        quoted(table),
                        String.join(
                                ", ",
                                values.keySet().stream()
                                        .map(DatabaseEdit::quoted)
                                        .toList()),
                        String.join(", ", Collections.nCopies(values.size(), "?")));
        execute(sql, values.values().toArray());
    }

    private void update(String table, String where, Object which, ObjectNode was, ObjectNode is) throws SQLException {
        var sets = new ArrayList<String>();
        var values = new ArrayList<Object>();
        for (var it : keys(table, is).entrySet()) {
            if (!is.get(it.getValue()).equals(was.path(it.getValue()))) {
                sets.add(quoted(it.getKey()) + " = ?");
                values.add(value(is.get(it.getValue())));
            }
        }
        if (!sets.isEmpty()) {
            values.add(which);
            execute(
                    "UPDATE %s SET %s WHERE %s".formatted(quoted(table), String.join(", ", sets), where),
                    values.toArray());
        }
    }

    /** Returns the columns that hold a member of the object, and which one. */
    private SequencedMap<String, String> keys(String table, ObjectNode is) {
        var keys = new LinkedHashMap<String, String>();
        List<String> known = columns.getOrDefault(table, List.of());
        boolean numbered = known.contains("message_id");
        for (String column : known) {
            String key = switch (column) {
                case "message_id" -> "id";
                case "instance_number" -> "instanceId";
                case "id" -> numbered ? "" : "id";
                default -> SessionsDatabase.camel(column);
            };
            if (is.hasNonNull(key) || (is.has(key) && !key.equals("id"))) {
                keys.put(column, key);
            }
        }
        return keys;
    }

    private static Object value(JsonNode it) {
        return switch (it.getNodeType()) {
            case NULL -> Optional.empty();
            case BOOLEAN -> it.booleanValue() ? 1 : 0;
            case NUMBER -> it.canConvertToLong() && it.isIntegralNumber() ? (Object) it.longValue() : it.doubleValue();
            case STRING -> it.textValue();
            default -> JsonText.of(it).text();
        };
    }

    private interface Change {
        void make() throws SQLException;
    }

    private void atOnce(Change change) throws SQLException {
        execute("SAVEPOINT session");
        try {
            change.make();
            execute("RELEASE session");
        } catch (SQLException e) {
            execute("ROLLBACK TO session");
            execute("RELEASE session");
            throw e;
        }
    }

    private void execute(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i] instanceof Optional<?> ? null : values[i]);
            }
            statement.executeUpdate();
        }
    }

    private List<String> texts(String sql, String... values) throws SQLException {
        var texts = new ArrayList<String>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
        }
        return texts;
    }

    private static Optional<String> first(List<String> names, Iterable<String> known) {
        for (String it : known) {
            if (names.contains(it)) {
                return Optional.of(it);
            }
        }
        return Optional.empty();
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
