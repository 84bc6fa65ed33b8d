package dev.daybook.agent;

import dev.daybook.command.Receipt;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Call;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What may be asked of the contexts of agents: how full they are. */
final class ContextOperations {

    private static final String CONTEXT = "/contexts/{id}";

    /** The settings that say which thresholds there are, in percent. */
    private static final List<String> THRESHOLDS = List.of("context.light", "context.critical", "context.emergency");

    private record Listed(
            @Says(value = "only those of this agent", label = "NAME", max = 200, thing = "agent", like = "web-1")
            Optional<String> agent,

            @Says(
                    value = "only those of which this much is used, or more",
                    label = "PERCENT",
                    min = 1,
                    max = 100,
                    like = "85")
            Optional<Integer> above) {}

    private record Which(
            @Says(value = "which one", min = 1, max = 200, thing = "context", like = "web-1")
            String id) {}

    private record Reported(
            @Says(value = "whose it is", min = 1, max = 200, like = "web-1")
            String agent,

            @Says(value = "how much of it is used", label = "N", min = 0, max = 1_000_000_000_000L, like = "172000")
            long tokens,

            @Says(value = "how much fits into it", label = "N", min = 1, max = 1_000_000_000_000L, like = "200000")
            long max,

            @Says(
                    value = "which one, if the agent has several (default: named as the agent)",
                    label = "NAME",
                    min = 1,
                    max = 200)
            Optional<String> session) {

        double usagePercent() {
            return Math.floor(tokens * 10_000.0 / max) / 100; // what is just below a threshold stays below it
        }
    }

    static final Operations<Ground> ALL = new Operations<>(
            "context",
            "contexts",
            "How full the contexts of agents are.",
            List.of(
                    Operation.<Listed, Ground>reads("context list", "listContexts", "GET /contexts", Listed.class)
                            .says("The contexts of agents, and the thresholds that they are above.")
                            .from(AgentProjection.NAME)
                            .paged()
                            .columns(
                                    "id",
                                    "agent",
                                    "usage %=usagePercent",
                                    "above %=threshold",
                                    "tokens=record/token_count",
                                    "max=record/max_tokens",
                                    "updated=updatedAt")
                            .called(form -> form.ifNone(
                                    "no contexts: daybook context report AGENT --tokens N --max N tells of one",
                                    "agent",
                                    "above"))
                            .lists(
                                    "Context",
                                    ContextView.class,
                                    (listed, call, ground) -> queries(ground)
                                            .list(listed.agent(), listed.above(), call.cursor(), call.limit())),
                    Operation.<Which, Ground>reads("context show", "getContext", "GET " + CONTEXT, Which.class)
                            .says("The context of an agent as it is now.")
                            .from(AgentProjection.NAME)
                            .withRevision()
                            .showsKey(key -> Map.of("id", key))
                            .ofThing((which, _, _) -> new StreamId(ContextEvent.CATEGORY, which.id()))
                            .called(form -> form.words("id"))
                            .answers("Context", ContextView.class, (which, _, ground) -> {
                                ContextView context = queries(ground)
                                        .find(which.id())
                                        .orElseThrow(() -> Rejected.notFound("there is no context '%s'", which.id()));
                                return Outcome.thing(
                                        new StreamId(ContextEvent.CATEGORY, context.id()), context.revision(), context);
                            }),
                    Operation.<Reported, Ground>writes(
                                    "context report", "reportContext", "POST /contexts", Reported.class)
                            .says(
                                    "Says how much of the context of an agent is used.",
                                    "What crosses a threshold (settings context.light, context.critical and"
                                            + " context.emergency) is told once, until less is used again.")
                            .revision(Revision.NONE)
                            .called(form -> form.words("agent").begins())
                            .answers("Reported", ContextOperations::report)));

    private static Outcome report(Reported it, Call call, Ground ground) {
        if (it.tokens() > it.max()) {
            throw Rejected.invalidAt("/tokens", "%d do not fit into %d: want at most that", it.tokens(), it.max());
        }
        String id = it.session().orElse(it.agent());
        var set = new LinkedHashMap<String, Json>();
        set.put("/session_id", Members.of(id));
        set.put("/agent_id", Members.of(it.agent()));
        set.put("/usage_percent", Members.of(it.usagePercent()));
        set.put("/token_count", new Json(Long.toString(it.tokens())));
        set.put("/max_tokens", new Json(Long.toString(it.max())));
        set.put("/created_at", Members.of(call.now()));
        set.put("/last_accessed", Members.of(call.now()));
        Receipt receipt = call.submit(new AgentCommand.Measure(id, it.usagePercent(), thresholds(ground), set));
        List<Integer> crossed = ground.events(receipt).stream()
                .flatMap(event ->
                        event instanceof ContextEvent.ThresholdCrossed one ? Stream.of(one.percent()) : Stream.empty())
                .toList();
        var more = new LinkedHashMap<String, Object>();
        more.put("usagePercent", it.usagePercent());
        more.put("crossed", crossed);
        return new Outcome.Done(id, receipt, false, Optional.empty(), more);
    }

    private static ContextQueries queries(Ground ground) {
        return new ContextQueries(ground.reads(AgentProjection.NAME), thresholds(ground));
    }

    private static List<Integer> thresholds(Ground ground) {
        return THRESHOLDS.stream()
                .map(ground.setting()::applyAsInt)
                .distinct()
                .sorted()
                .toList();
    }

    private ContextOperations() {}
}
