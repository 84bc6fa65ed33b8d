package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Database;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Results;
import dev.daybook.importing.Timestamps;
import dev.daybook.sbi.Decision;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.Status;
import dev.daybook.sbi.Step;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What the database says of tasks, asked for one by one, so that only one is in memory. Thread-safe. */
final class DatabaseRows {

    private final Database database;
    private final Timestamps times;

    DatabaseRows(Database database, Timestamps times) {
        this.database = database;
        this.times = times;
    }

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
    record Log(int turn, Step step, Optional<String> decision, Optional<Instant> at, Optional<String> path) {}

    /** Returns the ids of all tasks that some table names; tells of those that are none. */
    SortedSet<String> ids(Results reader) {
        var ids = new TreeSet<String>();
        for (String id : database.keys("sbis", "id", reader)) {
            if (SbiName.isId(id)) {
                ids.add(id);
            } else {
                Finding illegal =
                        Finding.error(database.file(), "sbis " + id, "ILLEGAL_ID", "is no id of a task: kept raw");
                database.rows("sbis", "id", id, reader)
                        .forEach(row ->
                                reader.rejected(illegal, JsonText.of(row).text().getBytes(StandardCharsets.UTF_8)));
            }
        }
        for (String id : database.keys("sbi_exec_logs", "sbi_id", reader)) {
            if (SbiName.isId(id) && ids.add(id)) {
                reader.warn(
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
    Optional<Task> of(SbiId sbi, Results reader) {
        String id = sbi.value();
        List<ObjectNode> rows = database.rows("sbis", "id", id, reader);
        List<ObjectNode> logs = database.rows("sbi_exec_logs", "sbi_id", id, reader);
        List<ObjectNode> dependencies = database.rows("sbi_dependencies", "sbi_id", id, reader);
        if (rows.isEmpty() && logs.isEmpty()) {
            return Optional.empty();
        }
        var claims = new ArrayList<SbiFiles.Claim>();
        rows.stream().findFirst().ifPresent(it -> claims.add(claim("sbis", JsonText.of(it))));
        all("sbi_exec_logs", logs).ifPresent(claims::add);
        all("sbi_dependencies", dependencies).ifPresent(claims::add);
        return Optional.of(new Task(
                rows.stream().findFirst().map(it -> state(sbi, it, dependencies, reader)),
                source("sbis"),
                source("sbi_exec_logs"),
                rows.stream()
                        .findFirst()
                        .map(it -> it.path("description"))
                        .filter(JsonNode::isTextual)
                        .map(JsonNode::textValue)
                        .filter(it -> !it.isEmpty()),
                logs(id, logs, reader),
                claims));
    }

    String source(String table) {
        return database.file() + "#" + table;
    }

    private Optional<SbiFiles.Claim> all(String table, Collection<ObjectNode> rows) {
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(claim(
                        table, JsonText.of(JsonNodeFactory.instance.arrayNode().addAll(rows))));
    }

    private SbiFiles.Claim claim(String table, Json json) {
        return new SbiFiles.Claim(source(table), json, Spelling.COMPACT);
    }

    private State state(SbiId sbi, ObjectNode whole, List<ObjectNode> dependencies, Results reader) {
        Results told = placed(reader, "sbis " + sbi);
        ObjectNode row = present(whole);
        var fields = new Fields(database.file(), row, times, told);
        Optional<String> status = fields.text("status");
        status.filter(it -> Status.of(it).isEmpty())
                .ifPresent(it -> told.warn(
                        database.file(), "status", "UNKNOWN_ENUM", "'%s' is not known: kept beside unknown", it));
        Optional<Instant> createdAt = fields.time("registered_at", true).or(() -> fields.time("created_at", true));
        Optional<Instant> completedAt = fields.time("completed_at", true);
        if (createdAt.isPresent()
                && completedAt.filter(it -> it.isBefore(createdAt.get())).isPresent()) {
            told.warn(database.file(), "completed_at", "OUT_OF_ORDER", "lies before its creation");
        }
        Optional<ObjectNode> lock = lock(sbi, reader);
        return new State(
                Optional.empty(),
                fields.text("title"),
                Optional.empty(),
                labels(row, told),
                fields.count("priority"),
                fields.text("parent_pbi_id").filter(it -> !it.isBlank()),
                status,
                Optional.empty(), // its own count of turns includes those that leave no output
                Optional.empty(),
                lock.map(it -> it.path("expires_at").asText()),
                lock.flatMap(it -> new Fields(database.file(), it, times, placed(reader, "run_locks " + sbi))
                        .time("expires_at", true)),
                database.has("sbi_dependencies", "sbi_id")
                        ? Optional.of(ids(sbi, dependencies, reader))
                        : Optional.empty(),
                Optional.empty(),
                Optional.of(row.path("only_implement").asBoolean(false)).filter(_ -> row.has("only_implement")),
                createdAt,
                fields.time("updated_at", true),
                completedAt);
    }

    private Optional<ObjectNode> lock(SbiId sbi, Results reader) {
        return database.rows("run_locks", "lock_id", sbi.value(), reader).stream()
                .findFirst()
                .map(DatabaseRows::present);
    }

    private List<String> ids(SbiId sbi, List<ObjectNode> dependencies, Results reader) {
        var ids = new LinkedHashSet<String>();
        for (ObjectNode it : dependencies) {
            String id = it.path("depends_on_sbi_id").asText();
            if (SbiName.isId(id)) {
                ids.add(id);
            } else {
                reader.warn(
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
    private Optional<List<String>> labels(ObjectNode row, Results reader) {
        String text = row.path("labels").asText("");
        if (text.isBlank()) {
            return Optional.empty();
        }
        try {
            var holder = JsonNodeFactory.instance.objectNode();
            holder.set("labels", JsonText.tree(JsonText.parse(text)));
            return new Fields(database.file(), holder, times, reader).texts("labels");
        } catch (Rejected _) {
            reader.warn(database.file(), "labels", "INVALID_JSON", "is no list of texts: kept with the row only");
            return Optional.empty();
        }
    }

    private List<Log> logs(String id, List<ObjectNode> rows, Results reader) {
        var logs = new ArrayList<Log>();
        for (ObjectNode whole : rows) {
            ObjectNode row = present(whole);
            Results told = placed(reader, "sbi_exec_logs " + row.path("id").asText(id));
            var fields = new Fields(database.file(), row, times, told);
            Optional<Integer> turn = fields.count("turn");
            Optional<String> word = fields.text("step");
            Optional<Step> step = word.flatMap(Step::of);
            Optional<String> decision = fields.text("decision").filter(it -> !it.isEmpty());
            decision.filter(it -> Decision.of(it).isEmpty())
                    .ifPresent(it -> told.warn(
                            database.file(), "decision", "UNKNOWN_ENUM", "'%s' is not known: kept as it is", it));
            fields.text("report_path")
                    .filter(Fields::isSuspect)
                    .ifPresent(_ ->
                            told.warn(database.file(), "report_path", "SUSPECT_PATH", "leads elsewhere: kept as text"));
            if (turn.isPresent() && step.isPresent()) {
                logs.add(new Log(
                        turn.get(),
                        step.get(),
                        decision,
                        fields.time("executed_at", true).or(() -> fields.time("created_at", true)),
                        fields.text("report_path")));
            } else {
                told.warn(
                        database.file(),
                        turn.isEmpty() ? "turn" : "step",
                        step.isEmpty() && word.isPresent() ? "UNKNOWN_ENUM" : "MISSING_FIELD",
                        "says no execution that is known: kept with the rows");
            }
        }
        return List.copyOf(logs);
    }

    /** Returns the columns that hold something. */
    static ObjectNode present(ObjectNode row) {
        ObjectNode present = JsonNodeFactory.instance.objectNode();
        row.properties().stream()
                .filter(it -> !it.getValue().isNull())
                .forEach(it -> present.set(it.getKey(), it.getValue()));
        return present;
    }

    /** Names the row in front of the column. */
    static Results placed(Results reader, String row) {
        return reader.placed(
                it -> new Finding(it.file(), row + " " + it.where(), it.severity(), it.code(), it.message()));
    }
}
