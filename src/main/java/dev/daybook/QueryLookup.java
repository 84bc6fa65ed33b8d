package dev.daybook;

import dev.daybook.event.ItemRecord;
import dev.daybook.event.JsonText;
import dev.daybook.importing.ReadModelLookup;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.projection.ReadModels;
import dev.daybook.query.AttachmentView;
import dev.daybook.query.ConfigQueries;
import dev.daybook.query.ExecutionView;
import dev.daybook.query.FileQueries;
import dev.daybook.query.FileView;
import dev.daybook.query.ItemQueries;
import dev.daybook.query.Page;
import dev.daybook.query.PlanQueries;
import dev.daybook.query.PlanView;
import dev.daybook.query.SbiQueries;
import dev.daybook.query.SbiView;
import dev.daybook.query.SessionQueries;
import dev.daybook.query.WorkspaceView;
import dev.daybook.session.SessionId;
import dev.daybook.session.SessionShape;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Answers an import's questions about what it wrote from the read models. */
final class QueryLookup implements ReadModelLookup {

    /** Posting the largest import takes minutes; what takes longer has stopped. */
    private static final Duration WAIT_MAX = Duration.ofMinutes(30);

    /** Executions come with their texts: a page of them has to fit in a small heap. */
    private static final int EXECUTIONS = 50;

    private final ReadModels models;
    private final SbiQueries tasks;
    private final ConfigQueries settings;
    private final PlanQueries plans;
    private final FileQueries files;
    private final SessionQueries sessions;
    private final ItemQueries items;

    QueryLookup(ReadModels models) {
        this.models = models;
        this.tasks = new SbiQueries(models::read);
        this.settings = new ConfigQueries(models::read);
        this.plans = new PlanQueries(models::read);
        this.files = new FileQueries(models::read);
        this.sessions = new SessionQueries(models::read);
        this.items = new ItemQueries(models::read);
    }

    @Override
    public void await(Position position) {
        models.catchUp(); // after a large import by a rebuild, which is quicker than following
        try {
            if (!models.await(position, WAIT_MAX)) {
                throw new IllegalStateException(
                        "the read models have not come to position %s: see daybook projections".formatted(position));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("waiting for the read models was interrupted", e);
        }
    }

    @Override
    public Optional<Map<String, Object>> fields(StreamId stream) {
        return switch (stream.category()) {
            case "sbi" -> tasks.find(stream.key()).filter(it -> !it.deleted()).map(this::fields);
            case "config" ->
                settings.find(stream.key())
                        .map(it -> Map.of("/value", it.value().text()));
            case "plan" -> plans.find(stream.key()).filter(it -> !it.deleted()).map(this::fields);
            case "session" ->
                sessions.json(SessionId.parse(stream.key()))
                        .map(json -> SessionShape.RECORD.fields(SessionShape.RECORD.of(json)));
            case "item" -> items.find(stream.key()).map(item -> ItemRecord.fields(JsonText.tree(item.record())));
            case "workspace" -> sessions.location(stream.key()).map(QueryLookup::fields);
            case "file" -> files.find(stream.key()).map(QueryLookup::fields);
            default -> Optional.empty();
        };
    }

    private Map<String, Object> fields(SbiView task) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("/taskId", task.taskId());
        fields.put("/title", task.title());
        put(fields, "/spec", task.spec());
        fields.put("/label", task.label());
        fields.put("/labels", task.labels());
        fields.put("/priority", (long) task.priority());
        fields.put("/status", task.status());
        put(fields, "/originalStatus", task.originalStatus());
        put(fields, "/parent", task.parent());
        fields.put("/dependsOn", task.dependsOn());
        fields.put("/metadata", task.metadata().text());
        fields.put("/createdAt", task.createdAt());
        put(fields, "/completedAt", task.completedAt());
        executions(task.id(), fields);
        attachments(task.id(), fields);
        return fields;
    }

    private Map<String, Object> fields(PlanView plan) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("/kind", plan.kind());
        fields.put("/title", plan.title());
        put(fields, "/body", plan.body());
        fields.put("/status", plan.status());
        put(fields, "/originalStatus", plan.originalStatus());
        put(fields, "/points", plan.points().map(Integer::longValue));
        fields.put("/priority", (long) plan.priority());
        put(fields, "/parent", plan.parent());
        for (PlanView.Attachment it : plan.attachments()) {
            plans.attachment(plan.id(), it.name())
                    .ifPresent(content -> fields.put("/attachments/" + it.name() + "/content", content));
        }
        for (PlanView.Approval it : plan.approvals()) {
            String at = "/approvals/" + it.file() + "/";
            fields.put(at + "status", it.status());
            put(fields, at + "originalStatus", it.originalStatus());
            put(fields, at + "reviewedBy", it.reviewedBy());
            put(fields, at + "reviewedAt", it.reviewedAt());
            put(fields, at + "reason", it.reason());
            put(fields, at + "notes", it.notes());
        }
        return fields;
    }

    private static Map<String, Object> fields(WorkspaceView.Location workspace) {
        var fields = new LinkedHashMap<String, Object>();
        put(fields, "/path", workspace.path());
        fields.put("/canonical", workspace.canonical());
        return fields;
    }

    private static Map<String, Object> fields(FileView file) {
        return Map.of("/encoding", file.encoding(), "/content", file.content());
    }

    private void executions(String sbi, Map<String, Object> fields) {
        Optional<String> cursor = Optional.empty();
        do {
            Page<ExecutionView> page = tasks.executions(sbi, cursor, EXECUTIONS, true);
            for (ExecutionView it : page.items()) {
                String at = "/executions/" + it.file().orElseGet(() -> "%s_%d.md".formatted(it.step(), it.turn()));
                fields.put(at + "/turn", (long) it.turn());
                fields.put(at + "/step", it.step());
                fields.put(at + "/attempt", (long) it.attempt());
                put(fields, at + "/decision", it.decision());
                put(fields, at + "/decisionText", it.decisionText());
                put(fields, at + "/content", it.content());
                put(fields, at + "/completedAt", it.completedAt());
            }
            cursor = page.next();
        } while (cursor.isPresent());
    }

    private void attachments(String sbi, Map<String, Object> fields) {
        Optional<String> cursor = Optional.empty();
        do {
            Page<AttachmentView> page = tasks.attachments(sbi, cursor, Page.LIMIT_MAX);
            for (AttachmentView it : page.items()) {
                tasks.attachment(sbi, it.name())
                        .flatMap(AttachmentView::content)
                        .ifPresent(content -> fields.put("/attachments/" + it.name() + "/content", content));
            }
            cursor = page.next();
        } while (cursor.isPresent());
    }

    private static void put(Map<String, Object> fields, String name, Optional<?> value) {
        value.ifPresent(it -> fields.put(name, it));
    }
}
