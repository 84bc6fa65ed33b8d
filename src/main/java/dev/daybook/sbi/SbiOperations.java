package dev.daybook.sbi;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.f4b6a3.ulid.UlidFactory;
import dev.daybook.command.Receipt;
import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.event.Catalog;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.query.Page;
import dev.daybook.shape.Says;
import dev.daybook.shape.Shape;
import dev.daybook.slice.Ground;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What may be asked of tasks: to describe them, and to take one. What is done about them is in {@link TurnOperations}. */
final class SbiOperations {

    static final String READ_MODEL = "sbi";
    static final String SBI = "/sbis/{id}";
    static final int DOCUMENT_CHARS_MAX = 4 << 20;

    private static final Set<String> LEASES = Stream.of(
                    SbiEvent.LeaseAcquired.class, SbiEvent.LeaseRenewed.class, SbiEvent.LeaseTakenOver.class)
            .map(Catalog::name)
            .collect(Collectors.toUnmodifiableSet());

    private static final UlidFactory IDS = UlidFactory.newMonotonicInstance();

    record None() {}

    record Which(
            @Says(value = "which task", min = 1, max = 200, thing = "sbi", like = "SBI-01K6FRP24VXAE1C24TYMZ95G6S")
            String id) {
        SbiId sbi() {
            return new SbiId(id);
        }
    }

    /** A task, and the lease that something is done to it under. */
    record Leased(
            Which which,

            @Says(
                    value = "only while this lease of the task lasts: the generation that pick or lease printed",
                    label = "N",
                    min = 0,
                    like = "4")
            Optional<Long> lease) {

        /** Returns what has {@code command} done only while the lease lasts that is named, if one is. */
        SbiCommand under(SbiCommand command, Call call) {
            return lease.<SbiCommand>map(number -> new SbiCommand.UnderLease(command, number, call.now()))
                    .orElse(command);
        }

        Outcome done(SbiCommand command, Call call) {
            return call.done(under(command, call));
        }

        /** Returns who works, as far as it is said: the holder is the actor unless another is named. */
        SbiCommand.Worker worker(Optional<String> holder, Call call) {
            return new SbiCommand.Worker(holder.or(call::namedActor), lease, call.now());
        }
    }

    private record Listed(
            @Says(
                    value = "only these",
                    words = {"READY", "WIP", "REVIEW", "REVIEW&WIP", "DONE", "FAILED", "UNKNOWN"},
                    like = "READY")
            List<String> status,

            @Says(value = "only tasks with this label", max = 64, like = "backend")
            Optional<String> label,

            @Says(value = "only those of this PBI or EPIC", label = "PLAN", max = 200, like = "PBI-7")
            Optional<String> parent,

            @Says(value = "only those of this priority", label = "0..2", min = 0, max = 2, like = "1")
            Optional<Integer> priority,

            @Says(
                    value = "the most urgent first, the oldest, the newest, the last changed",
                    label = "ORDER",
                    words = {"priority", "created", "newest", "updated"},
                    standard = "priority",
                    like = "updated")
            String sort) {
        SbiFilter filter() {
            return new SbiFilter(
                    status.stream()
                            .map(word -> Status.of(word).orElse(Status.UNKNOWN))
                            .collect(Collectors.toSet()),
                    label,
                    parent,
                    priority,
                    SbiFilter.Sort.of(sort));
        }
    }

    private record Shown(
            Which which, @Says("also if it was deleted") boolean deleted) {}

    private record Registered(
            @Says(value = "SBI- and a ULID (default: a new one)", min = 1, max = 200)
            Optional<String> id,

            @Says(value = "the id of the task elsewhere", label = "ID", max = 200)
            Optional<String> taskId,

            @Says(value = "what it is about, in one line", min = 1, max = 200, like = "Add login")
            String title,

            @Says(
                    value = "the specification, Markdown",
                    label = "FILE",
                    max = DOCUMENT_CHARS_MAX,
                    like = "# Login\n\nA user signs in with a passkey.")
            Optional<String> spec,

            @Says(value = "the main label", max = 64) Optional<String> label,

            @Says(value = "a label; repeat it for more", label = "LABEL", min = 1, max = 64, most = 32, like = "auth")
            List<String> labels,

            @Says(
                    value = "0 is normal, 2 the most urgent",
                    label = "0..2",
                    min = 0,
                    max = 2,
                    standard = "0",
                    like = "1")
            int priority,

            @Says(value = "the PBI or EPIC it belongs to", label = "PLAN", min = 1, max = 200)
            Optional<String> parent,

            @Says(value = "tasks that must be done first", label = "ID", min = 1, max = 200, most = 1_000)
            List<String> dependsOn,

            @Says("it is done with its implementation, without a review")
            boolean onlyImplement,

            @Says(value = "anything else, as a JSON object", label = "JSON", object = true)
            Optional<Json> metadata) {
        SbiCommand.Register command(Instant now) {
            return new SbiCommand.Register(
                    new SbiId(id.orElseGet(() -> "SBI-" + IDS.create(now.toEpochMilli()))),
                    taskId,
                    title,
                    spec,
                    label.orElse(""),
                    labels,
                    priority,
                    parent,
                    dependsOn.stream().map(SbiId::new).toList(),
                    onlyImplement,
                    metadata.orElse(Json.EMPTY_OBJECT),
                    Set.of());
        }
    }

    /** What {@link SbiShape#EDITED} names stands here as well, to be described. */
    record Edited(
            Leased leased,

            @Says(value = "a new title", label = "TEXT", min = 1, max = 200)
            Optional<String> title,

            @Says(value = "a new specification, Markdown", label = "FILE", max = DOCUMENT_CHARS_MAX)
            Optional<String> spec,

            @Says(value = "the main label from now on", max = 64)
            Optional<String> label,

            @Says(value = "the labels it has from now on; '' is none", label = "LABEL", min = 1, max = 64, most = 32)
            Optional<List<String>> labels,

            @Says(value = "a new priority", label = "0..2", min = 0, max = 2, like = "2")
            Optional<Integer> priority,

            @Says(value = "what it belongs to from now on; '' is nothing", label = "PLAN", min = 1, max = 200)
            Optional<Optional<String>> parent,

            @Says(value = "who is to work on it from now on; '' is nobody", label = "NAME", min = 1, max = 200)
            Optional<Optional<String>> assignee,

            @Says(
                    value = "what must be done first from now on; '' is nothing",
                    label = "ID",
                    min = 1,
                    max = 200,
                    most = 1_000)
            Optional<List<String>> dependsOn,

            @Says(value = "its metadata from now on", label = "JSON", object = true)
            Optional<Json> metadata) {

        private static final Shape<Edited> SHAPE = Shape.arguments(Edited.class);

        SbiCommand.Edit command() {
            return new SbiCommand.Edit(
                    leased.which().sbi(),
                    SbiShape.changes(SHAPE.values(this)),
                    spec,
                    label,
                    labels,
                    dependsOn.map(ids -> ids.stream().map(SbiId::new).toList()),
                    metadata,
                    Set.of());
        }
    }

    private record Deleted(
            Leased leased,

            @Says(value = "why", max = 2_000, like = "duplicate")
            Optional<String> why) {}

    /** Who takes a lease, and for how long. */
    private record Taken(
            @Says(value = "who works on it (default: the actor)", label = "NAME", min = 1, max = 200, like = "agent-7")
            Optional<String> holder,

            @Says(value = "how long it is held", label = "N", min = 1, max = 86_400, standard = "600")
            int ttlSeconds) {
        SbiCommand.AcquireLease command(SbiId sbi, boolean renews, Call call) {
            return new SbiCommand.AcquireLease(
                    sbi,
                    holder.orElseGet(call::actor),
                    call.now(),
                    call.now().plusSeconds(ttlSeconds),
                    renews,
                    0); // counted where it is carried out
        }
    }

    private record Acquired(Leased leased, Taken taken) {}

    private record Released(
            Leased leased,

            @Says(value = "who holds it (default: the actor)", label = "NAME", min = 1, max = 200, like = "agent-7")
            Optional<String> holder) {}

    static final Operations<Ground> ALL = new Operations<>(
            "sbi",
            "tasks",
            "Tasks (SBIs): registered, worked on turn by turn, done.",
            Stream.concat(Stream.concat(describing(), TurnOperations.all()), Stream.of(labels()))
                    .toList());

    private static Page<SbiViews.Row> list(Listed it, Call call, Ground ground) {
        Page<SbiRow> page = queries(ground).list(it.filter(), call.cursor(), call.limit());
        return new Page<>(rows(page.items(), call, ground), page.next());
    }

    static List<SbiViews.Row> rows(List<SbiRow> rows, Call call, Ground ground) {
        Map<String, List<String>> labels =
                queries(ground).labels(rows.stream().map(SbiRow::id).toList());
        return rows.stream()
                .map(row -> SbiViews.Row.of(row, labels.getOrDefault(row.id(), List.of()), call.now()))
                .toList();
    }

    private static Stream<Operation<?, Ground>> describing() {
        return Stream.of(
                Operation.<Listed, Ground>reads("sbi list", "listSbis", "GET /sbis", Listed.class)
                        .says("The tasks, the most urgent first.")
                        .from(READ_MODEL)
                        .paged()
                        .columns(Column.thing("id", "id", "sbi"))
                        .columns("status", "title", "priority", "turn", "step", "updated=updatedAt", "labels")
                        .columns(new Column("lease", SbiOperations::holder))
                        .called(form -> form.limit(100)
                                .ifNone("no tasks that fit: daybook sbi register TITLE makes one, daybook migrate PATH"
                                        + " takes some over"))
                        .lists("SbiRow", SbiViews.Row.class, SbiOperations::list),
                Operation.<Shown, Ground>reads("sbi show", "getSbi", "GET " + SBI, Shown.class)
                        .says("Everything about one task.")
                        .from(READ_MODEL)
                        .withRevision()
                        .columns("id", "title")
                        .columns(new Column("status", SbiOperations::status))
                        .columns("step", "turn", "attempt", "decision", "priority", "label", "labels", "parent")
                        .columns("depends on=dependsOn", "assignee")
                        .columns(Column.withTimes("lease", SbiOperations::lease))
                        .columns("created=createdAt", "updated=updatedAt", "completed=completedAt", "metadata")
                        .columns("revision", "spec")
                        .called(form -> form.words("id"))
                        .showsKey(key -> Map.of("id", key))
                        .answers("Sbi", SbiOperations::show),
                Operation.<None, Ground>reads("sbi ready", "listReadySbis", "GET /sbis/ready", None.class)
                        .says(
                                "The next tasks to work on, as pick would take them.",
                                "No task that somebody has leased, that waits for another one or is in a cycle of"
                                        + " dependencies.")
                        .from(READ_MODEL)
                        .paged()
                        .columns("id", "status", "priority", "title")
                        .called(form -> form.limit(20)
                                .ifNone("nothing to do: all is done, leased, or waits for something else"))
                        .tool("ready")
                        .lists("Ready", Candidate.class, SbiOperations::ready),
                Operation.<Registered, Ground>writes("sbi register", "registerSbi", "POST /sbis", Registered.class)
                        .says(
                                "Registers a task.",
                                "Without an id it gets a new one. Registering the same task again changes nothing; with"
                                        + " other content it is a conflict. Parent and dependencies must be there, and form no cycle.")
                        .revision(Revision.NONE)
                        .also(504)
                        .called(form -> form.words("title")
                                .file("spec")
                                .hidden("label")
                                .option("labels", "--label")
                                .commas("dependsOn")
                                .begins())
                        .creates("Written", (registered, call, ground) -> {
                            Receipt receipt = call.submit(registered.command(call.now()), service(ground)::register);
                            String id = StreamId.parse(receipt.stream()).key();
                            return Outcome.created(place(id), id, receipt);
                        }),
                Operation.<Edited, Ground>writes("sbi edit", "editSbi", "PATCH " + SBI, Edited.class)
                        .says("Changes what is given and leaves the rest.")
                        .revision(Revision.REQUIRED)
                        .inHeader("lease", "Daybook-Lease")
                        .also(504)
                        .tool("update", "edit", "label", "metadata")
                        .called(form -> form.words("id")
                                .file("spec")
                                .hidden("label")
                                .option("labels", "--label")
                                .option("lease", "--lease-generation")
                                .commas("dependsOn"))
                        .answers(
                                "Written",
                                (edited, call, ground) -> Outcome.done(
                                        edited.leased().which().id(),
                                        call.submit(
                                                edited.command(),
                                                edit -> service(ground)
                                                        .edit(
                                                                edit,
                                                                edited.parent().flatMap(parent -> parent),
                                                                command -> edited.leased()
                                                                        .under(command, call))))),
                Operation.<Taken, Ground>writes("sbi pick", "pickSbi", "POST /sbis/pick", Taken.class)
                        .says(
                                "Leases the next task to work on: by priority, age and dependencies.",
                                "Passed over: tasks with unfinished dependencies, in a dependency cycle, leased by"
                                        + " anybody, done or failed.")
                        .revision(Revision.NONE)
                        .also(204, 504)
                        .tool("claim", "next")
                        .called(form -> form.option("ttlSeconds", "--seconds")
                                .setting("holder", "actor")
                                .ifNone("nothing to do"))
                        .answers("Picked", SbiOperations::pick),
                Operation.<Acquired, Ground>writes(
                                "sbi lease", "acquireLease", "POST " + SBI + "/lease", Acquired.class)
                        .says(
                                "Takes the lease of a task, or renews it.",
                                "One that has expired is taken over and gets a new generation; one that lasts is renewed"
                                        + " by its holder and keeps it. Work that names the generation is refused once"
                                        + " another lease has begun or this one has expired.")
                        .inHeader("lease", "Daybook-Lease")
                        .tool("claim", "this")
                        .called(form -> form.words("id")
                                .option("lease", "--lease-generation")
                                .option("ttlSeconds", "--seconds")
                                .setting("holder", "actor"))
                        .answers("Leased", (acquired, call, ground) -> {
                            var command = acquired.taken()
                                    .command(acquired.leased().which().sbi(), true, call);
                            Receipt receipt = call.submit(acquired.leased().under(command, call));
                            return leased(acquired.leased().which().id(), receipt, Map.of(), Optional.empty(), ground);
                        }),
                Operation.<Released, Ground>writes(
                                "sbi release", "releaseLease", "DELETE " + SBI + "/lease", Released.class)
                        .says("Gives the lease of a task back.")
                        .inHeader("lease", "Daybook-Lease")
                        .tool("claim", "release")
                        .called(form -> form.words("id")
                                .option("lease", "--lease-generation")
                                .setting("holder", "actor"))
                        .answers(
                                "Written",
                                (released, call, _) -> call.done(new SbiCommand.ReleaseLease(
                                        released.leased().which().sbi(),
                                        released.holder().orElseGet(call::actor),
                                        released.leased().lease()))),
                Operation.<Deleted, Ground>destroys("sbi delete", "deleteSbi", "DELETE " + SBI, Deleted.class)
                        .says(
                                "Takes a task off the list; its history stays. rollback --to what was before brings it back.")
                        .revision(Revision.REQUIRED)
                        .inHeader("lease", "Daybook-Lease")
                        .called(form -> form.words("id").option("lease", "--lease-generation"))
                        .answers(
                                "Written",
                                (deleted, call, _) -> deleted.leased()
                                        .done(
                                                new SbiCommand.Delete(
                                                        deleted.leased().which().sbi(), deleted.why()),
                                                call)));
    }

    private static Operation<?, Ground> labels() {
        return Operation.<None, Ground>reads("sbi labels", "listLabels", "GET /labels", None.class)
                .says("All labels with their number of tasks.")
                .from(READ_MODEL)
                .columns("label", "tasks")
                .called(form -> form.ifNone("no task has a label"))
                .lists(
                        "LabelCount",
                        LabelCount.class,
                        (_, _, ground) ->
                                Outcome.shown(Map.of("items", queries(ground).labels())));
    }

    static SbiQueries queries(Ground ground) {
        return new SbiQueries(ground.readModels()::read);
    }

    static String place(String id) {
        return "/sbis/" + Operation.encoded(id);
    }

    /** Only one: what it does to several tasks it does alone. */
    private static TaskService service(Ground ground) {
        return ground.once(
                TaskService.class,
                () -> new TaskService(
                        ground.commands(),
                        new ReadModelTasks(ground.journal(), ground.readModels(), queries(ground), ground.follow())));
    }

    private static Outcome show(Shown it, Call call, Ground ground) {
        String id = it.which().id();
        SbiView view = queries(ground).find(id).orElseThrow(() -> Rejected.notFound("%s is not registered", id));
        if (view.deleted() && !it.deleted()) {
            throw Rejected.notFound(
                    "%s was deleted: ask with ?deleted=true, or for its history at /api/v1/history/sbi/%s",
                    id, Operation.encoded(id));
        }
        Instant now = call.now();
        boolean expired = view.lease().filter(lease -> lease.expiredAt(now)).isPresent();
        return new Outcome.Thing(
                new StreamId("sbi", id),
                view.revision(),
                expired ? "expired" : "",
                revision -> SbiViews.task(
                        view,
                        now,
                        revision,
                        queries(ground)
                                .executions(id, Optional.empty(), Page.LIMIT_MAX)
                                .items(),
                        queries(ground)
                                .attachments(id, Optional.empty(), Page.LIMIT_MAX)
                                .items()));
    }

    /** The next page begins behind so many: what is picked meanwhile moves the others up. */
    private static Outcome ready(None it, Call call, Ground ground) {
        int behind = call.cursor().map(SbiOperations::behind).orElse(0);
        int limit = Page.checkedLimit(call.limit());
        List<Candidate> first = queries(ground).pickable(call.now(), behind + limit + 1);
        List<Candidate> rest = first.subList(Math.min(behind, first.size()), first.size());
        return new Page<>(
                rest.subList(0, Math.min(limit, rest.size())),
                rest.size() > limit ? Optional.of(Integer.toString(behind + limit)) : Optional.empty());
    }

    private static int behind(String cursor) {
        if (!cursor.matches("[0-9]{1,7}")) {
            throw Rejected.invalidAt("/cursor", "'%s' is no cursor of this list: want the next of a page", cursor);
        }
        return Integer.parseInt(cursor);
    }

    private static Outcome pick(Taken it, Call call, Ground ground) {
        return service(ground)
                .pick(call.now(), sbi -> call.submission(it.command(sbi, false, call)))
                .map(picked -> {
                    String id = StreamId.parse(picked.receipt().stream()).key();
                    SbiView view =
                            queries(ground).find(id).orElseThrow(() -> Rejected.notFound("%s is not registered", id));
                    Map<String, Object> more = new LinkedHashMap<>();
                    more.put("title", view.said().title());
                    more.put("status", view.status());
                    more.put("priority", view.said().priority());
                    return leased(id, picked.receipt(), more, Optional.of(place(id)), ground);
                })
                .orElseGet(Outcome.Nothing::new);
    }

    /** Tells of the lease that a command gave, or that was the same before. */
    private static Outcome leased(
            String id, Receipt receipt, Map<String, Object> more, Optional<String> place, Ground ground) {
        Event event = ground.newest(receipt, LEASES)
                .orElseThrow(() -> new IllegalStateException("%s has a lease that nobody took".formatted(id)));
        var fields = new LinkedHashMap<String, Object>();
        switch (event) {
            case SbiEvent.LeaseAcquired it -> lease(fields, it.holder(), it.generation(), it.expiresAt());
            case SbiEvent.LeaseRenewed it -> lease(fields, it.holder(), it.generation(), it.expiresAt());
            case SbiEvent.LeaseTakenOver it -> lease(fields, it.holder(), it.generation(), it.expiresAt());
            default -> throw new IllegalStateException("%s is no lease".formatted(event));
        }
        fields.putAll(more);
        return new Outcome.Done(id, receipt, false, place, fields);
    }

    private static void lease(Map<String, Object> fields, String holder, long generation, Instant expiresAt) {
        fields.put("holder", holder);
        fields.put("generation", generation);
        fields.put("expiresAt", expiresAt);
    }

    private static String holder(JsonNode sbi) {
        JsonNode lease = sbi.path("lease");
        return lease.path("holder").asText() + (lease.path("expired").asBoolean() ? " (expired)" : "");
    }

    private static String status(JsonNode sbi) {
        String original = sbi.path("originalStatus").asText("");
        return sbi.path("status").asText()
                + (original.isEmpty() ? "" : " (was " + original + ")")
                + (sbi.path("deleted").asBoolean() ? " (deleted)" : "");
    }

    private static String lease(JsonNode sbi) {
        JsonNode lease = sbi.path("lease");
        return lease.isMissingNode()
                ? ""
                : "%s %s %s (lease %s)"
                        .formatted(
                                lease.path("holder").asText(),
                                lease.path("expired").asBoolean() ? "until it expired at" : "until",
                                lease.path("expiresAt").asText(),
                                lease.path("generation").asText());
    }

    private SbiOperations() {}
}
