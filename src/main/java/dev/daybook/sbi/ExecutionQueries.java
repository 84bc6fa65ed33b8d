package dev.daybook.sbi;

import static dev.daybook.readmodel.Tables.EXECUTION;

import dev.daybook.query.Keyset;
import dev.daybook.query.Keyset.Part;
import dev.daybook.query.Page;
import dev.daybook.query.Rows;
import dev.daybook.shape.Shape;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;

/** What was done on a task. */
final class ExecutionQueries {

    private static final Keyset BY_TURN =
            Keyset.of("executions", Part.number(EXECUTION.TURN), Part.number(EXECUTION.ORDINAL));

    private static final Rows<ExecutionView> WITH_CONTENT = Rows.of(
            Shape.of(ExecutionView.class)
                    .rest()
                    .member("sbi")
                    .column(EXECUTION.SBI_ID.getName())
                    .build(),
            EXECUTION);
    private static final Rows<ExecutionView> ROW = WITH_CONTENT.without(EXECUTION.CONTENT);

    private ExecutionQueries() {}

    static Page<ExecutionView> list(
            DSLContext tables, String sbi, Optional<String> cursor, int limit, boolean withContent) {
        Page.checkedLimit(limit);
        Condition behind = BY_TURN.behind(cursor);
        return Page.of(
                tables.select((withContent ? WITH_CONTENT : ROW).fields())
                        .from(EXECUTION)
                        .where(EXECUTION.SBI_ID.eq(sbi))
                        .and(behind)
                        .orderBy(BY_TURN.sort())
                        .limit(limit + 1)
                        .fetch(),
                limit,
                BY_TURN::cursor,
                ROW::of);
    }

    static Optional<ExecutionView> latest(DSLContext tables, String sbi, int turn) {
        return tables.select(WITH_CONTENT.fields())
                .from(EXECUTION)
                .where(EXECUTION.SBI_ID.eq(sbi), EXECUTION.TURN.eq((long) turn))
                .orderBy(EXECUTION.ORDINAL.desc())
                .limit(1)
                .fetchOptional(ROW::of);
    }
}
