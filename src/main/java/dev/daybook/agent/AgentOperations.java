package dev.daybook.agent;

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
import java.util.TreeMap;
import java.util.stream.Stream;

/** What may be asked of agents. */
final class AgentOperations {

    private static final String AGENT = "/agents/{id}";

    private record Listed(
            @Says(value = "only those that are so", label = "WORD", max = 200, like = "idle")
            Optional<String> status) {}

    record Which(
            @Says(value = "which one", min = 1, max = 200, like = "web-1")
            String id) {}

    private record Registered(
            Which which,

            @Says(value = "what it does, in a word", label = "WORD", min = 1, max = 200, like = "integration")
            String type,

            @Says(value = "the folder that it works in", label = "DIR", min = 1, max = 1_000, like = "/home/ada/web-1")
            Optional<String> worktree,

            @Says(value = "the branch that it works on", label = "NAME", min = 1, max = 200, like = "feature/login")
            Optional<String> branch,

            @Says(value = "whatever it is to know of itself", object = true, like = "{\"model\":\"small\"}")
            Optional<Json> configuration) {}

    private record Changed(
            Which which,

            @Says(
                    value = "active, idle, sleeping, crashed, or another word",
                    label = "WORD",
                    min = 1,
                    max = 200,
                    like = "active")
            String status,

            @Says(value = "why, if somebody else noticed", label = "TEXT", min = 1, max = 2_000)
            Optional<String> why) {}

    static final Operations<Ground> ALL = new Operations<>(
            "agent",
            "agents",
            "Agents and the tasks that they share.",
            Stream.<Operation<?, Ground>>concat(
                            Stream.of(
                                    Operation.<Listed, Ground>reads(
                                                    "agent list", "listAgents", "GET /agents", Listed.class)
                                            .says("The agents.")
                                            .from(AgentProjection.NAME)
                                            .paged()
                                            .columns(
                                                    "id",
                                                    "status",
                                                    "type=record/agent_type",
                                                    "branch=record/branch_name",
                                                    "worktree=record/worktree_path")
                                            .called(form -> form.ifNone(
                                                    "no agents: daybook agent register ID TYPE makes one known"))
                                            .lists(
                                                    "Agent",
                                                    AgentView.class,
                                                    (listed, call, ground) -> queries(ground)
                                                            .agents(listed.status(), call.cursor(), call.limit())),
                                    Operation.<Which, Ground>reads(
                                                    "agent show", "getAgent", "GET " + AGENT, Which.class)
                                            .says("An agent as it is now.")
                                            .from(AgentProjection.NAME)
                                            .withRevision()
                                            .showsKey(key -> Map.of("id", key))
                                            .ofThing((which, _, _) -> new StreamId(AgentEvent.CATEGORY, which.id()))
                                            .called(form -> form.words("id"))
                                            .answers("Agent", AgentView.class, (which, _, ground) -> {
                                                AgentView agent = queries(ground)
                                                        .agent(which.id())
                                                        .orElseThrow(() -> Rejected.notFound(
                                                                "there is no agent '%s'", which.id()));
                                                return Outcome.thing(
                                                        new StreamId(AgentEvent.CATEGORY, agent.id()),
                                                        agent.revision(),
                                                        agent);
                                            }),
                                    Operation.<Registered, Ground>writes(
                                                    "agent register", "registerAgent", "PUT " + AGENT, Registered.class)
                                            .says("Makes an agent known, or what is known of it this.")
                                            .revision(Revision.OPTIONAL)
                                            .called(form ->
                                                    form.words("id", "type").begins())
                                            .answers(
                                                    "Written",
                                                    (registered, call, _) -> call.done(new AgentCommand.Put(
                                                            Kind.AGENT,
                                                            registered.which().id(),
                                                            members(registered, call)))),
                                    Operation.<Changed, Ground>writes(
                                                    "agent status",
                                                    "setAgentStatus",
                                                    "POST " + AGENT + "/status",
                                                    Changed.class)
                                            .says("Says that an agent is otherwise than it was.")
                                            .called(form -> form.words("id", "status"))
                                            .answers("Written", AgentOperations::status),
                                    Operation.<Which, Ground>destroys(
                                                    "agent remove", "removeAgent", "DELETE " + AGENT, Which.class)
                                            .says("Takes an agent off; its history stays.")
                                            .called(form -> form.words("id"))
                                            .answers("Written", AgentOperations::remove)),
                            Stream.of(
                                            TaskOperations.all(),
                                            List.of(HeartbeatOperations.heartbeat()),
                                            DashboardOperations.all())
                                    .flatMap(List::stream))
                    .toList());

    private static Map<String, Json> members(Registered it, Call call) {
        var members = new LinkedHashMap<String, Json>();
        members.put("/agent_id", Members.of(it.which().id()));
        members.put("/agent_type", Members.of(it.type()));
        members.put("/status", Members.of("idle"));
        it.worktree().ifPresent(folder -> members.put("/worktree_path", Members.of(folder)));
        it.branch().ifPresent(branch -> members.put("/branch_name", Members.of(branch)));
        members.put("/created_at", Members.of(call.now()));
        it.configuration().ifPresent(json -> members.put("/configuration", json));
        return members;
    }

    private static Outcome status(Changed it, Call call, Ground ground) {
        String id = it.which().id();
        boolean crashed = it.status().equals(Lives.CRASHED);
        var set = new TreeMap<>(Map.of("/status", Members.of(it.status()), "/last_activity", Members.of(call.now())));
        if (crashed) {
            set.put(Lives.CRASHED_AT, Members.of(call.now()));
        }
        Outcome done = call.done(new AgentCommand.SetStatus(id, it.status(), it.why(), set));
        String agent = name(id, ground);
        if (crashed) {
            Heartbeats.of(ground).gone(agent);
        } else {
            Heartbeats.of(ground).mayHaveHeard(agent); // whoever says so: it has a whole window
            new DeadLetters(ground).revive(agent);
        }
        return done;
    }

    private static Outcome remove(Which it, Call call, Ground ground) {
        String agent = name(it.id(), ground);
        Outcome done = call.done(new AgentCommand.Remove(Kind.AGENT, it.id()));
        new DeadLetters(ground).removed(agent);
        return done;
    }

    /** Returns what others call an agent. */
    private static String name(String id, Ground ground) {
        return queries(ground).life(id).map(AgentQueries.Life::agent).orElse(id);
    }

    static AgentQueries queries(Ground ground) {
        return new AgentQueries(ground.reads(AgentProjection.NAME));
    }

    private AgentOperations() {}
}
