package dev.daybook.session.ait42.witness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.importing.Results;
import dev.daybook.importing.Witness.Statement;
import dev.daybook.importing.database.Database;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The sessions of the database: rows of the tables that the tool's own crate makes. */
final class Rows {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Optional<Database> database;

    /** When each was changed, by workspace and id; those that a file has, too, and newer or at once, are left out. */
    private final Map<String, String> changed = new HashMap<>();

    Rows(Optional<Database> database) {
        this.database = database.filter(oneDatabase ->
                oneDatabase.has("sessions", "workspace_hash") && oneDatabase.has("sessions", "session_type"));
    }

    void index() {
        each(row -> changed.put(name(row), row.path("updated_at").asText()));
    }

    private void each(Consumer<ObjectNode> row) {
        database.ifPresent(database -> database.each("sessions", row, new Results()));
    }

    private static String name(JsonNode row) {
        return row.path("workspace_hash").asText() + "/" + row.path("id").asText();
    }

    /** Returns whether a record in a file is newer than the row of its session, if there is one. */
    boolean isOlder(String workspace, String id, String updatedAt) {
        String other = changed.get(workspace + "/" + id);
        if (other == null) {
            return true;
        }
        Optional<Instant> row = time(other);
        Optional<Instant> record = time(updatedAt);
        boolean newerRow = row.isPresent() && record.filter(row.get()::isAfter).isPresent();
        if (!newerRow) {
            changed.remove(workspace + "/" + id);
        }
        return row.isPresent() && record.filter(row.get()::isBefore).isPresent();
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    /** States the sessions that no file has newer. */
    void tell(Consumer<Statement> statements) {
        each(row -> {
            String id = row.path("id").asText();
            String workspace = row.path("workspace_hash").asText();
            if (changed.containsKey(name(row)) && Fields.isId(id) && workspace.matches("[0-9a-f]{16}")) {
                statements.accept(new Statement(Ait42Witness.stream(workspace, id), Fields.of(record(row, id))));
            }
        });
    }

    private ObjectNode record(ObjectNode row, String id) {
        ObjectNode record = named(row);
        record.set("type", row.path("session_type"));
        if (row.path("preserve_worktrees").isInt()) {
            record.put("preserveWorktrees", row.path("preserve_worktrees").intValue() == 1);
        }
        try {
            record.set("runtimeMix", JSON.readTree(row.path("runtime_mix").asText("null")));
        } catch (JsonProcessingException _) {
            record.remove("runtimeMix"); // not certain
        }
        rows(record, "instances", "instances", id);
        rows(record, "chatHistory", "chat_messages", id);
        return record;
    }

    private void rows(ObjectNode record, String key, String table, String id) {
        List<ObjectNode> rows = database.orElseThrow().rows(table, "session_id", id, new Results());
        ArrayNode list = record.putArray(key);
        rows.forEach(node -> list.add(named(node)));
        if (!database.orElseThrow().has(table, "instance_id")
                || database.orElseThrow().has("sessions", "message_count")) {
            record.remove(key); // of another draft
        }
    }

    /** Returns the row with its columns named as in a file. */
    private static ObjectNode named(ObjectNode row) {
        ObjectNode named = JSON.createObjectNode();
        row.properties().forEach(entry -> {
            String[] words = entry.getKey().split("_");
            var name = new StringBuilder(words[0]);
            for (int i = 1; i < words.length; i++) {
                name.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
            }
            named.set(name.toString(), entry.getValue());
        });
        return named;
    }
}
