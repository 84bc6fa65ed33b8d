package dev.daybook.agent;

import static dev.daybook.readmodel.Tables.AGENT_MESSAGES;
import static dev.daybook.readmodel.Tables.AGENT_RECORD;
import static dev.daybook.readmodel.Tables.TASKS;

import dev.daybook.agent.Periods.Measure;
import dev.daybook.agent.Periods.TaskState;
import dev.daybook.query.Reads;
import dev.daybook.slice.Summary;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/** How it stands with agents, their tasks and their messages: counted from few rows, however many there are. */
final class AgentSummaries {

    /** The one word of those that have ended which is not counted by itself. */
    private static final String CANCELLED = "cancelled";

    static List<Summary> all() {
        return List.of(
                new Summary(
                        "agentTasks",
                        "tasks of agents",
                        ground -> tasks(
                                ground.reads(AgentProjection.NAME),
                                ground.clock().instant())),
                new Summary("agents", "agents", ground -> agents(ground.reads(AgentProjection.NAME))),
                new Summary(
                        "agentMessages",
                        "messages between agents",
                        ground -> messages(
                                ground.reads(AgentProjection.NAME),
                                ground.clock().instant())));
    }

    /** In work is a task by the word of its file, too, and ready one whose claim has expired. Others wait for something. */
    static Map<String, Long> tasks(Reads reads, Instant now) {
        var queries = new DashboardQueries(reads);
        Condition held = TASKS.HOLDER.isNotNull();
        long expired = count(reads, held.and(ReadyTasks.isFree(now)));
        long pendingAndHeld = count(
                reads,
                held.and(ReadyTasks.isHeld(now))
                        .and(DSL.coalesce(TASKS.STATUS, DSL.inline("")).eq("pending")));
        var counts = new LinkedHashMap<String, Long>();
        counts.put("inWork", state(queries, TaskState.IN_PROGRESS) - expired + pendingAndHeld);
        counts.put("ready", state(queries, TaskState.PENDING) + expired - pendingAndHeld);
        counts.put("blocked", state(queries, TaskState.OTHER) - count(reads, TASKS.STATUS.eq(CANCELLED)));
        return counts;
    }

    private static long state(DashboardQueries queries, TaskState state) {
        return queries.counted(Measure.TASKS, state.bucket, state.bucket);
    }

    private static Map<String, Long> agents(Reads reads) {
        var queries = new DashboardQueries(reads);
        var counts = new LinkedHashMap<String, Long>();
        StatusHistory.WORDS.forEach(word -> counts.put(word, queries.agents(word)));
        return counts;
    }

    /** What stands in a file beside the hive's database is in nobody's inbox, so that nobody ever reads it there. */
    static Map<String, Long> messages(Reads reads, Instant now) {
        return Map.of("unread", reads.read(tables -> (long) tables.fetchCount(tables.selectOne()
                .from(AGENT_MESSAGES)
                .join(AGENT_RECORD)
                .on(Records.isOf(Kind.MESSAGE, AGENT_MESSAGES.ID))
                .where(MessageQueries.isOpen(now).and(AGENT_MESSAGES.DELIVERED_AT.isNull())))));
    }

    private static long count(Reads reads, Condition which) {
        return reads.read(tables -> (long) tables.fetchCount(TASKS, which));
    }

    private AgentSummaries() {}
}
