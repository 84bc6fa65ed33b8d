package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Rejected;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Results;
import dev.daybook.importing.container.JsonFields;
import dev.daybook.sbi.Decision;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.Status;
import dev.daybook.sbi.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** What the database says of tasks. */
record DatabaseRows(TaskDatabase database) {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /**
     * What the tables say of one task.
     *
     * @param state its row; absent if only other tables name it
     * @param stateFile what facts that the row tells name as their source
     * @param logFile the same of its executions
     */
    record Task(
            Optional<State> state,
            String stateFile,
            String logFile,
            Optional<String> description,
            List<Log> logs,
            List<SbiFiles.Claim> claims) {}

    /** An execution as the database knows it: without its output. */
    record Log(int turn, Step step, Optional<String> decision, Optional<Instant> at, Optional<String> path) {

        StepFile.Turn what() {
            return new StepFile.Turn(step, turn, Optional.empty(), false);
        }

        /** Returns whether it is about that output: by its path, else by turn and step. */
        boolean isOf(SbiFiles.TurnText text) {
            return path.map(text.file()::equals)
                    .orElse(text.what().turn() == turn && text.what().step() == step);
        }
    }

    /** Returns the ids of all tasks that some table names; tells of those that are none. */
    SortedSet<String> ids(Results results) {
        SortedSet<String> ids = database.database().ids("sbis", "id", SbiName::isId, "a task", results);
        for (String id : database.database().keys("sbi_exec_logs", "sbi_id", results)) {
            if (SbiName.isId(id) && ids.add(id)) {
                results.warn(
                        database.file(),
                        "sbi_exec_logs.sbi_id",
                        "DANGLING_REF",
                        "names %s, which is not in the table of tasks",
                        id);
            }
        }
        return ids;
    }

    /** Returns what is known of a task; nothing if no table names it. */
    Optional<Task> of(SbiId sbi, Results results) {
        String id = sbi.value();
        Optional<ObjectNode> row =
                database.rows("sbis", "id", id, results).stream().findFirst();
        List<ObjectNode> logs = database.rows("sbi_exec_logs", "sbi_id", id, results);
        List<ObjectNode> dependencies = database.rows("sbi_dependencies", "sbi_id", id, results);
        if (row.isEmpty() && logs.isEmpty()) {
            return Optional.empty();
        }
        var claims = new ArrayList<SbiFiles.Claim>();
        row.ifPresent(node -> claims.add(database.claim("sbis", node)));
        claim("sbi_exec_logs", logs, claims);
        claim("sbi_dependencies", dependencies, claims);
        return Optional.of(new Task(
                row.map(node -> state(sbi, node, dependencies, results)),
                database.source("sbis"),
                database.source("sbi_exec_logs"),
                row.map(node -> node.path("description").textValue()).filter(text -> !text.isEmpty()),
                logs(id, logs, results),
                claims));
    }

    private void claim(String table, List<ObjectNode> rows, List<SbiFiles.Claim> claims) {
        if (!rows.isEmpty()) {
            claims.add(database.claim(table, NODES.arrayNode().addAll(rows)));
        }
    }

    private State state(SbiId sbi, ObjectNode row, List<ObjectNode> dependencies, Results results) {
        JsonFields fields = database.fields(row, "sbis " + sbi, results);
        Optional<String> status = fields.word("status", Status::of, "beside unknown");
        Optional<Instant> createdAt = fields.time("registered_at", true).or(() -> fields.time("created_at", true));
        Optional<Instant> completedAt = fields.time("completed_at", true);
        if (State.liesBefore(completedAt, createdAt)) {
            fields.warn("completed_at", "OUT_OF_ORDER", "lies before its creation");
        }
        Optional<JsonFields> lock = database.rows("run_locks", "lock_id", sbi.value(), results).stream()
                .findFirst()
                .map(node -> database.fields(node, "run_locks " + sbi, results));
        return new State(
                Optional.empty(),
                fields.text("title"),
                Optional.empty(),
                labels(fields),
                fields.count("priority"),
                fields.text("parent_pbi_id").filter(text -> !text.isBlank()),
                status,
                Optional.empty(), // its own count of turns includes those that leave no output
                Optional.empty(),
                lock.map(oneFields -> oneFields.plain("expires_at").orElse("")),
                lock.flatMap(oneFields -> oneFields.time("expires_at", true)),
                database.database().has("sbi_dependencies", "sbi_id")
                        ? Optional.of(ids(sbi, dependencies, results))
                        : Optional.empty(),
                Optional.empty(),
                Optional.of(row.path("only_implement").asBoolean(false)).filter(_ -> fields.has("only_implement")),
                createdAt,
                fields.time("updated_at", true),
                completedAt);
    }

    private List<String> ids(SbiId sbi, List<ObjectNode> dependencies, Results results) {
        var ids = new LinkedHashSet<String>();
        for (ObjectNode it : dependencies) {
            String id = it.path("depends_on_sbi_id").asText();
            if (SbiName.isId(id)) {
                ids.add(id);
            } else {
                results.warn(
                        database.file(),
                        "sbi_dependencies " + sbi,
                        "ILLEGAL_ID",
                        "'%s' is no id: dependency left out",
                        id);
            }
        }
        return List.copyOf(ids);
    }

    /** Labels are a list of JSON inside a text. */
    private static Optional<List<String>> labels(JsonFields fields) {
        String text = fields.object().path("labels").asText("");
        if (text.isBlank()) {
            return Optional.empty();
        }
        try {
            ObjectNode holder = NODES.objectNode().set("labels", JsonText.tree(JsonText.parse(text)));
            return new JsonFields(fields.file(), holder, fields.times(), fields.results()).texts("labels");
        } catch (Rejected _) {
            fields.warn("labels", "INVALID_JSON", "is no list of texts: kept with the row only");
            return Optional.empty();
        }
    }

    private List<Log> logs(String id, List<ObjectNode> rows, Results results) {
        var logs = new ArrayList<Log>();
        for (ObjectNode row : rows) {
            JsonNode number = row.path("id");
            JsonFields fields =
                    database.fields(row, "sbi_exec_logs " + (number.isNull() ? id : number.asText(id)), results);
            Optional<Integer> turn = fields.count("turn");
            Optional<String> word = fields.text("step");
            Optional<Step> step = word.flatMap(Step::of);
            Optional<String> decision =
                    fields.word("decision", Decision::of, "as it is").filter(text -> !text.isEmpty());
            Optional<String> path = fields.text("report_path");
            path.filter(JsonFields::isSuspect)
                    .ifPresent(_ -> fields.warn("report_path", "SUSPECT_PATH", "leads elsewhere: kept as text"));
            if (turn.isPresent() && step.isPresent()) {
                Optional<Instant> at = fields.time("executed_at", true).or(() -> fields.time("created_at", true));
                logs.add(new Log(turn.get(), step.get(), decision, at, path));
            } else {
                fields.warn(
                        turn.isEmpty() ? "turn" : "step",
                        step.isEmpty() && word.isPresent() ? "UNKNOWN_ENUM" : "MISSING_FIELD",
                        "says no execution that is known: kept with the rows");
            }
        }
        return List.copyOf(logs);
    }
}
