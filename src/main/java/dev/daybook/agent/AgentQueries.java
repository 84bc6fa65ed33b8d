package dev.daybook.agent;

import static dev.daybook.readmodel.Tables.AGENTS;
import static dev.daybook.readmodel.Tables.AGENT_RECORD;
import static dev.daybook.readmodel.Tables.TASKS;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.query.Keyset;
import dev.daybook.query.Keyset.Part;
import dev.daybook.query.Page;
import dev.daybook.query.Reads;
import dev.daybook.query.Rows;
import dev.daybook.shape.Shape;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SelectConditionStep;
import org.jooq.SelectJoinStep;
import org.jooq.impl.DSL;

/** Questions about agents, their tasks, messages, contexts and memories. Thread-safe. */
final class AgentQueries {

    private static final Keyset AGENTS_BY_ID = Keyset.of("agents", Part.text(AGENTS.ID));
    private static final Keyset TASKS_BY_ID = Keyset.of("tasks", Part.text(TASKS.ID));

    private static final Rows<AgentView> AGENT =
            Rows.of(Shape.plain(AgentView.class), AGENT_RECORD, AGENTS.STATUS, AGENT_RECORD.LARGE, AGENTS.ID);
    private static final Rows<TaskView> TASK =
            Rows.of(Shape.plain(TaskView.class), AGENT_RECORD, TASKS.STATUS, AGENT_RECORD.LARGE, TASKS.ID);

    private final Reads reads;

    AgentQueries(Reads reads) {
        this.reads = reads;
    }

    /** Returns a record as it is now. */
    Optional<JsonNode> record(Kind kind, String id) {
        return reads.read(tables -> tables.select(Records.FIELDS)
                .from(AGENT_RECORD)
                .where(AGENT_RECORD.CATEGORY.eq(kind.category()).and(AGENT_RECORD.ID.eq(id)))
                .fetchOptional(row -> Records.tree(row, tables)));
    }

    Optional<AgentView> agent(String id) {
        return Records.one(reads, tables -> agents(tables).and(AGENTS.ID.eq(id)), AGENT::of);
    }

    /** Lists agents by id. */
    Page<AgentView> agents(Optional<String> status, Optional<String> cursor, int limit) {
        Condition wanted = status.map(AGENTS.STATUS::eq).orElse(DSL.noCondition());
        return Records.page(reads, tables -> agents(tables).and(wanted), AGENTS_BY_ID, cursor, limit, AGENT::of);
    }

    /**
     * What is expected of an agent.
     *
     * @param agent its name, without what its stream has in front of it
     * @param expected whether it ever sent a heartbeat
     * @param crashedAt when it crashed, if it has
     */
    record Life(String id, String agent, Optional<String> status, boolean expected, Optional<Instant> crashedAt) {}

    Optional<Life> life(String id) {
        return reads.read(tables -> lives(tables).where(AGENTS.ID.eq(id)).fetchOptional(AgentQueries::life));
    }

    /** Returns all that are expected to be there, and those of them that have crashed. */
    List<Life> lives() {
        return reads.read(tables -> lives(tables)
                .where(AGENTS.HEARTBEATS.eq(1L))
                .and(AGENTS.STATUS
                        .in(Lives.AWAKE)
                        .or(AGENTS.STATUS.eq(Lives.CRASHED).and(AGENTS.CRASHED_AT.isNotNull())))
                .fetch(AgentQueries::life));
    }

    private static SelectJoinStep<? extends Record> lives(DSLContext tables) {
        return tables.select(AGENTS.ID, AGENTS.AGENT_ID, AGENTS.STATUS, AGENTS.HEARTBEATS, AGENTS.CRASHED_AT)
                .from(AGENTS);
    }

    private static Life life(Record row) {
        Optional<String> status = Optional.ofNullable(row.get(AGENTS.STATUS));
        return new Life(
                row.get(AGENTS.ID),
                row.get(AGENTS.AGENT_ID),
                status,
                row.get(AGENTS.HEARTBEATS) != null,
                Optional.ofNullable(row.get(AGENTS.CRASHED_AT))
                        .filter(_ -> status.equals(Optional.of(Lives.CRASHED)))
                        .map(Instant::parse));
    }

    private static SelectConditionStep<Record> agents(DSLContext tables) {
        return tables.select(AGENT.fields())
                .from(AGENTS)
                .crossJoin(AGENT_RECORD)
                .where(Records.isOf(Kind.AGENT, AGENTS.ID));
    }

    Optional<TaskView> task(String id, Instant now) {
        return Records.one(reads, tables -> tasks(tables).and(TASKS.ID.eq(id)), TASK::of)
                .map(task -> task.at(now));
    }

    /** Lists tasks by id. */
    Page<TaskView> tasks(
            Optional<String> status, Optional<String> agent, Instant now, Optional<String> cursor, int limit) {
        Condition wanted = status.map(TASKS.STATUS::eq)
                .orElse(DSL.noCondition())
                .and(agent.map(TASKS.AGENT_ID::eq).orElse(DSL.noCondition()));
        return Records.page(
                reads,
                tables -> tasks(tables).and(wanted),
                TASKS_BY_ID,
                cursor,
                limit,
                row -> TASK.of(row).at(now));
    }

    private static SelectConditionStep<Record> tasks(DSLContext tables) {
        return tables.select(TASK.fields())
                .from(TASKS)
                .crossJoin(AGENT_RECORD)
                .where(Records.isOf(Kind.TASK, TASKS.ID));
    }
}
