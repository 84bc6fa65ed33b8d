package dev.daybook.sbi;

import static dev.daybook.readmodel.Tables.EXECUTION;

import dev.daybook.projection.Tables;
import dev.daybook.query.Keyset;
import dev.daybook.query.Keyset.Part;
import dev.daybook.query.Page;
import dev.daybook.query.Rows;
import dev.daybook.shape.Shape;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.impl.DSL;

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

    /** Of all that a task is shown with, this takes longest: it is rendered and prepared once. */
    private static final Query FIRST = DSL.select(ROW.fields())
            .from(EXECUTION)
            .where(EXECUTION.SBI_ID.eq(DSL.param("sbi", String.class)))
            .orderBy(BY_TURN.sort())
            .limit(DSL.param("limit", Integer.class));

    private ExecutionQueries() {}

    static Page<ExecutionView> list(
            DSLContext tables, String sbi, Optional<String> cursor, int limit, boolean withContent) {
        Page.checkedLimit(limit);
        Rows<ExecutionView> rows = withContent ? WITH_CONTENT : ROW;
        List<ExecutionView> found = cursor.isEmpty() && !withContent
                ? Tables.of(tables).fetch(FIRST, ROW::read, sbi, limit + 1)
                : rows.fetch(tables.select(rows.fields())
                        .from(EXECUTION)
                        .where(EXECUTION.SBI_ID.eq(sbi))
                        .and(BY_TURN.behind(cursor))
                        .orderBy(BY_TURN.sort())
                        .limit(limit + 1));
        return Page.of(
                found, limit, view -> BY_TURN.cursor((long) view.turn(), (long) view.ordinal()), Function.identity());
    }

    /** @param ordinal which of several in the turn; the last one if absent */
    static Optional<ExecutionView> one(DSLContext tables, String sbi, int turn, Optional<Integer> ordinal) {
        return tables.select(WITH_CONTENT.fields())
                .from(EXECUTION)
                .where(EXECUTION.SBI_ID.eq(sbi), EXECUTION.TURN.eq((long) turn))
                .and(ordinal.map(number -> EXECUTION.ORDINAL.eq((long) number)).orElse(DSL.noCondition()))
                .orderBy(EXECUTION.ORDINAL.desc())
                .limit(1)
                .fetchOptional(ROW::of);
    }
}
