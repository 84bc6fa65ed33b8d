package dev.daybook.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.agent.DashboardQueries.Filter;
import dev.daybook.operation.ArgumentForm.When;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.CommandForm;
import dev.daybook.operation.Drawing;
import dev.daybook.operation.Operation;
import dev.daybook.query.During;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What may be asked of how agents do: their dashboards, as lists. */
final class DashboardOperations {

    private static final String NOTHING = "nothing is known of that time";

    /** With its hour, whenever it was. */
    private static final Column AT =
            Column.withTimes("at", row -> row.path("at").asText());

    private record Whose(
            @Says(value = "only of this agent", label = "AGENT", min = 1, max = 200, thing = "agent", like = "web-1")
            Optional<String> agent) {}

    private record Of(Whose whose, During during) {}

    private record ByPeriod(
            Whose whose,

            @Says(
                    value = "what is counted together",
                    words = {"hour", "day"},
                    standard = "hour",
                    like = "day")
            String by,

            During during) {

        Filter filter(Call call) {
            return new Filter(whose.agent(), Periods.Span.valueOf(by.toUpperCase(Locale.ROOT)), during.span(call));
        }
    }

    static List<Operation<?, Ground>> all() {
        return List.of(activity(), throughput(), confidence(), contexts(), latency(), availability());
    }

    private static Operation<?, Ground> activity() {
        return Operation.<ByPeriod, Ground>reads(
                        "agent activity", "listAgentActivity", "GET /dashboards/activity", ByPeriod.class)
                .says("What each agent did in each hour or day, the newest first.")
                .from(AgentProjection.NAME)
                .paged()
                .columns(AT)
                .columns("agent", "started", "completed", "failed", "sent", "acknowledged", "remembered")
                .columns("logged")
                .drawn(new Drawing.Course("/at", List.of("/started", "/completed", "/failed", "/sent"), true))
                .called(DashboardOperations::times)
                .lists(
                        "AgentActivity",
                        DashboardViews.Activity.class,
                        (it, call, ground) -> queries(ground).activity(it.filter(call), call.cursor(), call.limit()));
    }

    private static Operation<?, Ground> throughput() {
        return Operation.<ByPeriod, Ground>reads(
                        "agent throughput", "listTaskThroughput", "GET /dashboards/throughput", ByPeriod.class)
                .says(
                        "How many tasks were added, started and ended in each hour or day, and how long they took.",
                        "Times are exact to a tenth: p50 is what half of them did not exceed, p99 what 99 of 100 did"
                                + " not. Of one agent: by day.")
                .from(AgentProjection.NAME)
                .paged()
                .columns(AT)
                .columns("added", "started", "completed", "failed")
                .drawn(new Drawing.Course("/at", List.of("/added", "/started", "/completed", "/failed"), false))
                .columns(took("waited p50", "waitedP50Ms"), took("p99", "waitedP99Ms"))
                .columns(took("worked p50", "workedP50Ms"), took("p99", "workedP99Ms"))
                .csv("at", "added", "started", "completed", "failed")
                .csv("waitedP50Ms", "waitedP99Ms", "workedP50Ms", "workedP99Ms")
                .called(DashboardOperations::times)
                .lists(
                        "TaskThroughput",
                        DashboardViews.Throughput.class,
                        (it, call, ground) -> queries(ground).throughput(it.filter(call), call.cursor(), call.limit()));
    }

    private static Operation<?, Ground> confidence() {
        return Operation.<Of, Ground>reads(
                        "agent confidence", "listTaskConfidence", "GET /dashboards/confidence", Of.class)
                .says("What came of tasks, by how sure their workers were.", "Of one agent: of tasks of whole days.")
                .from(AgentProjection.NAME)
                .columns(new Column("confidence", DashboardOperations::confidence))
                .columns("completed", "failed", "completed %=completedPercent")
                .drawn(new Drawing.Bars("/from", "/completedPercent", 100))
                .called(DashboardOperations::times)
                .lists(
                        "TaskConfidence",
                        DashboardViews.Confidence.class,
                        (it, call, ground) -> queries(ground)
                                .confidence(it.whose().agent(), it.during().span(call)));
    }

    private static Operation<?, Ground> contexts() {
        return Operation.<Whose, Ground>reads(
                        "agent contexts", "listContextUsage", "GET /dashboards/contexts", Whose.class)
                .says("How full the context of each agent is and ever was, and how often it crossed each threshold.")
                .from(AgentProjection.NAME)
                .paged()
                .columns("agent", "percent", "at", "peak=peakPercent", "peakAt")
                .columns("75=crossed75", "85=crossed85", "95=crossed95", "session")
                .drawn(new Drawing.Bars("/agent", "/percent", 100))
                .called(form -> form.ifNone("no contexts of agents are known"))
                .lists(
                        "ContextUsage",
                        DashboardViews.Usage.class,
                        (it, call, ground) -> standing(ground).usage(it.agent(), call.cursor(), call.limit()));
    }

    private static Operation<?, Ground> latency() {
        return Operation.<ByPeriod, Ground>reads(
                        "agent latency", "listMessageLatency", "GET /dashboards/latency", ByPeriod.class)
                .says(
                        "How long messages took that were sent in each hour or day: to be delivered, and to be"
                                + " acknowledged.",
                        "Times are exact to a tenth: p50 is what half of them did not exceed, p99 what 99 of 100 did"
                                + " not. Of one agent: of messages to it, by day.")
                .from(AgentProjection.NAME)
                .paged()
                .columns(AT)
                .columns("sent", "delivered")
                .drawn(new Drawing.Course("/at", List.of("/deliveredP50Ms", "/acknowledgedP50Ms"), false))
                .columns(took("p50", "deliveredP50Ms"), took("p99", "deliveredP99Ms"))
                .columns("acknowledged")
                .columns(took("p50", "acknowledgedP50Ms"), took("p99", "acknowledgedP99Ms"))
                .columns("dead")
                .csv("at", "sent", "delivered", "deliveredP50Ms", "deliveredP99Ms")
                .csv("acknowledged", "acknowledgedP50Ms", "acknowledgedP99Ms", "dead")
                .called(DashboardOperations::times)
                .lists(
                        "MessageLatency",
                        DashboardViews.Latency.class,
                        (it, call, ground) -> queries(ground).latency(it.filter(call), call.cursor(), call.limit()));
    }

    private static Operation<?, Ground> availability() {
        return Operation.<Of, Ground>reads(
                        "agent availability", "listAgentAvailability", "GET /dashboards/availability", Of.class)
                .says("How long each agent was active, idle, asleep and crashed.")
                .from(AgentProjection.NAME)
                .paged()
                .columns("agent", "status", "available %=availablePercent", "crashes")
                .drawn(new Drawing.Bars("/agent", "/availablePercent", 100))
                .columns(
                        Column.span("active", "activeSeconds"),
                        Column.span("idle", "idleSeconds"),
                        Column.span("sleeping", "sleepingSeconds"),
                        Column.span("crashed", "crashedSeconds"),
                        Column.span("other", "otherSeconds"))
                .called(DashboardOperations::times)
                .lists(
                        "AgentAvailability",
                        DashboardViews.Availability.class,
                        (it, call, ground) -> standing(ground)
                                .availability(
                                        it.whose().agent(),
                                        it.during().span(call),
                                        call.now(),
                                        call.cursor(),
                                        call.limit()));
    }

    private static void times(CommandForm form) {
        form.time("since", When.FROM).time("until", When.UNTIL).ifNone(NOTHING);
    }

    private static String confidence(JsonNode row) {
        return row.path("from").isNumber()
                ? "%d-%d %%".formatted(row.path("from").asLong(), row.path("to").asLong())
                : "not said";
    }

    /** A time in milliseconds, in the unit that people would say it in; nothing where it is not known. */
    private static Column took(String name, String member) {
        return new Column(name, row -> {
            JsonNode ms = row.path(member);
            return !ms.isNumber() ? "" : ms.asLong() < 10_000 ? ms.asLong() + " ms" : Column.span(ms.asLong() / 1_000);
        });
    }

    private static StandingQueries standing(Ground ground) {
        return new StandingQueries(ground.reads(AgentProjection.NAME));
    }

    private static DashboardQueries queries(Ground ground) {
        return new DashboardQueries(ground.reads(AgentProjection.NAME));
    }

    private DashboardOperations() {}
}
