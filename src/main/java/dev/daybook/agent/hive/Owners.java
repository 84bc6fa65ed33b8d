package dev.daybook.agent.hive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.importing.Results;
import dev.daybook.importing.database.Database;
import dev.daybook.importing.format.FileRecord;
import dev.daybook.importing.format.Format;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What one agent of a hive has: the records that name it, those of its sessions and tasks, and the files that are called
 * after it. A message is that of its sender and of its receiver.
 */
final class Owners implements Format.Owned {

    /** Columns and members that name an agent. */
    private static final List<String> NAMES =
            List.of("agent_id", "agent", "from_agent", "to_agent", "author_agent", "agent_name");

    private final String agent;
    private final Pattern inLog;
    private final Set<String> sessions = new HashSet<>();
    private final Set<String> tasks = new HashSet<>();
    private final Set<String> files = new HashSet<>();

    Owners(String agent, Format.Files tree) {
        this.agent = agent;
        this.inLog = Pattern.compile("[\\[,\\s]agent=" + Pattern.quote(agent) + "[],\\s]");
        for (String folder : List.of(Hive.AGENTS, Hive.INBOXES)) {
            files.add(folder + agent + ".json");
        }
        for (String file : List.of(Hive.STATE, Hive.HIVE)) {
            tree.database(file).ifPresent(this::look);
        }
    }

    private void look(Database database) {
        names(database, "context_sessions", "session_id", sessions);
        names(database, "tasks", database.has("tasks", "task_id") ? "task_id" : "id", tasks);
        if (database.has("memory_snapshots", "content_path")) {
            database.each(
                    "memory_snapshots",
                    row -> {
                        if (isOfSession(row)) {
                            files.add(Hive.FOLDER + row.path("content_path").asText());
                        }
                    },
                    new Results());
        }
    }

    private void names(Database database, String table, String key, Set<String> names) {
        if (database.has(table, key)) {
            database.each(
                    table,
                    row -> {
                        if (isNamed(row)) {
                            names.add(row.path(key).asText());
                        }
                    },
                    new Results());
        }
    }

    private boolean isNamed(JsonNode record) {
        return NAMES.stream().map(name -> record.path(name).asText()).anyMatch(agent::equals)
                || record.path("agent_name").asText().equals("to-" + agent);
    }

    private boolean isOfSession(JsonNode record) {
        return sessions.contains(record.path("session_id").asText());
    }

    @Override
    public boolean hasFile(String file) {
        return files.contains(file);
    }

    @Override
    public boolean has(FileRecord record) {
        JsonNode tree = record.tree();
        return isNamed(tree)
                || isOfSession(tree)
                || (record.kind().equals("hive.project-task")
                        && tasks.contains(tree.path("task_id").asText()))
                || (record.kind().equals("hive.log")
                        && inLog.matcher(tree.path("context").asText()).find());
    }
}
