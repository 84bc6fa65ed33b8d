package dev.daybook.sbi;

import static dev.daybook.readmodel.Tables.EXECUTION;

import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.query.Keyset;
import dev.daybook.query.Keyset.Part;
import dev.daybook.query.Page;
import dev.daybook.text.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;

/** What was done on a task. */
final class ExecutionQueries {

    private static final Keyset BY_TURN =
            Keyset.of("executions", Part.number(EXECUTION.TURN), Part.number(EXECUTION.ORDINAL));

    private static final List<Field<?>> ROW = List.of(
            EXECUTION.SBI_ID,
            EXECUTION.TURN,
            EXECUTION.ORDINAL,
            EXECUTION.STEP,
            EXECUTION.STATUS,
            EXECUTION.DECISION,
            EXECUTION.DECISION_TEXT,
            EXECUTION.ATTEMPT,
            EXECUTION.FILE,
            EXECUTION.SOURCE,
            EXECUTION.STARTED_AT,
            EXECUTION.COMPLETED_AT,
            EXECUTION.REVISION,
            EXECUTION.POSITION,
            EXECUTION.ARTIFACTS,
            EXECUTION.CONTENT_BYTES);

    private ExecutionQueries() {}

    static Page<ExecutionView> list(
            DSLContext tables, String sbi, Optional<String> cursor, int limit, boolean withContent) {
        Page.checkedLimit(limit);
        Condition behind = BY_TURN.behind(cursor);
        List<Record> rows = new ArrayList<>(tables.select(fields(withContent))
                .from(EXECUTION)
                .where(EXECUTION.SBI_ID.eq(sbi))
                .and(behind)
                .orderBy(BY_TURN.sort())
                .limit(limit + 1)
                .fetch());
        return Page.of(rows, limit, BY_TURN::cursor, it -> view(it, withContent));
    }

    static Optional<ExecutionView> latest(DSLContext tables, String sbi, int turn) {
        return tables.select(fields(true))
                .from(EXECUTION)
                .where(EXECUTION.SBI_ID.eq(sbi), EXECUTION.TURN.eq((long) turn))
                .orderBy(EXECUTION.ORDINAL.desc())
                .limit(1)
                .fetchOptional(it -> view(it, true));
    }

    private static List<Field<?>> fields(boolean withContent) {
        if (!withContent) {
            return ROW;
        }
        var fields = new ArrayList<>(ROW);
        fields.add(EXECUTION.CONTENT);
        return fields;
    }

    private static ExecutionView view(Record it, boolean withContent) {
        return new ExecutionView(
                it.get(EXECUTION.SBI_ID),
                it.get(EXECUTION.TURN).intValue(),
                it.get(EXECUTION.ORDINAL).intValue(),
                it.get(EXECUTION.STEP),
                it.get(EXECUTION.STATUS),
                Optional.ofNullable(it.get(EXECUTION.DECISION)),
                Optional.ofNullable(it.get(EXECUTION.DECISION_TEXT)),
                it.get(EXECUTION.ATTEMPT).intValue(),
                Optional.ofNullable(it.get(EXECUTION.FILE)),
                it.get(EXECUTION.SOURCE),
                Times.instant(it.get(EXECUTION.STARTED_AT)),
                Times.optional(it.get(EXECUTION.COMPLETED_AT)),
                names(it.get(EXECUTION.ARTIFACTS)),
                it.get(EXECUTION.CONTENT_BYTES),
                withContent ? Optional.ofNullable(it.get(EXECUTION.CONTENT)) : Optional.empty(),
                it.get(EXECUTION.REVISION),
                it.get(EXECUTION.POSITION));
    }

    private static List<String> names(String json) {
        var names = new ArrayList<String>();
        JsonText.tree(new Json(json)).forEach(name -> names.add(name.asText()));
        return List.copyOf(names);
    }
}
