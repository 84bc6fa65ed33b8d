package dev.daybook.agent;

import static dev.daybook.readmodel.Tables.AGENT_RECORD;
import static dev.daybook.readmodel.Tables.CONTEXT_SESSIONS;

import dev.daybook.domain.Json;
import dev.daybook.query.Keyset;
import dev.daybook.query.Keyset.Part;
import dev.daybook.query.Page;
import dev.daybook.query.Reads;
import dev.daybook.text.Times;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectConditionStep;
import org.jooq.impl.DSL;

/**
 * Questions about how full the contexts of agents are. Thread-safe.
 *
 * @param thresholds those that there are, in percent
 */
record ContextQueries(Reads reads, List<Integer> thresholds) {

    private static final List<Field<?>> COLUMNS = Stream.concat(
                    Stream.of(AGENT_RECORD.fields()),
                    Stream.of(CONTEXT_SESSIONS.ID, CONTEXT_SESSIONS.AGENT_ID, CONTEXT_SESSIONS.USAGE_PERCENT))
            .toList();

    private static final Keyset BY_ID = Keyset.of("contexts", Part.text(CONTEXT_SESSIONS.ID));

    Optional<ContextView> find(String id) {
        return Records.one(reads, tables -> contexts(tables).and(CONTEXT_SESSIONS.ID.eq(id)), this::view);
    }

    /**
     * Lists contexts by id.
     *
     * @param above only those of which so much is used, in percent
     */
    Page<ContextView> list(Optional<String> agent, Optional<Integer> above, Optional<String> cursor, int limit) {
        Condition wanted = agent.map(CONTEXT_SESSIONS.AGENT_ID::eq)
                .orElse(DSL.noCondition())
                .and(above.map(ContextQueries::isAbove).orElse(DSL.noCondition()));
        return Records.page(reads, tables -> contexts(tables).and(wanted), BY_ID, cursor, limit, this::view);
    }

    /** By the index of what is used, and then in the order of the ids. What a file said first counts as what was reported. */
    private static Condition isAbove(int percent) {
        var used = CONTEXT_SESSIONS.as("used");
        return CONTEXT_SESSIONS.ID.in(DSL.select(used.ID).from(used).where(used.USAGE_PERCENT.ge((double) percent)));
    }

    private ContextView view(Record row) {
        Optional<Double> usagePercent =
                Optional.ofNullable(row.get(CONTEXT_SESSIONS.USAGE_PERCENT)).map(Number::doubleValue);
        return new ContextView(
                row.get(AGENT_RECORD.ID),
                Optional.ofNullable(row.get(CONTEXT_SESSIONS.AGENT_ID)),
                usagePercent,
                thresholds.stream()
                        .filter(percent -> usagePercent.orElse(0.0) >= percent)
                        .max(Comparator.naturalOrder()),
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
