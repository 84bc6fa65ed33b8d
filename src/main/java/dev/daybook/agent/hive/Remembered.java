package dev.daybook.agent.hive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Spelling;
import dev.daybook.domain.Spelling.Escapes;
import dev.daybook.event.JsonText;
import dev.daybook.importing.database.SqlTables;
import dev.daybook.importing.format.Format;
import dev.daybook.journal.Sha256;
import dev.daybook.shape.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is remembered in Daybook as a hive would have it: a row that belongs to a session, and its content in a file that
 * the row names with its hash, or in a column where the table has one for it.
 */
final class Remembered implements Format.Completing {

    private static final String TABLE = "memory_snapshots";
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,149}");

    /** As Python writes it, with its keys sorted. */
    private static final Spelling AS =
            new Spelling("", "LF", false, false, ", ", ": ", Escapes.ASCII, Optional.empty());

    @Override
    public Map<String, byte[]> complete(String table, JsonNode record, ObjectNode row, SqlTables tables)
            throws SQLException {
        List<String> columns = tables.columns(table);
        if (!table.equals(TABLE) || row.hasNonNull("content_path")) {
            return Map.of();
        }
        if (!row.hasNonNull("memory_type")) {
            row.put("memory_type", "working");
        }
        if (!row.hasNonNull("session_id")) {
            row.put("session_id", session(record.path("agent_id").asText(), tables));
        }
        ObjectNode content = row.objectNode();
        for (String member : List.of("content", "text")) {
            if (record.hasNonNull(member)) {
                content.set(member, record.get(member));
            }
        }
        row.remove(List.of("text", "content", "agent_id")); // the session is an agent's
        byte[] bytes = JsonWriter.value(JsonText.of(content), AS, 0);
        if (columns.contains("content")) {
            row.put("content", new String(bytes, StandardCharsets.UTF_8));
        }
        if (!columns.contains("content_path")) {
            return Map.of();
        }
        String id = record.path("snapshot_id").asText();
        String hash = Sha256.hash(bytes).toString();
        String path = "memory_snapshots/%s.json".formatted(FILE.matcher(id).matches() ? id : hash);
        row.put("content_path", path);
        Stream.of("content_hash").filter(columns::contains).forEach(column -> row.put(column, hash));
        return Map.of(Hive.FOLDER + path, bytes);
    }

    /** Returns the session of an agent that was used last; none if it has none. */
    private static String session(String agent, SqlTables tables) throws SQLException {
        return !tables.columns("context_sessions").containsAll(List.of("session_id", "agent_id", "last_accessed"))
                ? ""
                : tables
                        .values(
                                "SELECT session_id FROM context_sessions WHERE agent_id = ? ORDER BY last_accessed DESC LIMIT 1",
                                agent)
                        .stream()
                        .findFirst()
                        .map(Object::toString)
                        .orElse("");
    }
}
