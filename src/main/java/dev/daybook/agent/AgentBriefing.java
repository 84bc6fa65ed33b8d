package dev.daybook.agent;

import dev.daybook.agent.Periods.Measure;
import dev.daybook.agent.Periods.TaskState;
import dev.daybook.event.JsonText;
import dev.daybook.query.Reads;
import dev.daybook.slice.Briefing;
import dev.daybook.slice.Briefing.Told;
import dev.daybook.text.BriefLines;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What an agent is told of the tasks that agents share. */
final class AgentBriefing {

    private static final int BYTES_MAX = 300;

    /** More lines than have room. */
    private static final int LINES_MAX = 20;

    static Briefing ofTasks() {
        return new Briefing(
                "agentTasks",
                AgentProjection.NAME,
                "Tasks of agents",
                "daybook agent claim ID",
                BYTES_MAX,
                ground ->
                        told(ground.reads(AgentProjection.NAME), ground.clock().instant()));
    }

    private static Told told(Reads reads, Instant now) {
        var queries = new AgentQueries(reads);
        List<String> lines = Stream.of("in_progress", "pending")
                .flatMap(word ->
                        queries
                                .tasks(Optional.of(word), Optional.empty(), now, Optional.empty(), LINES_MAX)
                                .items()
                                .stream())
                .map(AgentBriefing::line)
                .toList();
        long count = Stream.of(TaskState.IN_PROGRESS, TaskState.PENDING)
                .mapToLong(state -> new DashboardQueries(reads).counted(Measure.TASKS, state.bucket, state.bucket))
                .sum();
        return new Told(count, count, lines);
    }

    private static String line(TaskView task) {
        return "%s  %s  %s%s"
                .formatted(
                        BriefLines.part(task.id()),
                        task.status().orElse(""),
                        BriefLines.part(
                                JsonText.tree(task.record()).path("title").asText()),
                        task.holder().map(holder -> "  by " + holder).orElse(""));
    }

    private AgentBriefing() {}
}
