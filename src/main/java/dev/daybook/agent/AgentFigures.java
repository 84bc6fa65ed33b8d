package dev.daybook.agent;

import dev.daybook.agent.DashboardQueries.Quantiles;
import dev.daybook.agent.Periods.Measure;
import dev.daybook.agent.Periods.MessageState;
import dev.daybook.agent.Periods.TaskState;
import dev.daybook.slice.Figure;
import dev.daybook.slice.Ground;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What is measured of agents: of all together, so that there are no more figures where there are more agents. */
final class AgentFigures {

    private static final Duration RECENTLY = Duration.ofHours(1);

    static List<Figure> all() {
        var figures = new ArrayList<Figure>();
        for (String word : StatusHistory.WORDS) {
            figures.add(figure(
                    "agents", "Agents by how they are", Map.of("status", word), queries -> queries.agents(word)));
        }
        for (TaskState state : TaskState.values()) {
            figures.add(figure(
                    "agent.tasks",
                    "Tasks of agents by how they are",
                    Map.of("status", state.text()),
                    queries -> queries.counted(Measure.TASKS, state.bucket, state.bucket)));
        }
        for (MessageState state : MessageState.values()) {
            figures.add(figure(
                    "agent.messages",
                    "Messages between agents by how they are",
                    Map.of("status", state.text()),
                    queries -> queries.counted(Measure.MESSAGES, state.bucket, state.bucket)));
        }
        for (int percent : ContextUsage.THRESHOLDS) {
            figures.add(figure(
                    "agent.contexts.above",
                    "Contexts in use that are above a threshold, in percent",
                    Map.of("percent", Integer.toString(percent)),
                    queries -> queries.counted(Measure.CONTEXTS, percent, Integer.MAX_VALUE)));
        }
        for (Measure measure : List.of(Measure.WAITED, Measure.WORKED)) {
            took(figures, "agent.task.seconds", "How long tasks of agents waited and were worked on", measure);
        }
        for (Measure measure : List.of(Measure.DELIVERED, Measure.ACKNOWLEDGED)) {
            took(figures, "agent.message.seconds", "How long messages took until they were that", measure);
        }
        return List.copyOf(figures);
    }

    private static void took(List<Figure> figures, String name, String says, Measure measure) {
        Map<String, Function<Quantiles, Optional<Long>>> quantiles =
                Map.of("0.5", Quantiles::p50, "0.99", Quantiles::p99);
        quantiles.forEach((quantile, ms) -> figures.add(new Figure(
                "daybook." + name,
                says + ", in the last hour",
                Map.of("phase", measure.text(), "quantile", quantile),
                false,
                ground -> ms.apply(queries(ground)
                                .since(measure, ground.clock().instant().minus(RECENTLY)))
                        .map(time -> time / 1e3)
                        .orElse(Double.NaN))));
    }

    private static Figure figure(
            String name, String says, Map<String, String> tags, ToDoubleFunction<DashboardQueries> value) {
        return new Figure("daybook." + name, says, tags, false, ground -> value.applyAsDouble(queries(ground)));
    }

    private static DashboardQueries queries(Ground ground) {
        return new DashboardQueries(ground.reads(AgentProjection.NAME));
    }

    private AgentFigures() {}
}
