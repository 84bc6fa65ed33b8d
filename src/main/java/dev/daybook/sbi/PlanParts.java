package dev.daybook.sbi;

import static dev.daybook.readmodel.Tables.APPROVAL;
import static dev.daybook.readmodel.Tables.PARENT;
import static dev.daybook.readmodel.Tables.PARENT_ATTACHMENT;

import dev.daybook.event.Recorded;
import dev.daybook.projection.RowTexts;
import dev.daybook.projection.Statements;
import dev.daybook.projection.Tables;
import dev.daybook.sbi.PlanEvent.ApprovalRecorded;
import dev.daybook.sbi.PlanEvent.Attached;
import dev.daybook.text.Times;
import java.util.List;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** The rows that hang on a plan. */
final class PlanParts {

    private static final Query ATTACH = Statements.upsert(
            PARENT_ATTACHMENT,
            List.of(
                    PARENT_ATTACHMENT.PARENT_ID,
                    PARENT_ATTACHMENT.NAME,
                    PARENT_ATTACHMENT.ENCODING,
                    PARENT_ATTACHMENT.ATTACHED_AT,
                    PARENT_ATTACHMENT.POSITION,
                    PARENT_ATTACHMENT.CONTENT_BYTES,
                    PARENT_ATTACHMENT.CONTENT),
            List.of(PARENT_ATTACHMENT.PARENT_ID, PARENT_ATTACHMENT.NAME));
    private static final Query APPROVE = Statements.upsert(
            APPROVAL,
            List.of(
                    APPROVAL.PARENT_ID,
                    APPROVAL.FILE,
                    APPROVAL.STATUS,
                    APPROVAL.ORIGINAL_STATUS,
                    APPROVAL.REVIEWED_BY,
                    APPROVAL.REVIEWED_AT,
                    APPROVAL.REASON,
                    APPROVAL.NOTES,
                    APPROVAL.POSITION),
            List.of(APPROVAL.PARENT_ID, APPROVAL.FILE));

    private static final List<Query> REMOVE_ALL = List.of(
            deleteOf(PARENT, PARENT.ID),
            deleteOf(PARENT_ATTACHMENT, PARENT_ATTACHMENT.PARENT_ID),
            deleteOf(APPROVAL, APPROVAL.PARENT_ID));

    private PlanParts() {}

    private static Query deleteOf(Table<?> table, Field<String> plan) {
        return DSL.deleteFrom(table).where(plan.eq(DSL.param("plan", String.class)));
    }

    /** Takes out all rows of a plan, its own too. */
    static void removeAll(String plan, Tables tables) {
        REMOVE_ALL.forEach(query -> tables.execute(query, plan));
    }

    static void attach(Attached it, Recorded recorded, Tables tables) {
        tables.execute(
                ATTACH,
                it.plan(),
                it.name(),
                it.encoding(),
                Times.text(recorded.occurredAt()),
                recorded.position().value(),
                RowTexts.utf8Bytes(it.content()),
                it.content());
    }

    static void approve(ApprovalRecorded it, Recorded recorded, Tables tables) {
        tables.execute(
                APPROVE,
                it.plan(),
                it.file(),
                it.status(),
                it.original().orElse(null),
                it.reviewedBy().orElse(null),
                it.reviewedAt().map(Times::text).orElse(null),
                it.reason().orElse(null),
                it.notes().orElse(null),
                recorded.position().value());
    }
}
