package dev.daybook.sbi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.Drawing;
import dev.daybook.operation.None;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Outcome;
import dev.daybook.query.Page;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What may be asked about tasks: which there are, and all about one. */
final class SbiReadOperations {

    private record Listed(
            @Says(
                    value = "only these",
                    words = {"READY", "WIP", "REVIEW", "REVIEW&WIP", "DONE", "FAILED", "UNKNOWN"},
                    like = "READY")
            List<String> status,

            @Says(value = "only tasks with this label", max = 64, like = "backend")
            Optional<String> label,

            @Says(value = "only those of this PBI or EPIC", label = "PLAN", max = 200, thing = "plan", like = "PBI-7")
            Optional<String> parent,

            @Says(value = "only those of this priority: 0 to 2, or what an import has brought", label = "N", like = "1")
            Optional<Integer> priority,

            @Says(value = "only those that wait for this task, or did", label = "ID", max = 200, thing = "sbi")
            Optional<String> dependsOn,

            @Says(value = "only those that are theirs to work on", label = "WHO", max = 200, thing = "agent")
            Optional<String> assignee,

            @Says("only those to be worked on that wait for others, and that nobody has leased")
            boolean blocked,

            @Says(
                    value = "the most urgent first, the oldest, the newest, the last changed",
                    label = "ORDER",
                    words = {"priority", "created", "newest", "updated"},
                    standard = "priority",
                    like = "updated")
            String sort) {
        SbiFilter filter(Instant now) {
            return new SbiFilter(
                    status.stream()
                            .map(word -> Status.of(word).orElse(Status.UNKNOWN))
                            .collect(Collectors.toSet()),
                    label,
                    parent,
                    priority,
                    dependsOn,
                    assignee,
                    Optional.of(now).filter(_ -> blocked),
                    SbiFilter.Sort.of(sort));
        }
    }

    private record Shown(
            SbiOperations.Which which,
            @Says("also if it was deleted") boolean deleted) {}

    private static Page<SbiViews.Row> list(Listed it, Call call, Ground ground) {
        Page<SbiRow> page = SbiOperations.queries(ground)
                .of(call.origin())
                .list(it.filter(call.now()), call.cursor(), call.limit());
        return new Page<>(rows(page.items(), call, ground), page.next());
    }

    static List<SbiViews.Row> rows(List<SbiRow> rows, Call call, Ground ground) {
        Map<String, List<String>> labels = SbiOperations.queries(ground)
                .labels(rows.stream().map(SbiRow::id).toList());
        return rows.stream()
                .map(row -> SbiViews.Row.of(row, labels.getOrDefault(row.id(), List.of()), call.now()))
                .toList();
    }

    static Operation<?, Ground> list() {
        return Operation.<Listed, Ground>reads("sbi list", "listSbis", "GET /sbis", Listed.class)
                .says("The tasks, the most urgent first.")
                .from(SbiOperations.READ_MODEL)
                .paged()
                .ofProjects(row -> "sbi/" + row.path("id").asText())
                .columns(Column.thing("id", "id", "sbi"))
                .columns("status", "title", "priority", "turn", "step", "updated=updatedAt", "labels")
                .columns(new Column("lease", LeaseOperations::holder))
                .drawn(board())
                .called(form -> form.limit(100)
                        .ifNone("no tasks that fit: daybook sbi register TITLE makes one, daybook migrate PATH"
                                + " takes some over"))
                .lists("SbiRow", SbiViews.Row.class, SbiReadOperations::list);
    }

    /** A task is taken to where its turns lead; by hand it starts over with a status, begins a turn, or is ended. */
    private static Drawing board() {
        return new Drawing.Board(
                "status",
                List.of("READY", "WIP", "REVIEW", "DONE", "FAILED"),
                "/title",
                List.of(
                        Column.of("priority"),
                        Column.of("step"),
                        Column.of("labels"),
                        new Column("lease", LeaseOperations::holder),
                        Column.of("updated", "updatedAt")),
                Map.of(
                        "READY", new Drawing.Move("resetSbi", Map.of("status", "READY")),
                        "WIP", new Drawing.Move("startExecution", Map.of()),
                        "REVIEW", new Drawing.Move("resetSbi", Map.of("status", "REVIEW")),
                        "DONE", new Drawing.Move("resetSbi", Map.of("status", "DONE")),
                        "FAILED", new Drawing.Move("terminateSbi", Map.of())));
    }

    static Operation<?, Ground> show() {
        return Operation.<Shown, Ground>reads("sbi show", "getSbi", "GET " + SbiOperations.SBI, Shown.class)
                .says("Everything about one task.")
                .from(SbiOperations.READ_MODEL)
                .withRevision()
                .columns("id", "title")
                .columns(new Column("status", SbiReadOperations::status))
                .columns("step", "turn", "attempt", "decision", "priority", "label", "labels", "parent")
                .columns("depends on=dependsOn", "assignee")
                .columns(new Column("task id", SbiReadOperations::taskId))
                .columns(new Column("ends after", SbiReadOperations::endsAfter))
                .columns(Column.withTimes("lease", LeaseOperations::shown))
                .columns("created=createdAt", "updated=updatedAt", "completed=completedAt", "metadata")
                .columns("revision", "spec")
                .called(form -> form.words("id"))
                .showsKey(key -> Map.of("id", key))
                .ofThing((shown, _, _) -> shown.which().thing())
                .answers("Sbi", SbiReadOperations::show);
    }

    private static Outcome show(Shown it, Call call, Ground ground) {
        String id = it.which().id();
        SbiView view =
                SbiOperations.queries(ground).find(id).orElseThrow(() -> Rejected.notFound("%s is not registered", id));
        if (view.deleted() && !it.deleted()) {
            throw Rejected.notFound("%s was deleted: its history tells what it was", id);
        }
        Instant now = call.now();
        boolean expired = view.lease().filter(lease -> lease.expiredAt(now)).isPresent();
        return new Outcome.Thing(
                new StreamId("sbi", id),
                view.revision(),
                expired ? "expired" : "",
                revision -> SbiViews.task(
                        view,
                        now,
                        revision,
                        SbiOperations.queries(ground)
                                .executions(id, Optional.empty(), Page.LIMIT_MAX)
                                .items(),
                        SbiOperations.queries(ground)
                                .attachments(id, Optional.empty(), Page.LIMIT_MAX)
                                .items()));
    }

    private static String status(JsonNode sbi) {
        String original = sbi.path("originalStatus").asText("");
        return sbi.path("status").asText()
                + (original.isEmpty() ? "" : " (was " + original + ")")
                + (sbi.path("deleted").asBoolean() ? " (deleted)" : "");
    }

    /** Returns the tool's own name of it, where that is another one. */
    private static String taskId(JsonNode sbi) {
        String name = sbi.path("taskId").asText("");
        return name.equals(sbi.path("id").asText("")) ? "" : name;
    }

    /** Returns the step that ends it when it succeeds, where that is none of a review. */
    private static String endsAfter(JsonNode sbi) {
        return sbi.path("onlyImplement").asBoolean() ? Step.IMPLEMENT.text() : "";
    }

    static Operation<?, Ground> labels() {
        return Operation.<None, Ground>reads("sbi labels", "listLabels", "GET /labels", None.class)
                .says("All labels with their number of tasks.")
                .from(SbiOperations.READ_MODEL)
                .columns("label", "tasks")
                .called(form -> form.ifNone("no task has a label"))
                .lists(
                        "LabelCount",
                        LabelCount.class,
                        (_, _, ground) -> Outcome.shown(
                                Map.of("items", SbiOperations.queries(ground).labels())));
    }

    private SbiReadOperations() {}
}
