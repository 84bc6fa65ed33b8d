package dev.daybook.sbi;

import dev.daybook.domain.Json;
import dev.daybook.query.Page;
import dev.daybook.query.Reads;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the read models show of tasks and plans, field by field, for the comparison with their files. */
final class SbiFields {

    /** Executions come with their texts: a page of them has to fit in a small heap. */
    private static final int EXECUTIONS = 50;

    private final SbiQueries tasks;
    private final PlanQueries plans;

    SbiFields(Reads reads) {
        this.tasks = new SbiQueries(reads);
        this.plans = new PlanQueries(reads);
    }

    Optional<Map<String, Object>> task(String id) {
        return tasks.find(id).filter(it -> !it.deleted()).map(this::fields);
    }

    Optional<Map<String, Object>> plan(String id) {
        return plans.find(id).filter(it -> !it.deleted()).map(this::fields);
    }

    private Map<String, Object> fields(SbiView task) {
        var fields = new LinkedHashMap<String, Object>();
        SbiShape.VIEW.values(task).forEach((name, value) -> fields.put("/" + name, plain(value)));
        executions(task.id(), fields);
        attachments(task.id(), fields);
        return fields;
    }

    private static Object plain(Object value) {
        return switch (value) {
            case Integer number -> number.longValue();
            case Json json -> json.text();
            default -> value;
        };
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
