package dev.daybook.sbi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.command.Receipt;
import dev.daybook.domain.Event;
import dev.daybook.domain.Rejected;
import dev.daybook.event.Catalog;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.Hold;
import dev.daybook.operation.None;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Outcome;
import dev.daybook.query.Page;
import dev.daybook.sbi.SbiOperations.Leased;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What may be asked of leases: which task comes next, to take one, to keep it and to give it back. */
final class LeaseOperations {

    private static final String LEASE = SbiOperations.SBI + "/lease";

    private static final Set<String> LEASES = Stream.of(
                    SbiEvent.LeaseAcquired.class, SbiEvent.LeaseRenewed.class, SbiEvent.LeaseTakenOver.class)
            .map(Catalog::name)
            .collect(Collectors.toUnmodifiableSet());

    private record Acquired(Leased leased, Hold hold) {}

    private record Released(
            Leased leased,

            @Says(value = "who holds it (default: the actor)", label = "NAME", min = 1, max = 200, like = "agent-7")
            Optional<String> holder) {}

    static Operation<?, Ground> ready() {
        return Operation.<None, Ground>reads("sbi ready", "listReadySbis", "GET /sbis/ready", None.class)
                .says(
                        "The next tasks to work on, as pick would take them.",
                        "No task that somebody has leased, that waits for another one or is in a cycle of"
                                + " dependencies.")
                .from(SbiOperations.READ_MODEL)
                .paged()
                .ofProjects(row -> "sbi/" + row.path("id").asText())
                .columns(Column.thing("id", "id", "sbi"))
                .columns("status", "priority", "title")
                .called(form ->
                        form.limit(20).ifNone("nothing to do: all is done, leased, or waits for something else"))
                .tool("ready")
                .lists("Ready", Candidate.class, LeaseOperations::ready);
    }

    static Stream<Operation<?, Ground>> all() {
        return Stream.of(
                Operation.<Hold, Ground>writes("sbi pick", "pickSbi", "POST /sbis/pick", Hold.class)
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
                        .answers("Picked", LeaseOperations::pick),
                Operation.<Acquired, Ground>writes("sbi lease", "acquireLease", "POST " + LEASE, Acquired.class)
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
                            var command = acquire(
                                    acquired.hold(), acquired.leased().which().sbi(), true, call);
                            Receipt receipt = call.submit(acquired.leased().under(command, call));
                            return leased(acquired.leased().which().id(), receipt, Map.of(), Optional.empty(), ground);
                        }),
                Operation.<Released, Ground>writes("sbi release", "releaseLease", "DELETE " + LEASE, Released.class)
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
                                        released.leased().lease(),
                                        call.now()))));
    }

    /** The next page begins behind so many: what is picked meanwhile moves the others up. */
    private static Outcome ready(None it, Call call, Ground ground) {
        return SbiOperations.queries(ground)
                .of(call.origin())
                .pickable(call.now(), call.cursor(), Page.checkedLimit(call.limit()));
    }

    private static SbiCommand.AcquireLease acquire(Hold hold, SbiId sbi, boolean renews, Call call) {
        Instant now = call.now(); // once: the longest lease must not be too long
        return new SbiCommand.AcquireLease(
                sbi, hold.by(call), now, hold.until(now), renews, 0); // counted where it is carried out
    }

    private static Outcome pick(Hold it, Call call, Ground ground) {
        return SbiOperations.service(ground)
                .pick(call.now(), sbi -> call.submission(acquire(it, sbi, false, call)))
                .map(picked -> {
                    String id = StreamId.parse(picked.receipt().stream()).key();
                    SbiView view = SbiOperations.queries(ground)
                            .find(id)
                            .orElseThrow(() -> Rejected.notFound("%s is not registered", id));
                    Map<String, Object> more = new LinkedHashMap<>();
                    more.put("title", view.said().title());
                    more.put("status", view.status());
                    more.put("priority", view.said().priority());
                    return leased(id, picked.receipt(), more, Optional.of(SbiOperations.place(id)), ground);
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

    /** Returns the holder of the lease of a task that is shown. */
    static String holder(JsonNode sbi) {
        JsonNode lease = sbi.path("lease");
        return lease.path("holder").asText() + (lease.path("expired").asBoolean() ? " (expired)" : "");
    }

    /** Returns the lease of a task that is shown; empty if it has none. */
    static String shown(JsonNode sbi) {
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

    private LeaseOperations() {}
}
