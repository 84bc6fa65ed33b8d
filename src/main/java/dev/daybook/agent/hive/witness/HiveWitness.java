package dev.daybook.agent.hive.witness;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.daybook.agent.Told;
import dev.daybook.event.JsonText;
import dev.daybook.event.Recorded;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.Witness;
import dev.daybook.importing.database.Database;
import dev.daybook.item.ItemEvent;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Which agent, task, session and message the tables of a hive hold, and which agent each file is about: what their texts
 * say. Of a row without a name of its own nothing is stated.
 */
public final class HiveWitness implements Witness {

    private static final String TOOL = "hive";

    /** A table, the column that names its rows, and the category of the streams that they are. */
    private record Table(String name, String id, String category) {}

    private static final List<Table> TABLES = List.of(
            new Table("agents", "agent_id", "agent"),
            new Table("tasks", "task_id", "task"),
            new Table("agent_messages", "message_id", "message"),
            new Table("context_sessions", "session_id", "context"),
            new Table("memory_snapshots", "snapshot_id", "memory"));
    private static final Set<String> STATED =
            Set.of("agent_type", "status", "title", "priority", "agent_id", "content", "session_id", "content_hash");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    @Override
    public void read(Root root, Consumer<Statement> statements) {
        rows(root, ".claude/state.db", "", statements);
        rows(root, ".claude/agent_hive.db", "agent_hive/", statements);
        Path folder = root.path().resolve(".claude").resolve("agents");
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .forEach(file -> agent(root, file, statements));
        } catch (IOException _) {
            // the reader reports it, and nothing is certain
        }
    }

    private static void agent(Root root, Path file, Consumer<Statement> statements) {
        String name = file.getFileName().toString();
        try (JsonParser in = JSON.createParser(Files.readAllBytes(file))) {
            JsonNode agent = JSON.readTree(in);
            if (agent != null && agent.isObject() && in.nextToken() == null && isPlain(name)) {
                state(root, "item", "hive.agent-file/" + name, agent, statements);
            }
        } catch (IOException _) {
            // damaged, or no text: the reader reports it, and nothing is certain
        }
    }

    private static boolean isPlain(String key) {
        return !key.isEmpty() && key.length() < 100 && key.chars().noneMatch(it -> "/~\uFFFD".indexOf(it) >= 0);
    }

    private static void rows(Root root, String file, String under, Consumer<Statement> statements) {
        var tree = new SourceTree(root.path(), "", Limits.DEFAULT);
        Database.open(tree, file, true, new Results()).ifPresent(database -> {
            try (database) {
                for (Table table : TABLES) {
                    if (database.has(table.name(), table.id())) {
                        database.each(
                                table.name(),
                                row -> {
                                    String key = row.path(table.id()).asText("");
                                    if (row.path(table.id()).isTextual() && isPlain(key)) {
                                        state(root, table.category(), under + key, row, statements);
                                    }
                                },
                                new Results());
                    }
                }
            }
        });
    }

    private static void state(Root root, String category, String key, JsonNode record, Consumer<Statement> statements) {
        Map<String, Object> fields = new LinkedHashMap<>();
        STATED.stream()
                .filter(name -> record.path(name).isTextual())
                .forEach(name ->
                        fields.put("/" + name, JsonText.of(record.path(name)).text()));
        if (root.hints().agent().isPresent() && !isOf(root.hints().agent().get(), record)) {
            return;
        }
        statements.accept(new Statement(new StreamId(category, root.qualified(key)), fields));
    }

    /** Of a record that does not name an agent it is not certain whose it is. */
    private static boolean isOf(String agent, JsonNode record) {
        return Stream.of("agent_id", "agent", "from_agent", "to_agent")
                .anyMatch(name -> record.path(name).asText().equals(agent));
    }

    @Override
    public Set<String> changedSince(Root root, Statement stated, Set<String> fields, List<Recorded> known) {
        return Witness.saidByOthers(
                new Source.Project(TOOL, root.project()), fields, known, (event, field) -> switch (event) {
                    case ItemEvent it -> it.says(field);
                    case Told it -> it.says(field);
                    default -> false;
                });
    }
}
