package dev.daybook.sbi;

import static dev.daybook.readmodel.Tables.ATTACHMENT;
import static dev.daybook.readmodel.Tables.EXECUTION;

import dev.daybook.domain.Json;
import dev.daybook.projection.Tables;
import dev.daybook.query.Reads;
import dev.daybook.query.Rows;
import dev.daybook.shape.Shape;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.impl.DSL;

/** What the read models show of tasks and plans, field by field, for the comparison with their files. */
final class SbiFields {

    /** What files say of an execution. */
    private record Execution(
            int turn,
            String step,
            int attempt,
            Optional<String> decision,
            Optional<String> decisionText,
            Optional<String> content,
            Optional<Instant> completedAt,
            Optional<String> file) {

        String name() {
            return file.orElseGet(() -> "%s_%d.md".formatted(step, turn));
        }
    }

    private static final Shape<Execution> SHAPE = Shape.plain(Execution.class);
    private static final Rows<Execution> ROW = Rows.of(SHAPE, EXECUTION);

    private static final Query EXECUTIONS = DSL.select(ROW.fields())
            .from(EXECUTION)
            .where(EXECUTION.SBI_ID.eq(DSL.param("sbi", String.class)))
            .orderBy(EXECUTION.TURN, EXECUTION.ORDINAL);

    private static final Query ATTACHMENTS = DSL.select(ATTACHMENT.NAME, ATTACHMENT.CONTENT)
            .from(ATTACHMENT)
            .where(ATTACHMENT.SBI_ID.eq(DSL.param("sbi", String.class)));

    /** Of a plan: what no file says, or says of its parts. */
    private static final Set<String> OTHERS =
            Set.of("id", "updatedAt", "deleted", "plans", "tasks", "attachments", "approvals", "revision", "position");

    private final Reads reads;
    private final PlanQueries plans;

    SbiFields(Reads reads) {
        this.reads = reads;
        this.plans = new PlanQueries(reads);
    }

    Optional<Map<String, Object>> task(String id) {
        return reads.read(tables ->
                SbiDetails.find(tables, id).filter(task -> !task.deleted()).map(task -> fields(task, tables)));
    }

    private static Map<String, Object> fields(SbiView task, DSLContext tables) {
        var fields = new LinkedHashMap<String, Object>();
        put(SbiShape.VIEW, task, Set.of(), "/", fields);
        Tables of = Tables.of(tables);
        for (Execution it : of.fetch(EXECUTIONS, ROW::read, task.id())) {
            put(SHAPE, it, Set.of("file"), "/executions/" + it.name() + "/", fields);
        }
        of.fetch(ATTACHMENTS, row -> Map.entry(row.getString(1), row.getString(2)), task.id())
                .forEach(file -> fields.put("/attachments/" + file.getKey() + "/content", file.getValue()));
        return fields;
    }

    Optional<Map<String, Object>> plan(String id) {
        return plans.find(id).filter(plan -> !plan.deleted()).map(this::fields);
    }

    private Map<String, Object> fields(PlanView plan) {
        var fields = new LinkedHashMap<String, Object>();
        put(PlanQueries.SHAPE, plan, OTHERS, "/", fields);
        for (PlanView.Attachment it : plan.attachments()) {
            plans.attachment(plan.id(), it.name())
                    .ifPresent(content -> fields.put("/attachments/" + it.name() + "/content", content));
        }
        for (PlanView.Approval it : plan.approvals()) {
            put(PlanQueries.APPROVALS.shape(), it, Set.of("file"), "/approvals/" + it.file() + "/", fields);
        }
        return fields;
    }

    private static <R> void put(Shape<R> shape, R record, Set<String> without, String at, Map<String, Object> fields) {
        shape.values(record).forEach((name, value) -> {
            if (!without.contains(name)) {
                fields.put(at + name, plain(value));
            }
        });
    }

    private static Object plain(Object value) {
        return switch (value) {
            case Integer number -> number.longValue();
            case Json json -> json.text();
            default -> value;
        };
    }
}
