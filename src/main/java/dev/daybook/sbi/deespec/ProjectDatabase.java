package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.importing.DatabaseFile;
import dev.daybook.importing.ExportTree;
import dev.daybook.importing.Finding;
import dev.daybook.sbi.PlanEvent.Kind;
import dev.daybook.sbi.Status;
import dev.daybook.sbi.Step;
import dev.daybook.sbi.deespec.SbiFields.Execution;
import dev.daybook.sbi.deespec.SbiFields.Labels;
import dev.daybook.sbi.deespec.SbiFields.Standing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The database of a project: the rows that were found in it, changed where the model says something else. For one
 * export; nothing is made if none was found.
 */
final class ProjectDatabase implements AutoCloseable {

    static final String FILE = ".deespec/" + TaskDatabase.NAME;

    private final ExportTree tree;
    private final Optional<Path> aside;
    private final Optional<DatabaseFile> made;

    private ProjectDatabase(ExportTree tree, Optional<Path> aside, Optional<DatabaseFile> made) {
        this.tree = tree;
        this.aside = aside;
        this.made = made;
    }

    /** None: what rows held has to go elsewhere. */
    static ProjectDatabase none(ExportTree tree) {
        return new ProjectDatabase(tree, Optional.empty(), Optional.empty());
    }

    /** The tables as they were found. */
    static ProjectDatabase of(ExportTree tree, WholeFiles files) {
        if (!files.hasTable("sqlite_schema")) {
            return none(tree);
        }
        Path aside = tree.scratch();
        try {
            var file = new DatabaseFile(aside);
            files.rows("sqlite_schema", row -> define(file, row, tree));
            var database = new ProjectDatabase(tree, Optional.of(aside), Optional.of(file));
            files.eachTable(table -> {
                if (!table.equals("sqlite_schema")) {
                    files.rows(table, row -> database.put(table, row));
                }
            });
            return database;
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    private static void define(DatabaseFile file, ObjectNode row, ExportTree tree) {
        try {
            String sql = row.path("sql").asText();
            if (!row.path("name").asText().startsWith("sqlite_") && !file.define(sql)) {
                tree.finding(Finding.warn(
                        FILE,
                        row.path("name").asText(),
                        "UNKNOWN_SCHEMA",
                        "is neither table, index nor view: left out"));
            }
        } catch (SQLException e) {
            tree.finding(Finding.warn(
                    FILE,
                    row.path("name").asText(),
                    "UNKNOWN_SCHEMA",
                    "cannot be made: %s",
                    String.valueOf(e.getMessage())));
        }
    }

    boolean isThere() {
        return made.isPresent();
    }

    /** Writes the rows of an SBI that had one. {@code outputs}: where its turns are. */
    void sbi(SbiFields sbi, Map<Execution, String> outputs) {
        if (made.isEmpty() || !(sbi.row("sbis").orElse(null) instanceof ObjectNode row)) {
            return;
        }
        String before = row.toString();
        String id = row.path("id").asText(sbi.sbi.value());
        if (sbi.title.changed()) {
            row.put("title", sbi.title.now().orElse(""));
        }
        String described = row.path("description").asText();
        boolean same =
                sbi.spec.said().flatMap(it -> it).filter(described::equals).isPresent();
        if (sbi.spec.changed() && (same || inDatabase(sbi))) {
            row.put("description", sbi.spec.now().flatMap(it -> it).orElse(""));
        }
        if (sbi.standing.changed()) {
            row.put("status", sbi.standing.now().map(ProjectDatabase::word).orElse("PENDING"));
            row.put("current_step", step(sbi.status()));
            boolean ended = sbi.status() == Status.DONE;
            row.set("completed_at", ended ? ClaimEdits.text(sbi.standingAt.toString()) : row.nullNode());
        }
        if (sbi.priority.changed()) {
            row.put("priority", sbi.priority.now().orElse(0));
        }
        if (sbi.labels.changed()) {
            row.put("labels", ClaimEdits.texts(labels(sbi)).toString());
        }
        if (sbi.parent.changed()) {
            row.put("parent_pbi_id", sbi.parent.now().flatMap(it -> it).orElse(null));
        }
        if (sbi.executions().stream().anyMatch(it -> it.isFinished() && it.isNew())) {
            row.put(
                    "current_turn",
                    sbi.executions().stream().mapToInt(it -> it.number).max().orElse(1));
            row.put(
                    "current_attempt",
                    sbi.executions().stream()
                            .mapToInt(it -> it.attempt.now().orElse(1))
                            .max()
                            .orElse(1));
        }
        if (!before.equals(row.toString())) {
            row.put("updated_at", sbi.updatedAt.toString());
        }
        put("sbis", row);
        dependencies(sbi, id);
        logs(sbi, id, outputs);
    }

    private static List<String> labels(SbiFields sbi) {
        return sbi.labels.now().map(Labels::labels).orElse(List.of());
    }

    static boolean inDatabase(SbiFields sbi) {
        return sbi.spec
                .file()
                .filter(it -> it.contains(TaskDatabase.NAME + "#"))
                .isPresent();
    }

    private void dependencies(SbiFields sbi, String id) {
        if (!sbi.dependsOn.changed()) {
            sbi.row("sbi_dependencies").ifPresent(rows -> rows.forEach(it -> put("sbi_dependencies", it)));
            return;
        }
        sbi.dependsOn.now().orElse(List.of()).forEach(it -> {
            ObjectNode row = JsonNodeFactory.instance.objectNode();
            put("sbi_dependencies", row.put("sbi_id", id).put("depends_on_sbi_id", it.value()));
        });
    }

    private void logs(SbiFields sbi, String id, Map<Execution, String> outputs) {
        sbi.row("sbi_exec_logs").ifPresent(rows -> rows.forEach(it -> put("sbi_exec_logs", it)));
        for (Execution it : sbi.executions()) {
            boolean logged = it.step == Step.IMPLEMENT || it.step == Step.REVIEW;
            if (logged && it.isFinished() && it.isNew()) {
                String at = it.finishedAt.orElseThrow().toString();
                put(
                        "sbi_exec_logs",
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("sbi_id", id)
                                .put("turn", it.number)
                                .put("step", it.step.name())
                                .put("decision", ClaimEdits.decision(it))
                                .put("report_path", outputs.getOrDefault(it, ""))
                                .put("executed_at", at)
                                .put("created_at", at));
            }
        }
    }

    /** Writes the rows of a plan that had one. */
    void plan(PlanFields plan) {
        String table = plan.kind == Kind.EPIC ? "epics" : "pbis";
        if (made.isEmpty() || !(plan.row(table).orElse(null) instanceof ObjectNode row)) {
            return;
        }
        String before = row.toString();
        if (plan.title.changed()) {
            row.put("title", plan.title.now().orElse(plan.id));
        }
        if (plan.body.changed()
                && plan.body.file().filter(it -> it.contains("#")).isPresent()) {
            row.put("description", plan.body.now().flatMap(it -> it).orElse(""));
        }
        if (plan.standing.changed()) {
            row.put("status", plan.word());
        }
        if (plan.priority.changed()) {
            row.put("priority", plan.priority.now().orElse(0));
        }
        if (plan.points.changed()) {
            String column = row.has("story_points") ? "story_points" : "estimated_story_points";
            row.put(column, plan.points.now().flatMap(it -> it).orElse(null));
        }
        if (plan.kind == Kind.PBI && plan.parent.changed()) {
            row.put("parent_epic_id", plan.parent.now().flatMap(it -> it).orElse(null));
        }
        if (!before.equals(row.toString())) {
            row.put("updated_at", plan.updatedAt.toString());
        }
        put(table, row);
        plan.row("epic_pbis").ifPresent(rows -> rows.forEach(it -> put("epic_pbis", it)));
    }

    private void put(String table, JsonNode row) {
        try {
            if (row instanceof ObjectNode object && !made.orElseThrow().insert(table, object)) {
                tree.finding(Finding.warn(FILE, table, "UNKNOWN_FIELD", "has no column for all of a row"));
            }
        } catch (SQLException e) {
            tree.finding(Finding.warn(
                    FILE, table, "INCONSISTENT_STATE", "does not take a row: %s", String.valueOf(e.getMessage())));
        }
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
        if (made.isEmpty()) {
            return;
        }
        try {
            made.get().finish();
            made.get().close();
            Path file = aside.orElseThrow();
            tree.write(FILE, out -> Files.copy(file, out));
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    private static IllegalStateException broken(SQLException e) {
        return new IllegalStateException(
                "the database of the tool cannot be made: " + Objects.toString(e.getMessage()), e);
    }

    @Override
    public void close() {
        try {
            if (made.isPresent()) {
                made.get().close();
                Files.deleteIfExists(aside.orElseThrow());
            }
        } catch (SQLException e) {
            throw broken(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
