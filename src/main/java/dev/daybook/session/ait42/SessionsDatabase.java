package dev.daybook.session.ait42;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import dev.daybook.importing.database.Database;
import dev.daybook.session.SessionId;
import dev.daybook.session.SessionRecord;
import dev.daybook.session.Workspaces;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The database that one branch of the tool kept its sessions in. There were three drafts of its tables, which name
 * things differently: each row is made a record of the file, and read like one.
 */
final class SessionsDatabase {

    static final String NAME = "sessions.db";

    private static final String SESSIONS = "sessions";
    private static final Set<String> OTHERS =
            Set.of(SESSIONS, "workspaces", "migration_metadata", "schema_migrations", "_sqlx_migrations");

    /** The different names that one thing has in the drafts. */
    static final List<String> INSTANCES = List.of("instances", "session_instances", "worktree_instances");

    static final List<String> MESSAGES = List.of("chat_history", "chat_messages", "messages");
    static final List<String> MIXES = List.of("runtime_mix", "session_runtime_mix", "session_runtimes");
    static final List<String> HASHES = List.of("workspace_hash", "hash", "path_hash");
    static final List<String> PATHS = List.of("path", "workspace_path");
    static final List<String> OWNERS = List.of("workspace_hash", "workspace_id", "workspace");

    /** Columns that only the database has: counts of other rows, keys of its own. */
    private static final Set<String> OWN = Set.of(
            "workspaceHash",
            "workspaceId",
            "workspace",
            "sessionId",
            "instanceCount",
            "messageCount",
            "rowid",
            "position",
            "migratedAt");

    private final Database database;
    private final Origin origin;
    private final Limits limits;
    private final Results results;

    /** In that draft messages name the row of an instance, not its number. */
    private final boolean countsItsRows;

    private final Map<String, String> hashes = new HashMap<>();
    private final Set<String> workspaces = new LinkedHashSet<>();
    private boolean whole = true;

    /** Where the sessions go that are read. */
    interface Sink {
        /** Takes a session that is new, or another record of one that a file tells. */
        void put(SessionId session, SessionRecord record);
    }

    SessionsDatabase(Database database, Origin origin, Limits limits, Results results) {
        this.database = database;
        this.origin = origin;
        this.limits = limits;
        this.results = results;
        this.countsItsRows = database.has(SESSIONS, "instance_count");
    }

    /** Returns the file that the rows are told from. */
    Origin origin() {
        return origin;
    }

    /** Reads which folders the workspaces are. */
    void locate(Locations locations) {
        if (!database.tables().contains("workspaces")) {
            return;
        }
        var now = new Results();
        database.each(
                "workspaces",
                row -> {
                    Optional<String> hash = text(row, HASHES);
                    Optional<String> path = text(row, PATHS);
                    // One draft keeps the hash where the path belongs.
                    String name = hash.or(() -> path.filter(Workspaces::isKey))
                            .or(() -> path.map(Workspaces::key))
                            .orElse("");
                    if (row.hasNonNull("id")) {
                        hashes.put(row.path("id").asText(), name);
                    }
                    if (Workspaces.isKey(name)) {
                        workspaces.add(name);
                    } else {
                        results.warn(origin.file(), "workspaces " + name, "ILLEGAL_ID", "has no hash: not counted");
                    }
                    path.filter(text -> !Workspaces.isKey(text) && text.indexOf('\0') < 0)
                            .filter(text -> !locations.map(name, text))
                            .ifPresent(_ -> results.warn(
                                    origin.file(),
                                    "workspaces " + name,
                                    "ID_MISMATCH",
                                    "names a folder of another hash: not counted"));
                },
                now);
        results.add(now);
    }

    /** Returns the workspaces that it names, once they are located. */
    Set<String> workspaces() {
        return workspaces;
    }

    /** Has the sessions read, in the order of their rows. */
    void read(Sink sessions) {
        if (!database.tables().contains(SESSIONS)) {
            results.warn(origin.file(), "", "UNKNOWN_SCHEMA", "has no table of sessions: nothing of it is imported");
            whole = false;
            return;
        }
        database.each(SESSIONS, row -> session(row, sessions), results, () -> whole = false);
        Stream.of(INSTANCES, MESSAGES, MIXES)
                .flatMap(this::tables)
                .forEach(table ->
                        database.eachDangling(table, "session_id", SESSIONS, "id", row -> orphan(table, row), results));
        for (String table : database.tables()) {
            if (!isKnown(table)) {
                results.warn(origin.file(), table, "UNKNOWN_SCHEMA", "is a table that is not known: kept as it is");
            }
        }
    }

    /** Returns whether all sessions could be read that there are. */
    boolean isWhole() {
        return whole;
    }

    private void orphan(String table, ObjectNode row) {
        Finding orphan = Finding.error(
                origin.file(),
                table + " " + row.path("id").asText(),
                "DANGLING_REF",
                "is of session '%s', which is not there: kept as it is",
                row.path("session_id").asText());
        Database.reject(orphan, row, results);
    }

    /** The tool's own, and those of its full-text index. */
    private static boolean isKnown(String table) {
        return OTHERS.contains(table)
                || Stream.of(INSTANCES, MESSAGES, MIXES).anyMatch(texts -> texts.contains(table))
                || table.matches(".*_fts(_data|_idx|_content|_docsize|_config)?");
    }

    private void session(ObjectNode row, Sink sessions) {
        String id = row.path("id").asText();
        String at = "sessions " + (id.length() <= 60 ? id : id.substring(0, 60) + "…");
        ObjectNode record = camel(row);
        record.remove(OWN);
        flag(record, "preserveWorktrees");
        mix(record, id);
        json(record, "evaluation");
        var numbers = new HashMap<String, JsonNode>();
        elements(record.putArray("instances"), INSTANCES, id, node -> {
            JsonNode number = node.path(node.has("instanceId") ? "instanceId" : "instanceNumber");
            numbers.put(node.path("id").asText(), number);
            node.remove(List.of("id", "instanceNumber"));
            node.set("instanceId", number.isMissingNode() ? node.nullNode() : number);
        });
        elements(record.putArray("chatHistory"), MESSAGES, id, node -> {
            if (node.has("messageId")) {
                node.set("id", node.remove("messageId"));
            }
            if (countsItsRows && node.hasNonNull("instanceId")) {
                node.set(
                        "instanceId",
                        numbers.getOrDefault(node.path("instanceId").asText(), node.get("instanceId")));
            }
            node.remove("createdAt");
        });
        byte[] bytes = JsonText.of(record).text().getBytes(StandardCharsets.UTF_8);
        var checks = new SessionChecks(origin.file(), at, origin.times(), results);
        checks.read(bytes, 0, limits, why -> {
                    whole = false;
                    results.rejected(why, bytes);
                })
                .map(Records.Quick::record)
                .ifPresent(sessionRecord -> {
                    checks.check(sessionRecord);
                    sessions.put(new SessionId(workspace(row), sessionRecord.id()), sessionRecord);
                });
    }

    private String workspace(ObjectNode row) {
        String owner = text(row, OWNERS)
                .or(() -> Optional.of(row.path("workspace_id").asText()))
                .orElse("");
        String hash = hashes.getOrDefault(owner, owner);
        if (Workspaces.isKey(hash)) {
            return hash;
        }
        return hash.startsWith("/") ? Workspaces.key(hash) : SessionId.UNASSIGNED;
    }

    private void elements(ArrayNode into, List<String> names, String session, Consumer<ObjectNode> mend) {
        tables(names).forEach(table -> {
            for (ObjectNode row : database.rows(table, "session_id", session, results)) {
                ObjectNode element = camel(row);
                mend.accept(element);
                element.remove(OWN);
                into.add(element);
            }
        });
    }

    private Stream<String> tables(List<String> names) {
        return names.stream().filter(database.tables()::contains);
    }

    /** A list in JSON, or rows of a table of its own. */
    private void mix(ObjectNode record, String session) {
        json(record, "runtimeMix");
        if (!record.hasNonNull("runtimeMix")) {
            tables(MIXES).forEach(table -> {
                List<ObjectNode> rows = database.rows(table, "session_id", session, results);
                if (!rows.isEmpty()) {
                    ArrayNode mix = record.putArray("runtimeMix");
                    rows.forEach(node -> mix.add(node.path("runtime").asText()));
                }
            });
        }
    }

    /** What is JSON in a text becomes the value; what is none stays a text. */
    private static void json(ObjectNode record, String key) {
        if (record.path(key).isTextual()) {
            try {
                record.set(key, JsonText.tree(new Json(record.path(key).asText())));
            } catch (Rejected _) {
                // it is told of as a value of the wrong type
            }
        }
    }

    private static void flag(ObjectNode record, String key) {
        JsonNode value = record.path(key);
        if (value.isInt() && (value.asInt() == 0 || value.asInt() == 1)) {
            record.put(key, value.asInt() == 1);
        }
    }

    /** Returns the first of these columns that holds a text. */
    private static Optional<String> text(ObjectNode row, List<String> columns) {
        return columns.stream()
                .map(row::path)
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .findFirst();
    }

    /** Returns the row with its columns named as in the file. */
    private static ObjectNode camel(ObjectNode row) {
        ObjectNode camel = row.objectNode();
        row.properties().forEach(entry -> camel.set(camel(entry.getKey()), entry.getValue()));
        return camel;
    }

    /** Returns what the files call a column. */
    static String camel(String column) {
        var name = new StringBuilder();
        boolean upper = false;
        for (int i = 0; i < column.length(); i++) {
            char it = column.charAt(i);
            if (it == '_') {
                upper = true;
            } else {
                name.append(upper ? Character.toUpperCase(it) : it);
                upper = false;
            }
        }
        return switch (name.toString()) {
            case "sessionType" -> "type";
            case "taskDescription" -> "task";
            case "tmuxSession" -> "tmuxSessionId";
            default -> name.toString();
        };
    }
}
