package dev.daybook.agent;

import dev.daybook.agent.AgentOperations.Which;
import dev.daybook.command.Receipt;
import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.lease.Lease;
import dev.daybook.domain.lease.Worker;
import dev.daybook.event.Catalog;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.Drawing;
import dev.daybook.operation.Hold;
import dev.daybook.operation.None;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Outcome;
import dev.daybook.query.Page;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What may be asked of the tasks that agents share. */
final class TaskOperations {

    private static final String TASK = "/agent-tasks/{id}";
    private static final String READY = "/ready-agent-tasks"; // a task may be called ready
    private static final String LEASE = "Daybook-Lease";

    private static final int CANDIDATES_AT_ONCE = 64;

    /** Of each that is refused somebody else has become the holder: more than that do not pick at once. */
    private static final int CANDIDATES_MAX = 4_096;

    private static final Set<String> CLAIMS = Stream.of(
                    TaskEvent.Claimed.class, TaskEvent.ClaimRenewed.class, TaskEvent.ClaimTakenOver.class)
            .map(Catalog::name)
            .collect(Collectors.toUnmodifiableSet());

    private record ListedTasks(
            @Says(value = "only those that are so", label = "WORD", max = 200, like = "pending")
            Optional<String> status,

            @Says(value = "only those of this agent", label = "AGENT", max = 200, thing = "agent", like = "web-1")
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

            @Says(value = "the task that it is a part of", label = "TASK", min = 1, max = 200, thing = "task")
            Optional<String> parent) {}

    private record Claimed(Which which, Hold hold) {}

    private record Held(
            Which which,

            @Says(
                    value = "only while this claim of the task lasts: the generation that claim printed",
                    label = "N",
                    min = 0)
            Optional<Long> lease,

            @Says(
                    value = "who works on it (default: the actor)",
                    label = "NAME",
                    min = 1,
                    max = 200,
                    thing = "agent",
                    like = "web-1")
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

    static List<Operation<?, Ground>> all() {
        return List.of(
                Operation.<ListedTasks, Ground>reads(
                                "agent tasks", "listAgentTasks", "GET /agent-tasks", ListedTasks.class)
                        .says("The tasks that agents share. A claim that has expired is held by nobody.")
                        .from(AgentProjection.NAME)
                        .paged()
                        .columns(Column.thing("id", "id", TaskEvent.CATEGORY))
                        .columns("status", "priority=record/priority", "holder", "title=record/title")
                        .drawn(new Drawing.Board(
                                "status",
                                List.of("pending", "in_progress", "completed", "failed"),
                                "/record/title",
                                List.of(Column.of("priority", "record/priority"), Column.of("holder")),
                                Map.of(
                                        "pending", new Drawing.Move("releaseAgentTask", Map.of()),
                                        "in_progress", new Drawing.Move("claimAgentTask", Map.of()),
                                        "completed", new Drawing.Move("finishAgentTask", Map.of("status", "completed")),
                                        "failed", new Drawing.Move("finishAgentTask", Map.of("status", "failed")))))
                        .called(form -> form.ifNone("no tasks of agents: daybook agent add TITLE adds one"))
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
                Operation.<Which, Ground>reads("agent task", "getAgentTask", "GET " + TASK, Which.class)
                        .says("A task of agents as it is now.")
                        .from(AgentProjection.NAME)
                        .about(TaskEvent.CATEGORY)
                        .showsKey(key -> Map.of("id", key))
                        .ofThing((which, _, _) -> new StreamId(TaskEvent.CATEGORY, which.id()))
                        .called(form -> form.words("id"))
                        .answers(
                                "AgentTask",
                                TaskView.class,
                                (which, call, ground) -> Outcome.shown(queries(ground)
                                        .task(which.id(), call.now())
                                        .orElseThrow(() -> Rejected.notFound("there is no task '%s'", which.id())))),
                Operation.<None, Ground>reads("agent ready", "listReadyAgentTasks", "GET " + READY, None.class)
                        .says(
                                "The tasks of agents that may be claimed: the most urgent first, then the oldest.",
                                "Those that wait, and those whose claim has expired.")
                        .about(TaskEvent.CATEGORY)
                        .tool("ready")
                        .from(AgentProjection.NAME)
                        .paged()
                        .columns(Column.thing("id", "id", TaskEvent.CATEGORY))
                        .columns("status", "priority=record/priority", "title=record/title")
                        .drawn(new Drawing.Leads(TaskEvent.CATEGORY, "/id"))
                        .called(form ->
                                form.limit(20).ifNone("nothing to do: all tasks of agents are done, or claimed"))
                        .lists(
                                "AgentTask",
                                TaskView.class,
                                (_, call, ground) -> new ReadyTasks(ground.reads(AgentProjection.NAME))
                                        .page(call.now(), call.cursor(), call.limit())),
                Operation.<Hold, Ground>writes("agent pick", "pickAgentTask", "POST " + READY + "/pick", Hold.class)
                        .says("Claims the next task of agents: the most urgent, then the oldest one that waits.")
                        .about(TaskEvent.CATEGORY)
                        .revision(Revision.NONE)
                        .also(204, 504)
                        .tool("claim", "next")
                        .called(form -> form.option("ttlSeconds", "--seconds")
                                .setting("holder", "actor")
                                .ifNone("nothing to do"))
                        .answers("PickedAgentTask", TaskOperations::pick),
                Operation.<Added, Ground>writes("agent add", "addAgentTask", "POST /agent-tasks", Added.class)
                        .says("Adds a task that any agent may claim.")
                        .revision(Revision.NONE)
                        .called(form -> form.words("title").begins())
                        .creates("Written", TaskOperations::add),
                Operation.<Claimed, Ground>writes(
                                "agent claim", "claimAgentTask", "POST " + TASK + "/claim", Claimed.class)
                        .about(TaskEvent.CATEGORY)
                        .tool("claim", "this")
                        .says(
                                "Claims a task, or renews the claim.",
                                "One holds it at a time. A claim that has expired is taken over and gets a new"
                                        + " generation: work that names the old one is refused.")
                        .called(form -> form.words("id")
                                .option("ttlSeconds", "--seconds")
                                .setting("holder", "actor"))
                        .answers("Leased", TaskOperations::claim),
                Operation.<Finished, Ground>writes(
                                "agent finish", "finishAgentTask", "POST " + TASK + "/finish", Finished.class)
                        .about(TaskEvent.CATEGORY)
                        .tool("update", "finish", "holder")
                        .says("Ends a task, and gives the claim back. Whoever has lost the claim cannot.")
                        .inHeader("lease", LEASE)
                        .called(form -> form.words("id")
                                .option("lease", "--lease-generation")
                                .setting("holder", "actor"))
                        .answers(
                                "Written",
                                (finished, call, _) -> call.done(new AgentCommand.Finish(
                                        finished.held().which().id(),
                                        finished.status(),
                                        finished.held().worker(call),
                                        members(finished, call)))),
                Operation.<Held, Ground>writes(
                                "agent release", "releaseAgentTask", "DELETE " + TASK + "/claim", Held.class)
                        .about(TaskEvent.CATEGORY)
                        .tool("claim", "release")
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
                                        Map.of("/status", Members.of("pending"), "/agent_id", Json.NULL)))));
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

    private static AgentCommand.Claim claim(String id, Hold hold, boolean renews, Call call) {
        Instant now = call.now(); // once: the longest lease must not be too long
        String by = hold.by(call);
        return new AgentCommand.Claim(
                id,
                by,
                now,
                hold.until(now),
                renews,
                0, // counted where it is carried out
                Map.of(
                        "/agent_id", Members.of(by),
                        "/status", Members.of("in_progress"),
                        "/started_at", Members.of(now)));
    }

    private static Outcome claim(Claimed it, Call call, Ground ground) {
        String id = it.which().id();
        Heartbeats.of(ground).mayHaveHeard(it.hold().by(call));
        return claimed(id, call.submit(claim(id, it.hold(), true, call)), Map.of(), ground);
    }

    /** A task that somebody else claimed first is passed over. */
    private static Outcome pick(Hold it, Call call, Ground ground) {
        Heartbeats.of(ground).mayHaveHeard(it.by(call));
        ground.await(AgentProjection.NAME, Selection.category(TaskEvent.CATEGORY));
        var ready = new ReadyTasks(ground.reads(AgentProjection.NAME));
        Optional<String> cursor = Optional.empty();
        for (int tried = 0; tried < CANDIDATES_MAX; tried += CANDIDATES_AT_ONCE) {
            Page<TaskView> page = ready.page(call.now(), cursor, CANDIDATES_AT_ONCE);
            for (TaskView task : page.items()) {
                Optional<Receipt> receipt = picked(claim(task.id(), it, false, call), call, ground);
                if (receipt.isPresent()) {
                    return claimed(receipt.get(), ground);
                }
            }
            cursor = page.next();
            if (cursor.isEmpty()) {
                break;
            }
        }
        // There is nothing to do now, but the key may have been used before: then this is what became of it.
        return picked(claim(call.newId(), it, false, call), call, ground)
                .map(receipt -> claimed(receipt, ground))
                .orElseGet(Outcome.Nothing::new);
    }

    private static Optional<Receipt> picked(AgentCommand.Claim claim, Call call, Ground ground) {
        try {
            return Optional.of(ground.commands().submit(call.submission(claim)));
        } catch (Rejected rejected) {
            if (rejected.reason() == Rejected.Reason.INVALID) {
                throw rejected;
            }
            return Optional.empty();
        }
    }

    /** Tells of the task that was picked, now or when the key was first used. */
    private static Outcome claimed(Receipt receipt, Ground ground) {
        String id = StreamId.parse(receipt.stream()).key();
        var more = new LinkedHashMap<String, Object>();
        queries(ground)
                .record(Kind.TASK, id)
                .ifPresent(record -> List.of("title", "priority")
                        .forEach(member -> more.put(member, record.path(member).asText())));
        return claimed(id, receipt, more, ground);
    }

    private static Outcome claimed(String id, Receipt receipt, Map<String, Object> more, Ground ground) {
        Event event = ground.newest(receipt, CLAIMS)
                .orElseThrow(() -> new IllegalStateException("%s has a claim that nobody took".formatted(id)));
        Lease lease = ((TaskEvent) event)
                .lease()
                .orElseThrow(() -> new IllegalStateException("%s is no claim".formatted(event)));
        var fields = new LinkedHashMap<String, Object>();
        fields.put("holder", lease.holder());
        fields.put("generation", lease.generation());
        fields.put("expiresAt", lease.expiresAt());
        fields.putAll(more);
        return new Outcome.Done(id, receipt, false, Optional.empty(), fields);
    }

    private static AgentQueries queries(Ground ground) {
        return AgentOperations.queries(ground);
    }

    private TaskOperations() {}
}
