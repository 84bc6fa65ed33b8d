package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.importing.ExportTree;
import dev.daybook.importing.ImportedField;
import dev.daybook.importing.database.DatabaseExport;
import dev.daybook.sbi.PlanEvent.Kind;
import dev.daybook.sbi.Status;
import dev.daybook.sbi.Step;
import dev.daybook.sbi.deespec.SbiFields.Execution;
import dev.daybook.sbi.deespec.SbiFields.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The database of a project: the rows that were found in it, changed where the model says something else, and rows of
 * what is new, as its tool reads nothing else. For one export; nothing is made if none was found.
 */
final class ProjectDatabase implements AutoCloseable {

    static final String FILE = ".deespec/" + TaskDatabase.NAME;

    /** What the tool sets where nobody says otherwise. */
    private static final int TURNS_MAX = 10;

    private static final int ATTEMPTS_MAX = 3;

    private final Optional<DatabaseExport> made;

    /** Rows without a number of their own: put in last, they get one that no other has. */
    private final List<ObjectNode> unnumbered = new ArrayList<>();

    private ProjectDatabase(Optional<DatabaseExport> made) {
        this.made = made;
    }

    /** None: what rows held has to go elsewhere. */
    static ProjectDatabase none() {
        return new ProjectDatabase(Optional.empty());
    }

    /** The tables as they were found. */
    static ProjectDatabase of(ExportTree tree, WholeFiles files) {
        return files.tables.isDatabase()
                ? new ProjectDatabase(Optional.of(DatabaseExport.tables(tree, FILE, files.tables)))
                : none();
    }

    boolean isThere() {
        return made.isPresent();
    }

    /** Whether an SBI has a row, or gets one because no file has told of it. */
    boolean holds(SbiFields sbi) {
        return has("sbis") && (sbi.hasRow("sbis") || isNew(sbi));
    }

    /** Whether a plan has a row, or gets one because no file has told of it. */
    boolean holds(PlanFields plan) {
        return has(table(plan)) && (plan.hasRow(table(plan)) || isNew(plan));
    }

    private static String table(PlanFields plan) {
        return plan.kind == Kind.EPIC ? "epics" : "pbis";
    }

    private static boolean isNew(ToolFields thing) {
        return thing.registered && !thing.found;
    }

    private boolean has(String table) {
        return made.filter(database -> !database.columnsOf(table).isEmpty()).isPresent();
    }

    /** Returns the row that was found, or that of what is new before anything is set in it; nothing if it was erased. */
    private Optional<ObjectNode> row(String table, ToolFields thing, Supplier<ObjectNode> fresh) {
        return thing.hasRow(table)
                ? thing.row(table).filter(JsonNode::isObject).map(ObjectNode.class::cast)
                : Optional.of(fresh.get().retain(made.orElseThrow().columnsOf(table)));
    }

    private static ObjectNode before(String table, ToolFields thing, ObjectNode row) {
        return thing.hasRow(table) ? row.deepCopy() : object();
    }

    /** Sets a column of a row whose field is to say something else. */
    private static <T> void set(ObjectNode row, String column, ImportedField<T> field, Function<T, Optional<?>> value) {
        if (field.changed()) {
            row.set(column, node(field.now().flatMap(value)));
        }
    }

    private static JsonNode node(Optional<?> value) {
        return value.<JsonNode>map(oneValue -> oneValue instanceof Integer number
                        ? IntNode.valueOf(number)
                        : TextNode.valueOf(oneValue.toString()))
                .orElse(NullNode.instance);
    }

    /** Writes the rows of an SBI. {@code outputs}: where each turn is. */
    void sbi(SbiFields sbi, Function<Execution, String> outputs) {
        if (holds(sbi)) {
            row("sbis", sbi, () -> fresh(sbi)).ifPresent(row -> sbi(sbi, row, outputs));
        }
    }

    private void sbi(SbiFields sbi, ObjectNode row, Function<Execution, String> outputs) {
        ObjectNode before = before("sbis", sbi, row);
        String id = row.path("id").asText(sbi.sbi.value());
        set(row, "title", sbi.title, Optional::of);
        String described = row.path("description").asText();
        if (isRow(sbi.spec)
                || sbi.spec
                        .said()
                        .flatMap(text -> text)
                        .filter(described::equals)
                        .isPresent()) {
            set(row, "description", sbi.spec, text -> text.or(() -> Optional.of("")));
        }
        if (sbi.standing.changed()) {
            set(row, "status", sbi.standing, standing -> Optional.of(word(standing)));
            row.put("current_step", step(sbi.status()));
            row.set("completed_at", node(sbi.completedAt()));
        }
        set(row, "priority", sbi.priority, Optional::of);
        set(row, "labels", sbi.labels, labels -> Optional.of(StateField.texts(labels.labels())));
        set(row, "parent_pbi_id", sbi.parent, text -> text);
        List<Execution> fresh = sbi.finished().stream().filter(Execution::isNew).toList();
        if (!fresh.isEmpty()) {
            row.put(
                    "current_turn",
                    sbi.executions().stream()
                            .mapToInt(execution -> execution.number)
                            .max()
                            .orElse(1));
            row.put(
                    "current_attempt",
                    sbi.executions().stream()
                            .mapToInt(execution -> execution.attempt.now().orElse(1))
                            .max()
                            .orElse(1));
        }
        put("sbis", row, before, sbi.updatedAt);
        if (sbi.dependsOn.changed()) {
            sbi.dependsOn
                    .now()
                    .orElse(List.of())
                    .forEach(sbiId -> put(
                            "sbi_dependencies", object().put("sbi_id", id).put("depends_on_sbi_id", sbiId.value())));
        } else {
            all("sbi_dependencies", sbi);
        }
        all("sbi_exec_logs", sbi);
        fresh.stream()
                .filter(execution -> execution.step == Step.IMPLEMENT || execution.step == Step.REVIEW)
                .forEach(execution -> unnumbered.add(log(id, execution, outputs.apply(execution))));
    }

    /** As the tool registers one. */
    private static ObjectNode fresh(SbiFields sbi) {
        String created = sbi.createdAt().toString();
        return object().put("id", sbi.sbi.value())
                .put("title", "")
                .put("description", sbi.spec.now().flatMap(text -> text).orElse(""))
                .put("status", word(new Standing(Status.READY, Optional.empty())))
                .put("current_step", step(Status.READY))
                .put("estimated_hours", 0.0)
                .put("priority", 0)
                .put("registered_at", created)
                .put("labels", "null")
                .put("file_paths", "null")
                .put("current_turn", 1)
                .put("current_attempt", 1)
                .put("max_turns", TURNS_MAX)
                .put("max_attempts", ATTEMPTS_MAX)
                .put("artifact_paths", "[]")
                .put("created_at", created)
                .put("only_implement", sbi.onlyImplement.now().orElse(false) ? 1 : 0);
    }

    private static ObjectNode fresh(PlanFields plan) {
        ObjectNode row = object().put("id", plan.id)
                .put("title", "")
                .put("status", plan.word())
                .put("current_step", "")
                .put("priority", 0)
                .put("created_at", plan.createdAt().toString());
        return plan.kind == Kind.EPIC
                ? row.putNull("estimated_story_points")
                        .put(
                                "description",
                                plan.body.now().flatMap(text -> text).orElse(""))
                : row.putNull("story_points");
    }

    private static ObjectNode log(String sbi, Execution turn, String output) {
        String at = turn.finishedAt.orElseThrow().toString();
        return object().put("sbi_id", sbi)
                .put("turn", turn.number)
                .put("step", turn.step.name())
                .put("decision", NewState.decision(turn))
                .put("report_path", output)
                .put("executed_at", at)
                .put("created_at", at);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Returns whether a row told it. */
    static boolean isRow(ImportedField<?> field) {
        return field.file().filter(text -> text.contains(TaskDatabase.ROWS)).isPresent();
    }

    /** Writes the rows of a plan. */
    void plan(PlanFields plan) {
        if (holds(plan)) {
            row(table(plan), plan, () -> fresh(plan)).ifPresent(row -> plan(plan, row));
        }
    }

    private void plan(PlanFields plan, ObjectNode row) {
        String table = table(plan);
        ObjectNode before = before(table, plan, row);
        set(row, "title", plan.title, Optional::of);
        if (isRow(plan.body)) {
            set(row, "description", plan.body, text -> text.or(() -> Optional.of("")));
        }
        set(row, "status", plan.standing, _ -> Optional.of(plan.word()));
        set(row, "priority", plan.priority, Optional::of);
        set(row, row.has("story_points") ? "story_points" : "estimated_story_points", plan.points, number -> number);
        if (plan.kind == Kind.PBI) {
            set(row, "parent_epic_id", plan.parent, text -> text);
        }
        put(table, row, before, plan.updatedAt);
        all("epic_pbis", plan);
    }

    private void put(String table, ObjectNode row, ObjectNode before, Instant updatedAt) {
        put(table, row.equals(before) ? row : row.put("updated_at", updatedAt.toString()));
    }

    private void all(String table, ToolFields thing) {
        thing.row(table).ifPresent(rows -> rows.forEach(node -> put(table, (ObjectNode) node)));
    }

    private void put(String table, ObjectNode row) {
        made.orElseThrow().put(table, row);
    }

    private static String word(Standing standing) {
        return standing.original().orElseGet(() -> switch (standing.status()) {
            case READY, UNKNOWN -> "PENDING";
            case WIP -> "IMPLEMENTING";
            case REVIEW, REVIEW_AND_WIP -> "REVIEWING";
            case DONE -> "DONE";
            case FAILED -> "FAILED";
        });
    }

    private static String step(Status status) {
        return switch (status) {
            case READY, UNKNOWN -> "PICK";
            case WIP -> "IMPLEMENT";
            case REVIEW, REVIEW_AND_WIP -> "REVIEW";
            case DONE, FAILED -> "DONE";
        };
    }

    /** Writes the file. */
    void write() {
        unnumbered.forEach(node -> put("sbi_exec_logs", node));
        made.ifPresent(DatabaseExport::write);
    }

    @Override
    public void close() {
        made.ifPresent(DatabaseExport::close);
    }
}
