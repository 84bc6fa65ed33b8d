package dev.daybook.agent;

import static dev.daybook.readmodel.Tables.AGENT_RECORD;
import static dev.daybook.readmodel.Tables.TASKS;

import dev.daybook.query.Keyset;
import dev.daybook.query.Keyset.Part;
import dev.daybook.query.Page;
import dev.daybook.query.Reads;
import dev.daybook.query.Rows;
import dev.daybook.shape.Shape;
import dev.daybook.text.Times;
import java.time.Instant;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/**
 * Which tasks of agents may be claimed: those that wait, and those whose claim has expired. The most urgent comes first,
 * then the oldest. Thread-safe.
 */
record ReadyTasks(Reads reads) {

    // Literally what tasks_to_claim is ordered by, and its condition: bound values would not let SQLite see that.
    private static final Field<Long> URGENCY = DSL.case_(TASKS.PRIORITY)
            .when(DSL.inline("high"), DSL.inline(0L))
            .when(DSL.inline("low"), DSL.inline(2L))
            .otherwise(DSL.inline(1L));
    private static final Field<String> ADDED = DSL.coalesce(TASKS.ORDERED_AT, DSL.inline(""));
    private static final Condition MAY_BE_CLAIMED =
            TASKS.STATUS.eq(DSL.inline("pending")).or(TASKS.HOLDER.isNotNull());

    private static final Keyset IN_ORDER =
            Keyset.of("ready", Part.number(URGENCY), Part.text(ADDED), Part.text(TASKS.ID));

    private static final Rows<TaskView> TASK = Rows.of(
            Shape.plain(TaskView.class), AGENT_RECORD, TASKS.STATUS, AGENT_RECORD.LARGE, URGENCY, ADDED, TASKS.ID);

    /** Whether nobody holds a task, and it has not ended. */
    static Condition isFree(Instant now) {
        return isHeld(now).not().and(DSL.coalesce(TASKS.STATUS, DSL.inline("")).notIn(Claims.ENDED));
    }

    static Condition isHeld(Instant now) {
        return TASKS.HOLDER.isNotNull().and(TASKS.LEASE_EXPIRES_AT.gt(Times.text(now)));
    }

    Page<TaskView> page(Instant now, Optional<String> cursor, int limit) {
        return Records.page(
                reads,
                tables -> tables.select(TASK.fields())
                        .from(TASKS)
                        .crossJoin(AGENT_RECORD)
                        .where(Records.isOf(Kind.TASK, TASKS.ID))
                        .and(MAY_BE_CLAIMED)
                        .and(isFree(now)),
                IN_ORDER,
                cursor,
                limit,
                row -> TASK.of(row).at(now));
    }
}
