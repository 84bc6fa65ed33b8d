package dev.daybook.http;

import com.github.f4b6a3.ulid.UlidFactory;
import dev.daybook.command.Receipt;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.event.Catalog;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.query.Page;
import dev.daybook.sbi.SbiCommand;
import dev.daybook.sbi.SbiCommand.UnderLease;
import dev.daybook.sbi.SbiCommand.Worker;
import dev.daybook.sbi.SbiEvent;
import dev.daybook.sbi.SbiFilter;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.SbiQueries;
import dev.daybook.sbi.SbiShape;
import dev.daybook.sbi.SbiView;
import dev.daybook.sbi.Status;
import dev.daybook.sbi.TaskService;
import dev.daybook.sbi.TaskService.Picked;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tasks: register, list, show, edit, delete, pick, lease, reset, terminate. */
final class SbiRoutes {

    private static final String READ_MODEL = "sbi";

    /** How long a lease is held if the caller does not say; the contract promises it. */
    private static final int LEASE_S = 600;

    private static final Set<String> LEASES = Stream.of(
                    SbiEvent.LeaseAcquired.class, SbiEvent.LeaseRenewed.class, SbiEvent.LeaseTakenOver.class)
            .map(Catalog::name)
            .collect(Collectors.toUnmodifiableSet());

    private final SbiQueries queries;
    private final TaskService taskService;
    private final CommandRequests writing;
    private final Reading reading;
    private final Revisions revisions;
    private final InstantSource clock;
    private final UlidFactory ids = UlidFactory.newMonotonicInstance();

    SbiRoutes(
            SbiQueries queries,
            TaskService taskService,
            CommandRequests writing,
            Reading reading,
            Revisions revisions,
            InstantSource clock) {
        this.queries = queries;
        this.taskService = taskService;
        this.writing = writing;
        this.reading = reading;
        this.revisions = revisions;
        this.clock = clock;
    }

    void mount(Routes on) {
        on.get("/sbis", this::list);
        on.post("/sbis", this::register);
        on.post("/sbis/pick", this::pick);
        on.get("/sbis/{id}", this::show);
        on.patch("/sbis/{id}", this::edit);
        on.delete("/sbis/{id}", this::delete);
        on.post("/sbis/{id}/lease", this::lease);
        on.delete("/sbis/{id}/lease", this::release);
        on.post("/sbis/{id}/reset", this::reset);
        on.post("/sbis/{id}/terminate", this::terminate);
        on.get("/labels", this::labels);
    }

    static SbiId id(Request request) {
        return new SbiId(request.path("id"));
    }

    /** Returns the lease that the request is made under, if it names one. */
    static Optional<Long> generation(Request request) {
        return request.header("Daybook-Lease").map(Long::valueOf);
    }

    /** Returns who works, as far as the request says: the holder is the actor unless another is named. */
    static Worker worker(Request request, Instant now) {
        Optional<String> actor = request.header(CommandRequests.ACTOR_HEADER).isPresent()
                        || !request.caller().mayAct()
                ? Optional.of(CommandRequests.actor(request))
                : Optional.empty();
        return new Worker(request.body().maybeText("holder").or(() -> actor), generation(request), now);
    }

    /** Returns what has {@code command} done only while the lease lasts that the request names, if it names one. */
    static SbiCommand underLease(Request request, SbiCommand command, Instant now) {
        return generation(request)
                .<SbiCommand>map(it -> new UnderLease(command, it, now))
                .orElse(command);
    }

    private SbiCommand underLease(Request request, SbiCommand command) {
        return underLease(request, command, clock.instant());
    }

    static String location(String id) {
        return "%s/sbis/%s".formatted(Routes.API, Reading.encoded(id));
    }

    private Answer list(Request request) {
        var filter = new SbiFilter(
                request.texts("status").stream()
                        .map(word -> Status.of(word).orElse(Status.UNKNOWN))
                        .collect(Collectors.toSet()),
                request.text("label"),
                request.text("parent"),
                request.text("priority").map(Integer::valueOf),
                SbiFilter.Sort.of(request.text("sort").orElseThrow()));
        return reading.page(
                request,
                READ_MODEL,
                (cursor, limit) -> queries.list(filter, cursor, limit),
                row -> Views.Row.of(row, clock.instant()));
    }

    private Answer register(Request request) {
        BodyFields body = request.body();
        SbiId sbi =
                body.maybeText("id").map(SbiId::new).orElseGet(() -> new SbiId("SBI-" + ids.create(clock.millis())));
        var command = new SbiCommand.Register(
                sbi,
                body.maybeText("taskId"),
                body.text("title"),
                body.maybeText("spec"),
                body.text("label"),
                body.texts("labels"),
                body.number("priority", 0),
                body.maybeText("parent"),
                body.ids("dependsOn"),
                body.flag("onlyImplement"),
                body.maybeJson("metadata").orElse(Json.EMPTY_OBJECT),
                Set.of());
        Receipt receipt = writing.submit(writing.submission(request, command), taskService::register);
        String id = CommandRequests.key(receipt);
        return writing.created(location(id), id, receipt);
    }

    private Answer show(Request request) {
        long position = reading.upTo(request, READ_MODEL);
        String id = request.path("id");
        SbiView view = queries.find(id).orElseThrow(() -> Rejected.notFound("%s is not registered", id));
        if (view.deleted() && !request.flag("deleted")) {
            throw Rejected.notFound(
                    "%s was deleted: ask with ?deleted=true, or for its history at %s/history/sbi/%s",
                    id, Routes.API, Reading.encoded(id));
        }
        StreamId stream = new StreamId("sbi", id);
        long revision = revisions.shown(stream, view.revision());
        Instant now = clock.instant();
        String tag = revisions.tag(stream, revision, new Position(position));
        boolean expired = view.lease().filter(it -> it.expiredAt(now)).isPresent();
        return Reading.conditional(
                request,
                expired ? Revisions.variant(tag, "expired") : tag,
                position,
                () -> Views.task(
                        view,
                        now,
                        revision,
                        queries.executions(id, Optional.empty(), Page.LIMIT_MAX).items(),
                        queries.attachments(id, Optional.empty(), Page.LIMIT_MAX)
                                .items()));
    }

    private Answer edit(Request request) {
        BodyFields body = request.body();
        var command = new SbiCommand.Edit(
                id(request),
                SbiShape.changes(body.values()),
                body.maybeText("spec"),
                body.maybeText("label"),
                body.maybeTexts("labels"),
                body.maybeIds("dependsOn"),
                body.maybeJson("metadata"),
                Set.of());
        Receipt receipt = writing.submit(
                writing.submission(request, command, revisions.required(request, CommandRequests.stream(command))),
                it -> taskService.edit(it, edit -> underLease(request, edit)));
        return writing.written(command.key(), receipt);
    }

    private Answer delete(Request request) {
        return writing.carryOutConditionally(
                request, underLease(request, new SbiCommand.Delete(id(request), request.text("why"))));
    }

    private Answer lease(Request request) {
        SbiCommand.AcquireLease command = acquire(request, id(request), true);
        Receipt receipt = writing.submit(request, underLease(request, command));
        return writing.answer(200, receipt, leased(command, receipt));
    }

    private Answer release(Request request) {
        return writing.carryOut(
                request,
                new SbiCommand.ReleaseLease(
                        id(request),
                        request.text("holder").orElseGet(() -> CommandRequests.actor(request)),
                        generation(request)));
    }

    private Answer pick(Request request) {
        Instant now = clock.instant();
        Optional<Picked> picked = taskService.pick(
                now, sbi -> writing.submission(request, acquire(request, sbi, false), OptionalLong.empty()));
        if (picked.isEmpty()) {
            return Answer.empty(204);
        }
        Receipt receipt = picked.get().receipt();
        String id = CommandRequests.key(receipt);
        Map<String, Object> fields = leased(acquire(request, new SbiId(id), false), receipt);
        SbiView view = queries.find(id).orElseThrow(() -> Rejected.notFound("%s is not registered", id));
        fields.put("title", view.said().title());
        fields.put("status", view.status());
        fields.put("priority", view.said().priority());
        return writing.answer(200, receipt, fields).with("Location", location(id));
    }

    private SbiCommand.AcquireLease acquire(Request request, SbiId sbi, boolean renews) {
        BodyFields body = request.body();
        Instant now = clock.instant();
        return new SbiCommand.AcquireLease(
                sbi,
                body.maybeText("holder").orElseGet(() -> CommandRequests.actor(request)),
                now,
                now.plusSeconds(body.number("ttlSeconds", LEASE_S)),
                renews,
                0); // counted where it is carried out
    }

    private Map<String, Object> leased(SbiCommand.AcquireLease command, Receipt receipt) {
        Map<String, Object> fields = new LinkedHashMap<>(CommandRequests.fields(command.key(), receipt));
        SbiView.Lease lease = lease(command.sbi(), receipt);
        fields.put("holder", lease.holder());
        fields.put("generation", lease.generation());
        fields.put("expiresAt", lease.expiresAt());
        return fields;
    }

    /** Returns the lease that a command gave, or that was the same before. */
    private SbiView.Lease lease(SbiId sbi, Receipt receipt) {
        var event = writing.newest(receipt, LEASES)
                .orElseThrow(() -> new IllegalStateException("%s has a lease that nobody took".formatted(sbi)));
        return switch (event) {
            case SbiEvent.LeaseAcquired it -> new SbiView.Lease(it.holder(), it.generation(), it.expiresAt());
            case SbiEvent.LeaseRenewed it -> new SbiView.Lease(it.holder(), it.generation(), it.expiresAt());
            case SbiEvent.LeaseTakenOver it -> new SbiView.Lease(it.holder(), it.generation(), it.expiresAt());
            default -> throw new IllegalStateException("%s is no lease".formatted(event));
        };
    }

    private Answer reset(Request request) {
        BodyFields body = request.body();
        Status status = body.maybeText("status").flatMap(Status::of).orElse(Status.READY);
        return writing.carryOut(
                request, underLease(request, new SbiCommand.ResetTo(id(request), status, body.maybeText("why"))));
    }

    private Answer terminate(Request request) {
        return writing.carryOut(
                request,
                underLease(
                        request,
                        new SbiCommand.Terminate(id(request), request.body().maybeText("why"))));
    }

    private Answer labels(Request request) {
        long position = reading.upTo(request, READ_MODEL);
        return Answer.json(Map.of("items", queries.labels())).at(position);
    }
}
