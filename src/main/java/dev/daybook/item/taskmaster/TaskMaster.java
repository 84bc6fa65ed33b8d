package dev.daybook.item.taskmaster;

import static dev.daybook.importing.container.JsonDocument.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.importing.Results;
import dev.daybook.importing.format.FileRecord;
import dev.daybook.importing.format.Format;
import dev.daybook.importing.format.RecordMapping;
import dev.daybook.item.taskmaster.witness.TaskMasterWitness;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Task Master's files: tasks by tags in one JSON file, in older versions without tags, which counts as the tag {@code
 * master}. What else the tool keeps is kept whole.
 */
public final class TaskMaster {

    private static final String TASKS = ".taskmaster/tasks/tasks.json";
    private static final String TASK = "taskmaster.task";

    /** The tag of tasks from before there were tags. */
    private static final String FIRST_TAG = "master";

    private static final Set<String> STATUSES =
            Set.of("pending", "in-progress", "done", "review", "deferred", "cancelled", "blocked", "completed");

    /** @param mapping what its tasks are to the journal */
    public static Format format(RecordMapping mapping) {
        return Format.of("taskmaster", mapping)
                .file(TASKS, json().each("/tasks/#", FIRST_TAG).each("/*/tasks/#"), TASK, "/id")
                .whole(".taskmaster/*.json")
                .whole(".taskmaster/*.md")
                .whole(".taskmaster/*.txt")
                .whole(".taskmaster/tasks/*.txt")
                .whole(".taskmaster/docs/**")
                .whole(".taskmaster/reports/**")
                .whole(".taskmaster/templates/**")
                .rule(() -> TaskMaster::status)
                .rule(Dependencies::new)
                .witness(new TaskMasterWitness());
    }

    private static void status(FileRecord task, Results results) {
        String status = task.tree().path("status").asText("");
        if (!STATUSES.contains(status)) {
            results.warn(
                    task.file(),
                    task.where(),
                    "UNKNOWN_ENUM",
                    "has the status '%s', which Task Master does not know: kept as it is",
                    status);
        }
    }

    /** A task names others of its tag as 3 or "3", a subtask also its brothers; "3.1" is the first subtask of task 3. */
    private static final class Dependencies implements Format.Rule {
        private final Set<String> there = new HashSet<>();
        private final List<Dependency> dependencies = new ArrayList<>();

        private record Dependency(String file, String where, String tag, String brothers, String id) {}

        @Override
        public void check(FileRecord task, Results results) {
            String id = id(task.tree());
            there.add(tag(task) + id);
            add(task, task.tree(), task.where(), "");
            int number = 0;
            for (JsonNode subtask : task.tree().path("subtasks")) {
                there.add(tag(task) + id + "." + id(subtask));
                add(task, subtask, task.where() + "/subtasks/" + number++, id + ".");
            }
        }

        private void add(FileRecord task, JsonNode node, String where, String brothers) {
            for (JsonNode dependency : node.path("dependencies")) {
                dependencies.add(new Dependency(task.file(), where, tag(task), brothers, dependency.asText()));
            }
        }

        @Override
        public void conclude(Results results) {
            for (Dependency it : dependencies) {
                if (!there.contains(it.tag() + it.id()) && !there.contains(it.tag() + it.brothers() + it.id())) {
                    results.warn(
                            it.file(),
                            it.where(),
                            "DANGLING_REF",
                            "depends on '%s', which is not in the tag: kept as it is",
                            it.id());
                }
            }
        }
    }

    private static String id(JsonNode node) {
        return node.path("id").asText();
    }

    private static String tag(FileRecord task) {
        return task.key().substring(0, task.key().indexOf('/') + 1);
    }

    private TaskMaster() {}
}
