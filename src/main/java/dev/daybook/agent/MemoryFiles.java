package dev.daybook.agent;

import static dev.daybook.readmodel.Tables.MEMORY_FILE;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.event.Recorded;
import dev.daybook.item.ItemEvent;
import dev.daybook.item.ItemId;
import dev.daybook.item.ItemRecord;
import dev.daybook.projection.Statements;
import dev.daybook.projection.Tables;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jooq.Query;
import org.jooq.impl.DSL;

/**
 * The files that memories of a hive name, which are items of their own. Row and file come in any order and change each by
 * itself: they are brought together when a question is asked. For one thread.
 */
final class MemoryFiles {

    static final String KIND = "hive.memory-file";

    /** A path that leads elsewhere is nobody's memory. */
    private static final Pattern PATH = Pattern.compile("memory_snapshots/([^/]+)");

    /** What stands before the name of a record in the key of its stream: see {@link ItemId}. */
    private static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9._-]+!/");

    private static final Query WRITE = Statements.upsert(
            MEMORY_FILE,
            List.of(MEMORY_FILE.ID, MEMORY_FILE.CONTENT, MEMORY_FILE.REVISION, MEMORY_FILE.POSITION),
            List.of(MEMORY_FILE.ID));
    private static final Query FIND =
            DSL.select(MEMORY_FILE.CONTENT).from(MEMORY_FILE).where(MEMORY_FILE.ID.eq(DSL.param("id", String.class)));
    private static final Query REMOVE =
            DSL.deleteFrom(MEMORY_FILE).where(MEMORY_FILE.ID.eq(DSL.param("id", String.class)));
    private static final Query TAKE_REVISION = DSL.update(MEMORY_FILE)
            .set(MEMORY_FILE.REVISION, DSL.param("revision", Long.class))
            .where(MEMORY_FILE.ID.eq(DSL.param("id", String.class)));

    private final Map<String, Row> rows = new LinkedHashMap<>(); // touched in this batch

    /** A row while a batch works on it; without content it is to go. */
    private record Row(Optional<JsonNode> content, long revision, long position) {}

    static boolean isOf(ItemId item) {
        return item.kind().equals(KIND);
    }

    /** Returns the item whose record is the content of a memory; nothing if the memory says something itself. */
    static Optional<String> item(String memory, JsonNode record) {
        if (record.hasNonNull("text") || record.hasNonNull("content")) {
            return Optional.empty();
        }
        Matcher path = PATH.matcher(record.path("content_path").asText(""));
        return path.matches() ? Optional.of(project(memory) + KIND + "/" + path.group(1)) : Optional.empty();
    }

    /** Returns the context in which a memory was learned: it is of the same project and the same file. */
    static Optional<String> context(String memory, JsonNode record) {
        String snapshot = record.path("snapshot_id").asText("");
        String before =
                memory.endsWith(snapshot) ? memory.substring(0, memory.length() - snapshot.length()) : project(memory);
        return Optional.ofNullable(record.path("session_id").textValue())
                .filter(session -> !session.isEmpty())
                .map(session -> before + session);
    }

    private static String project(String memory) {
        Matcher project = PROJECT.matcher(memory);
        return project.lookingAt() ? project.group() : "";
    }

    void apply(ItemEvent event, Recorded recorded, Tables tables) {
        String id = event.item().text();
        Row row = rows.get(id);
        Optional<JsonNode> before =
                row != null ? row.content() : recorded.entry().revision() == 0 ? Optional.empty() : find(id, tables);
        rows.put(
                id,
                new Row(
                        ItemRecord.after(before, event),
                        recorded.entry().revision(),
                        recorded.position().value()));
    }

    private static Optional<JsonNode> find(String id, Tables tables) {
        return tables.fetch(FIND, found -> JsonText.tree(new Json(found.getString(1))), id).stream()
                .findFirst();
    }

    void remove(ItemId item, Tables tables) {
        tables.execute(REMOVE, item.text());
    }

    void passOver(ItemId item, long revision, Tables tables) {
        Row row = rows.get(item.text());
        if (row == null) {
            tables.execute(TAKE_REVISION, revision, item.text());
        } else {
            rows.put(item.text(), new Row(row.content(), revision, row.position()));
        }
    }

    void flush(Tables tables) {
        rows.forEach((id, row) -> row.content()
                .ifPresentOrElse(
                        content ->
                                tables.execute(WRITE, id, JsonText.of(content).text(), row.revision(), row.position()),
                        () -> tables.execute(REMOVE, id)));
        forget();
    }

    void forget() {
        rows.clear();
    }
}
