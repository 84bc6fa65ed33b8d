package dev.daybook.agent;

import dev.daybook.command.Receipt;
import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.lease.Lease;
import dev.daybook.domain.lease.Worker;
import dev.daybook.event.Catalog;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Call;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What may be asked of agents and of their tasks. */
final class AgentOperations {

    private static final String AGENT = "/agents/{id}";
    private static final String TASK = "/agent-tasks/{id}";
    private static final String LEASE = "Daybook-Lease";

    private static final Set<String> CLAIMS = Stream.of(
                    TaskEvent.Claimed.class, TaskEvent.ClaimRenewed.class, TaskEvent.ClaimTakenOver.class)
            .map(Catalog::name)
            .collect(Collectors.toUnmodifiableSet());

    private record Listed(
            @Says(value = "only those that are so", label = "WORD", max = 200, like = "idle")
            Optional<String> status) {}

    private record Which(
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

    private record ListedTasks(
            @Says(value = "only those that are so", label = "WORD", max = 200, like = "pending")
            Optional<String> status,

            @Says(value = "only those of this agent", label = "AGENT", max = 200, like = "web-1")
            Optional<String> agent) {}

    private record Added(
            @Says(value = "what it is called by (default: a new name)", min = 1, max = 200, like = "login-form")
            Optional<String> id,

            @Says(value = "what is to be done, on one line", min = 1, max = 200, like = "Add login")
            String title,

            @Says(value = "all that is to be known about it", label = "TEXT", max = 100_000)
            Optional<String> description,

            @Says(
                    value = "how urgent it is",
                    words = {"high", "medium", "low"},
                    standard = "medium")
            String priority,

            @Says(value = "the task that it is a part of", label = "TASK", min = 1, max = 200)
            Optional<String> parent) {}

    private record Claimed(
            Which which,

            @Says(value = "who works on it (default: the actor)", label = "NAME", min = 1, max = 200, like = "web-1")
            Optional<String> holder,

            @Says(value = "how long it is held", label = "N", min = 1, max = 86_400, standard = "600")
            int ttlSeconds) {}

    private record Held(
            Which which,

            @Says(
                    value = "only while this claim of the task lasts: the generation that claim printed",
                    label = "N",
                    min = 0)
            Optional<Long> lease,

            @Says(value = "who works on it (default: the actor)", label = "NAME", min = 1, max = 200, like = "web-1")
            Optional<String> holder) {

        Worker worker(Call call) {
            return new Worker(Optional.of(holder.orElseGet(call::actor)), lease, call.now());
        }
    }

    private record Finished(
            Held held,

            @Says(
                    value = "what came of it",
                    words = {"completed", "failed"},
                    standard = "completed")
            String status,

            @Says(value = "how sure its worker is, in percent", label = "0..100", min = 0, max = 100, like = "90")
            Optional<Integer> confidence) {}

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
                                            .answers("Written", AgentOperations::remove),
                                    Operation.<ListedTasks, Ground>reads(
                                                    "agent tasks",
                                                    "listAgentTasks",
                                                    "GET /agent-tasks",
                                                    ListedTasks.class)
                                            .says(
                                                    "The tasks that agents share. A claim that has expired is held by nobody.")
                                            .from(AgentProjection.NAME)
                                            .paged()
                                            .columns(
                                                    "id",
                                                    "status",
                                                    "priority=record/priority",
                                                    "holder",
                                                    "title=record/title")
                                            .called(form ->
                                                    form.ifNone("no tasks of agents: daybook agent add TITLE adds one"))
                                            .lists(
                                                    "AgentTask",
                                                    TaskView.class,
                                                    (listed, call, ground) -> queries(ground)
                                                            .tasks(
                                                                    listed.status(),
                                                                    listed.agent(),
                                                                    call.now(),
                                                                    call.cursor(),
                                                                    call.limit())),
                                    Operation.<Which, Ground>reads(
                                                    "agent task", "getAgentTask", "GET " + TASK, Which.class)
                                            .says("A task of agents as it is now.")
                                            .from(AgentProjection.NAME)
                                            .called(form -> form.words("id"))
                                            .answers(
                                                    "AgentTask",
                                                    TaskView.class,
                                                    (which, call, ground) -> Outcome.shown(queries(ground)
                                                            .task(which.id(), call.now())
                                                            .orElseThrow(() -> Rejected.notFound(
                                                                    "there is no task '%s'", which.id())))),
                                    Operation.<Added, Ground>writes(
                                                    "agent add", "addAgentTask", "POST /agent-tasks", Added.class)
                                            .says("Adds a task that any agent may claim.")
                                            .revision(Revision.NONE)
                                            .called(form -> form.words("title").begins())
                                            .creates("Written", AgentOperations::add),
                                    Operation.<Claimed, Ground>writes(
                                                    "agent claim",
                                                    "claimAgentTask",
                                                    "POST " + TASK + "/claim",
                                                    Claimed.class)
                                            .says(
                                                    "Claims a task, or renews the claim.",
                                                    "One holds it at a time. A claim that has expired is taken over and gets a new"
                                                            + " generation: work that names the old one is refused.")
                                            .called(form -> form.words("id")
                                                    .option("ttlSeconds", "--seconds")
                                                    .setting("holder", "actor"))
                                            .answers("Leased", AgentOperations::claim),
                                    Operation.<Finished, Ground>writes(
                                                    "agent finish",
                                                    "finishAgentTask",
                                                    "POST " + TASK + "/finish",
                                                    Finished.class)
                                            .says(
                                                    "Ends a task, and gives the claim back. Whoever has lost the claim cannot.")
                                            .inHeader("lease", LEASE)
                                            .called(form -> form.words("id")
                                                    .option("lease", "--lease-generation")
                                                    .setting("holder", "actor"))
                                            .answers(
                                                    "Written",
                                                    (finished, call, _) -> call.done(new AgentCommand.Finish(
                                                            finished.held()
                                                                    .which()
                                                                    .id(),
                                                            finished.status(),
                                                            finished.held().worker(call),
                                                            members(finished, call)))),
                                    Operation.<Held, Ground>writes(
                                                    "agent release",
                                                    "releaseAgentTask",
                                                    "DELETE " + TASK + "/claim",
                                                    Held.class)
                                            .says("Gives a claim back: the task waits for somebody else.")
                                            .inHeader("lease", LEASE)
                                            .called(form -> form.words("id")
                                                    .option("lease", "--lease-generation")
                                                    .setting("holder", "actor"))
                                            .answers(
                                                    "Written",
                                                    (held, call, _) -> call.done(new AgentCommand.Release(
                                                            held.which().id(),
                                                            held.worker(call),
                                                            Map.of(
                                                                    "/status",
                                                                    Members.of("pending"),
                                                                    "/agent_id",
                                                                    Json.NULL))))),
                            Stream.concat(
                                    Stream.of(HeartbeatOperations.heartbeat()), DashboardOperations.all().stream()))
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

    private static Map<String, Json> members(Added it, String id, Call call) {
        var members = new LinkedHashMap<String, Json>();
        members.put("/task_id", Members.of(id));
        members.put("/title", Members.of(it.title()));
        it.description().ifPresent(words -> members.put("/description", Members.of(words)));
        members.put("/status", Members.of("pending"));
        members.put("/priority", Members.of(it.priority()));
        members.put("/created_at", Members.of(call.now()));
        it.parent().ifPresent(task -> members.put("/parent_task_id", Members.of(task)));
        return members;
    }

    private static Map<String, Json> members(Finished it, Call call) {
        var members = new TreeMap<String, Json>();
        members.put("/status", Members.of(it.status()));
        members.put("/completed_at", Members.of(call.now()));
        it.confidence().ifPresent(percent -> members.put("/confidence_score", Members.of(percent / 100.0)));
        return members;
    }

    private static Outcome add(Added it, Call call, Ground ground) {
        String id = it.id().orElseGet(call::newId);
        Receipt receipt = call.submit(new AgentCommand.Put(Kind.TASK, id, members(it, id, call)));
        String added = StreamId.parse(receipt.stream()).key(); // under a key that was used before: the one of then
        return Outcome.created(Operation.path(TASK, _ -> added), added, receipt);
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

    private static Outcome claim(Claimed it, Call call, Ground ground) {
        String id = it.which().id();
        String holder = it.holder().orElseGet(call::actor);
        Heartbeats.of(ground).mayHaveHeard(holder);
        Instant now = call.now(); // once: the longest lease must not be too long
        Receipt receipt = call.submit(new AgentCommand.Claim(
                id,
                holder,
                now,
                now.plusSeconds(it.ttlSeconds()),
                true,
                0, // counted where it is carried out
                Map.of(
                        "/agent_id", Members.of(holder),
                        "/status", Members.of("in_progress"),
                        "/started_at", Members.of(now))));
        Event event = ground.newest(receipt, CLAIMS)
                .orElseThrow(() -> new IllegalStateException("%s has a claim that nobody took".formatted(id)));
        Lease lease = ((TaskEvent) event)
                .lease()
                .orElseThrow(() -> new IllegalStateException("%s is no claim".formatted(event)));
        var fields = new LinkedHashMap<String, Object>();
        fields.put("holder", lease.holder());
        fields.put("generation", lease.generation());
        fields.put("expiresAt", lease.expiresAt());
        return new Outcome.Done(id, receipt, false, Optional.empty(), fields);
    }

    private static AgentQueries queries(Ground ground) {
        return new AgentQueries(ground.readModels()::read);
    }

    private AgentOperations() {}
}
