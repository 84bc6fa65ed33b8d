package dev.daybook.session.ait42;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.event.JsonText;
import dev.daybook.importing.ExportTree;
import dev.daybook.importing.database.Database;
import dev.daybook.importing.database.DatabaseExport;
import dev.daybook.importing.frame.FileEntity.Content;
import dev.daybook.session.SessionId;
import dev.daybook.session.SessionRecord;
import dev.daybook.session.SessionShape;
import dev.daybook.session.Workspaces;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The database of a home in an export: as it was found, but for those columns in which a session is otherwise by now, in
 * whichever of the drafts its tables are. A session that the tables do not take leaves them as they were. For one export;
 * nothing is made of a home that had none.
 */
final class HomeDatabase implements AutoCloseable {

    private static final String SESSIONS = "sessions";
    private static final String OF_SESSION = "session_id";

    private final ExportTree tree;
    private final SortedSet<Integer> pieces = new TreeSet<>();
    private final Function<String, Optional<Content>> content;
    private Optional<DatabaseExport> made = Optional.empty();

    /** The column of sessions that names their workspace, and what it calls each; known once it is asked for. */
    private Optional<String> owner = Optional.empty();

    private final Map<String, JsonNode> owners = new HashMap<>();

    /** @param content gives what a file held */
    HomeDatabase(ExportTree tree, Function<String, Optional<Content>> content) {
        this.tree = tree;
        this.content = content;
    }

    void piece(int number, boolean there) {
        if (there) {
            pieces.add(number);
        } else {
            pieces.remove(number);
        }
    }

    boolean isThere() {
        return !pieces.isEmpty();
    }

    private DatabaseExport made() {
        if (made.isEmpty()) {
            List<String> names = pieces.stream().map(DatabasePieces::name).toList();
            made = Optional.of(DatabaseExport.whole(tree, DatabasePieces.FILE, names, content));
        }
        return made.get();
    }

    private interface Change {
        void make(DatabaseExport database) throws SQLException;
    }

    private boolean change(SessionId session, Change change) {
        DatabaseExport database = made();
        return database.change(
                "sessions " + session.id(),
                "INCONSISTENT_STATE",
                "does not take what the session is now (%s): it goes into a file of sessions",
                () -> {
                    if (owners.isEmpty() && owner.isEmpty()) {
                        workspaces(database);
                    }
                    change.make(database);
                });
    }

    private void workspaces(DatabaseExport database) throws SQLException {
        if (database.columns(SESSIONS).isEmpty()) {
            throw new SQLException("it has no table of sessions");
        }
        owner = first(SessionsDatabase.OWNERS, database.columns(SESSIONS));
        List<String> known = database.columns("workspaces");
        Optional<String> hash = first(SessionsDatabase.HASHES, known);
        Optional<String> name = hash.or(() -> first(SessionsDatabase.PATHS, known));
        if (owner.equals(Optional.of("workspace_id")) && known.contains("id") && name.isPresent()) {
            for (Object id : database.values("SELECT id FROM workspaces")) {
                String sql = "SELECT %s FROM workspaces WHERE id = ?".formatted(Database.quoted(name.get()));
                String it = database.values(sql, id).getFirst().toString();
                JsonNode number = id instanceof Number some
                        ? LongNode.valueOf(some.longValue())
                        : TextNode.valueOf(id.toString());
                owners.put(hash.isPresent() ? it : Workspaces.key(it), number);
            }
        }
    }

    /** Returns what the rows call the workspace of a session; nothing if they do not name it. */
    private Optional<JsonNode> owner(SessionId session) {
        return session.workspace().equals(SessionId.UNASSIGNED)
                ? Optional.empty()
                : owner.map(_ -> owners.getOrDefault(session.workspace(), TextNode.valueOf(session.workspace())));
    }

    /** Leaves out a session that there is no more. */
    void remove(SessionId session) {
        if (isThere()) {
            change(session, database -> {
                Optional<JsonNode> owned = owner(session);
                String column = owned.isPresent() ? owner.orElseThrow() : "id";
                boolean found = !database.values(
                                "SELECT 1 FROM sessions WHERE id = ? AND %s = ?".formatted(Database.quoted(column)),
                                session.id(),
                                owned.orElse(TextNode.valueOf(session.id())))
                        .isEmpty();
                if (found) {
                    for (String table : database.tables()) {
                        if (database.columns(table).contains(OF_SESSION)) {
                            database.delete(table, OF_SESSION, session.id());
                        }
                    }
                    database.delete(SESSIONS, "id", session.id());
                }
            });
        }
    }

    /**
     * Makes its rows say what a session is.
     *
     * @param said what they say; nothing: they do not know it
     * @return whether it holds the session now
     */
    boolean put(SessionId session, Optional<SessionRecord> said, SessionRecord now) {
        return change(session, database -> {
            ObjectNode is = tree(now);
            ObjectNode was = said.map(HomeDatabase::tree).orElseGet(JsonNodeFactory.instance::objectNode);
            ObjectNode changed = columns(database, SESSIONS, was, is);
            if (said.isPresent()) {
                database.update(SESSIONS, "id", session.id(), changed);
            } else {
                owner(session).ifPresent(node -> changed.set(owner.orElseThrow(), node));
                database.insert(SESSIONS, changed);
            }
            mix(database, session.id(), was.path("runtimeMix"), is.path("runtimeMix"));
            elements(database, SessionsDatabase.INSTANCES, session.id(), was.path("instances"), is.path("instances"));
            elements(
                    database, SessionsDatabase.MESSAGES, session.id(), was.path("chatHistory"), is.path("chatHistory"));
        });
    }

    private static ObjectNode tree(SessionRecord record) {
        return (ObjectNode) JsonText.tree(SessionShape.RECORD.json(record));
    }

    private static void mix(DatabaseExport database, String session, JsonNode was, JsonNode is) throws SQLException {
        Optional<String> table = first(SessionsDatabase.MIXES, database.tables());
        if (!is.equals(was) && table.isPresent()) {
            database.delete(table.get(), OF_SESSION, session);
            for (JsonNode it : is) {
                database.insert(
                        table.get(),
                        JsonNodeFactory.instance
                                .objectNode()
                                .put(OF_SESSION, session)
                                .put("runtime", it.asText()));
            }
        }
    }

    private static void elements(
            DatabaseExport database, List<String> tables, String session, JsonNode was, JsonNode is)
            throws SQLException {
        Optional<String> named = first(tables, database.tables());
        if (was.equals(is) || (is.isEmpty() && named.isEmpty())) {
            return;
        }
        String table = named.orElseThrow(() -> new SQLException("there is no table for them"));
        List<Object> places = database.values(
                "SELECT rowid FROM %s WHERE session_id = ? ORDER BY rowid".formatted(Database.quoted(table)), session);
        if (places.size() != was.size()) {
            throw new SQLException("there are %d rows in %s, not %d".formatted(places.size(), table, was.size()));
        }
        for (int i = 0; i < Math.max(is.size(), places.size()); i++) {
            if (i >= is.size()) {
                database.delete(table, "rowid", places.get(i));
            } else if (i < places.size()) {
                database.update(table, "rowid", places.get(i), columns(database, table, was.path(i), is.path(i)));
            } else {
                ObjectNode row = columns(database, table, was.path(i), is.path(i));
                database.insert(table, row.put(OF_SESSION, session));
            }
        }
    }

    /** Returns the columns of a table whose member of the object is another than it was. */
    private static ObjectNode columns(DatabaseExport database, String table, JsonNode was, JsonNode is)
            throws SQLException {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        List<String> known = database.columns(table);
        for (String column : known) {
            String key = switch (column) {
                case "message_id" -> "id";
                case "instance_number" -> "instanceId";
                case "id" -> known.contains("message_id") ? "" : "id";
                default -> SessionsDatabase.camel(column);
            };
            boolean told = is.hasNonNull(key) || (is.has(key) && !key.equals("id"));
            if (told && !is.path(key).equals(was.path(key))) {
                values.set(column, is.path(key));
            }
        }
        return values;
    }

    private static Optional<String> first(List<String> names, List<String> known) {
        return known.stream().filter(names::contains).findFirst();
    }

    /** Writes the file. */
    void write() {
        if (isThere()) {
            made().write();
        }
    }

    @Override
    public void close() {
        made.ifPresent(DatabaseExport::close);
    }
}
