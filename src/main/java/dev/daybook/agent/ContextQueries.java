package dev.daybook.agent;

import static dev.daybook.readmodel.Tables.AGENT_RECORD;
import static dev.daybook.readmodel.Tables.CONTEXT_SESSIONS;
import static dev.daybook.readmodel.Tables.CONTEXT_THRESHOLD;

import dev.daybook.domain.Json;
import dev.daybook.query.Keyset;
import dev.daybook.query.Keyset.Part;
import dev.daybook.query.Page;
import dev.daybook.query.Reads;
import dev.daybook.text.Times;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectConditionStep;
import org.jooq.impl.DSL;

/** Questions about how full the contexts of agents are. Thread-safe. */
record ContextQueries(Reads reads) {

    /** The highest one that is crossed, and was not left since. */
    private static final Field<Integer> THRESHOLD = DSL.field(DSL.select(DSL.max(CONTEXT_THRESHOLD.PERCENT))
                    .from(CONTEXT_THRESHOLD)
                    .where(CONTEXT_THRESHOLD.ID.eq(CONTEXT_SESSIONS.ID))
                    .and(CONTEXT_THRESHOLD.LEFT_AT.isNull()))
            .cast(Integer.class)
            .as("threshold");

    private static final List<Field<?>> COLUMNS = Stream.concat(
                    Stream.of(AGENT_RECORD.fields()),
                    Stream.of(
                            CONTEXT_SESSIONS.ID, CONTEXT_SESSIONS.AGENT_ID, CONTEXT_SESSIONS.USAGE_PERCENT, THRESHOLD))
            .toList();

    private static final Keyset BY_ID = Keyset.of("contexts", Part.text(CONTEXT_SESSIONS.ID));

    Optional<ContextView> find(String id) {
        return Records.one(reads, tables -> contexts(tables).and(CONTEXT_SESSIONS.ID.eq(id)), ContextQueries::view);
    }

    /**
     * Lists contexts by id.
     *
     * @param above only those that are above that threshold, in percent
     */
    Page<ContextView> list(Optional<String> agent, Optional<Integer> above, Optional<String> cursor, int limit) {
        Condition wanted = agent.map(CONTEXT_SESSIONS.AGENT_ID::eq)
                .orElse(DSL.noCondition())
                .and(above.map(ContextQueries::isAbove).orElse(DSL.noCondition()));
        return Records.page(reads, tables -> contexts(tables).and(wanted), BY_ID, cursor, limit, ContextQueries::view);
    }

    private static Condition isAbove(int percent) {
        return CONTEXT_SESSIONS.ID.in(DSL.select(CONTEXT_THRESHOLD.ID)
                .from(CONTEXT_THRESHOLD)
                .where(CONTEXT_THRESHOLD.LEFT_AT.isNull())
                .and(CONTEXT_THRESHOLD.PERCENT.cast(Integer.class).ge(percent)));
    }

    private static ContextView view(Record row) {
        return new ContextView(
                row.get(AGENT_RECORD.ID),
                Optional.ofNullable(row.get(CONTEXT_SESSIONS.AGENT_ID)),
                Optional.ofNullable(row.get(CONTEXT_SESSIONS.USAGE_PERCENT)).map(Number::doubleValue),
                Optional.ofNullable(row.get(THRESHOLD)),
                new Json(row.get(AGENT_RECORD.RECORD)),
                Times.instant(row.get(AGENT_RECORD.CREATED_AT)),
                Times.instant(row.get(AGENT_RECORD.UPDATED_AT)),
                row.get(AGENT_RECORD.REVISION),
                row.get(AGENT_RECORD.POSITION));
    }

    private static SelectConditionStep<Record> contexts(DSLContext tables) {
        return tables.select(COLUMNS)
                .from(CONTEXT_SESSIONS)
                .crossJoin(AGENT_RECORD)
                .where(Records.isOf(Kind.CONTEXT, CONTEXT_SESSIONS.ID));
    }
}
