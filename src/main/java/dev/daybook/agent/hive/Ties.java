package dev.daybook.agent.hive;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Results;
import dev.daybook.importing.database.Database;
import dev.daybook.importing.format.Format;
import dev.daybook.importing.format.Format.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Tells what records of a hive say of each other that is not so: nothing of them is changed by it. */
final class Ties implements Format.Merging {

    /** A column that names a row of another table. */
    private record Reference(String table, String key, String column, String other, String otherKey) {}

    private static final List<Reference> REFERENCES = List.of(
            new Reference("tasks", "task_id", "parent_task_id", "tasks", "task_id"),
            agent("tasks", "task_id", "agent_id"),
            agent("agent_messages", "message_id", "from_agent"),
            agent("agent_messages", "message_id", "to_agent"),
            agent("context_sessions", "session_id", "agent_id"),
            agent("performance_metrics", "metric_id", "agent_id"),
            new Reference("performance_metrics", "metric_id", "task_id", "tasks", "task_id"),
            agent("git_state", "state_id", "agent_id"),
            agent("pull_requests", "pr_id", "author_agent"),
            agent("configurations", "config_id", "agent_id"),
            agent("events", "event_id", "agent_id"),
            new Reference("memory_snapshots", "snapshot_id", "session_id", "context_sessions", "session_id"),
            new Reference("context_events", "event_id", "session_id", "context_sessions", "session_id"),
            new Reference("checkpoints", "checkpoint_id", "project_id", "projects", "project_id"),
            new Reference("project_tasks", "task_id", "project_id", "projects", "project_id"),
            new Reference("project_tasks", "task_id", "task_id", "tasks", "task_id"),
            new Reference("item_history", "id", "item_id", "backlog_items", "id"));

    private static Reference agent(String table, String key, String column) {
        return new Reference(table, key, column, "agents", "agent_id");
    }

    @Override
    public void tell(Root root, Files files, Results results) {
        Set<String> referred = new TreeSet<>();
        for (String file : List.of(Hive.STATE, Hive.HIVE)) {
            files.database(file).ifPresent(database -> {
                references(database, files, results);
                parents(database, results);
                messages(database, results);
                derived(database, files, results);
                new Snapshots(database, files, referred).check(results);
                sessions(database, files, results);
            });
        }
        files.database(Hive.BACKLOG).ifPresent(database -> references(database, files, results));
        results.then(() -> names(files, Hive.SNAPSHOTS).stream()
                .filter(name -> !referred.contains(Hive.SNAPSHOTS + name + ".json"))
                .forEach(name -> results.info(
                        Hive.SNAPSHOTS + name + ".json",
                        "",
                        "ORPHAN_FILE",
                        "is the content of no snapshot that is known: kept as it is")));
    }

    /** Returns what the files of a folder are called. */
    private static Set<String> names(Files files, String folder) {
        return files.names().stream()
                .filter(file -> file.startsWith(folder) && file.endsWith(".json"))
                .map(file -> file.substring(folder.length(), file.length() - ".json".length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void references(Database database, Files files, Results results) {
        Map<String, Set<String>> told =
                Map.of("agents", names(files, Hive.AGENTS), "context_sessions", names(files, Hive.CONTEXT));
        for (Reference it : REFERENCES) {
            if (!database.has(it.table(), it.key())) {
                continue;
            }
            database.eachOrphan(
                    it.table(),
                    it.column(),
                    it.other(),
                    it.otherKey(),
                    row -> {
                        String name = row.path(it.column()).asText();
                        if (!told.getOrDefault(it.other(), Set.of()).contains(name)) {
                            results.warn(
                                    database.file(),
                                    where(it.table(), it.key(), row),
                                    "DANGLING_REF",
                                    "%s is '%s', which is none of the %s: kept as it is",
                                    it.column(),
                                    name,
                                    it.other());
                        }
                    },
                    results);
        }
    }

    static String where(String table, String key, ObjectNode row) {
        return table + " " + row.path(key).asText();
    }

    /** Tasks that are above themselves: the first one by its name is taken for the root. */
    private static void parents(Database database, Results results) {
        if (!database.has("tasks", "task_id") || !database.has("tasks", "parent_task_id")) {
            return;
        }
        Map<String, String> parents = new HashMap<>();
        database.each(
                "tasks",
                row -> Optional.ofNullable(row.path("parent_task_id").textValue())
                        .ifPresent(parent -> parents.put(row.path("task_id").asText(), parent)),
                results.silent());
        results.then(() -> {
            Map<String, String> seenFrom = new HashMap<>();
            for (String task : new TreeSet<>(parents.keySet())) {
                String at = task;
                while (at != null && !seenFrom.containsKey(at)) {
                    seenFrom.put(at, task);
                    at = parents.get(at);
                }
                if (at != null && task.equals(seenFrom.get(at))) {
                    cycle(database, at, parents, results);
                }
            }
        });
    }

    private static void cycle(Database database, String at, Map<String, String> parents, Results results) {
        var members = new TreeSet<String>();
        for (String it = at; it != null && members.add(it); ) {
            it = parents.get(it);
        }
        results.warn(
                database.file(),
                "tasks " + String.join(",", members),
                "CYCLE",
                "each is below the other: '%s' counts as the root",
                members.getFirst());
    }

    private static void messages(Database database, Results results) {
        database.eachUnnamed(
                "agent_messages",
                "from_agent",
                row -> results.info(
                        database.file(),
                        where("agent_messages", "message_id", row),
                        "NULL_SENDER",
                        "has no sender: it is of the system"),
                results);
    }

    /** The first version had no agents but in its files. */
    private static void derived(Database database, Files files, Results results) {
        if (database.tables().contains("agents")) {
            return;
        }
        Set<String> told = names(files, Hive.AGENTS);
        database.keys("tasks", "agent", results).stream()
                .filter(agent -> !told.contains(agent))
                .forEach(agent -> results.info(
                        Hive.AGENTS + agent.replace('/', '_') + ".json",
                        "",
                        "DERIVED_AGENT",
                        "is not there: '%s' is known from tasks only",
                        agent));
    }

    private static void sessions(Database database, Files files, Results results) {
        for (String session : names(files, Hive.CONTEXT)) {
            if (!database.rows("context_sessions", "session_id", session, results)
                    .isEmpty()) {
                results.info(
                        Hive.CONTEXT + session + ".json",
                        "",
                        "SOURCE_OVERLAP",
                        "tells of a session that %s tells of, too: both are kept",
                        database.file());
            }
        }
    }
}
