package dev.daybook.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Rejected;
import dev.daybook.history.AuditViews.Audited;
import dev.daybook.history.AuditViews.Changed;
import dev.daybook.history.AuditViews.State;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.ArgumentForm.When;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.CommandForm;
import dev.daybook.operation.Moments;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.projection.AsOf;
import dev.daybook.query.Activity;
import dev.daybook.query.AuditFilter;
import dev.daybook.query.AuditQueries;
import dev.daybook.query.During;
import dev.daybook.query.HistoryQueries;
import dev.daybook.query.Span;
import dev.daybook.query.StateView;
import dev.daybook.shape.Argument;
import dev.daybook.shape.Says;
import dev.daybook.shape.TextForm;
import dev.daybook.slice.Ground;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who changed what, and what became of one thing. */
final class AuditOperations {

    static final String READ_MODEL = "audit";

    private record Recorded(
            @Says(
                    value = "written down from this time or day on, or so long ago, whenever it happened",
                    form = TextForm.TIME,
                    like = "1h")
            Optional<String> recordedSince,

            @Says(
                    value = "written down before this time, up to the end of this day, or so long ago",
                    form = TextForm.TIME,
                    like = "2026-01-31T12:00:00Z")
            Optional<String> recordedUntil) {
        Span span(Call call) {
            return new Span(
                    call.time("recordedSince", recordedSince, When.FROM),
                    call.time("recordedUntil", recordedUntil, When.UNTIL));
        }
    }

    /** So long back activity is shown if nobody says since when. */
    private static final Duration ACTIVE = Duration.ofHours(24);

    private record Active(
            @Says(
                    value = "what is counted together",
                    words = {"hour", "day"},
                    standard = "hour",
                    like = "day")
            String by,

            During during) {}

    private record Listed(
            @Says(
                    value = "only this thing, kind/id, or this kind",
                    label = "KIND/ID",
                    thing = Argument.ANY_THING,
                    max = 300,
                    like = "sbi/SBI-01K6FRP24VXAE1C24TYMZ95G6S")
            Optional<String> entity,

            @Says(
                    value = "only what this person, agent or import did; mika/* for what mika's programs did over MCP",
                    label = "NAME",
                    max = 200,
                    like = "mika")
            Optional<String> actor,

            @Says(
                    value = "only this type of event; sbi.* for all of that kind",
                    label = "TYPE",
                    max = 100,
                    like = "sbi.registered")
            Optional<String> action,

            @Says(
                    value = "only from this door or file; name:* for all that begin so",
                    label = "DOOR",
                    max = 300,
                    like = "http")
            Optional<String> source,

            @Says(value = "only what belongs together, such as one import", max = 200, like = "nightly-4")
            Optional<String> correlation,

            @Says(value = "only what was done in this session", label = "NAME", max = 200, like = "s-1")
            Optional<String> session,

            During during,

            Recorded recorded,

            @Says(value = "only rows that contain this text", label = "TEXT", max = 200, like = "priority")
            Optional<String> q,

            @Says(value = "with what a rollback made void", standard = "true", like = "true")
            boolean undone,

            @Says(
                    value = "which end comes first",
                    words = {"newest", "oldest"},
                    standard = "newest",
                    like = "newest")
            String order) {
        AuditFilter filter(Call call) {
            return new AuditFilter(
                    entity,
                    actor,
                    action,
                    source,
                    correlation,
                    session,
                    during.span(call),
                    recorded.span(call),
                    q,
                    undone,
                    order.equals("newest"));
        }
    }

    private record OfOne(
            AnyThing which,

            @Says(
                    value =
                            "its state then in place of the changes: at a position what counted there, rolled back later"
                                    + " or not; at a time what had happened by then, as far as it counts today",
                    form = TextForm.MOMENT,
                    like = "2025-10-01T12:00:00Z")
            Optional<String> at,

            @Says(
                    value = "its state in that branch, in place of the changes",
                    label = "NAME",
                    min = 1,
                    max = 64,
                    like = "without-bot")
            Optional<String> branch,

            @Says(value = "with what a rollback made void", standard = "true", like = "true")
            boolean undone,

            @Says("with how long texts differ, line by line")
            boolean diff,

            Recorded recorded) {}

    private static final Column ENTITY = new Column("entity", AuditOperations::entity, Column.Holds.THING, "");

    static final Operations<Ground> ALL = new Operations<>(
            "",
            "audit",
            "Who, what, when, before and after.",
            List.of(
                    Operation.<Listed, Ground>reads("audit", "listAudit", "GET /audit", Listed.class)
                            .says("Who did what, when, and what it was before; the newest first.")
                            .from(READ_MODEL)
                            .paged()
                            .ofProjects(AuditOperations::entity)
                            .columns("timestamp")
                            .columns(ENTITY)
                            .columns("action", "actor")
                            .columns(Column.change("changed", "oldValue", "newValue"))
                            .columns(new Column("undone", AuditOperations::undone))
                            .columns("position")
                            .called(commandForm ->
                                    times(commandForm).limitInTables(50).ifNone("nothing recorded that fits"))
                            .csv("position", "timestamp", "recordedAt", "entityType", "entityId", "revision", "action")
                            .csv("changed", "oldValue", "newValue", "actor", "session", "source", "correlation")
                            .csv("causation", "undone", "undoneBy")
                            .lists(
                                    "AuditRow",
                                    AuditViews.Audited.class,
                                    (listed, call, ground) -> new AuditQueries(ground.reads(READ_MODEL))
                                            .of(call.origin())
                                            .list(listed.filter(call), call.cursor(), call.limit())
                                            .map(row -> Audited.of(row, Wording.of(ground)))),
                    Operation.<Listed, Ground>reads("log", "", "GET /audit", Listed.class)
                            .says("What happened and counts, the newest first, one line each.")
                            .from(READ_MODEL)
                            .paged()
                            .ofProjects(AuditOperations::entity)
                            .columns("position", "when=timestamp")
                            .columns(Column.line("what", "actor", "says"))
                            .columns(ENTITY)
                            .called(commandForm -> times(commandForm)
                                    .instead("undone", "false")
                                    .limit(20)
                                    .ifNone("nothing happened that fits")),
                    Operation.<Active, Ground>reads("activity", "listActivity", "GET /activity", Active.class)
                            .says(
                                    "Who did how much in each hour or day, the newest first.",
                                    "By when it happened: what an import tells of counts in the years of which it tells.")
                            .from(READ_MODEL)
                            .columns("at", "actor", "changes")
                            .csv("at", "actor", "changes")
                            .called(commandForm -> commandForm
                                    .time("since", When.FROM)
                                    .time("until", When.UNTIL)
                                    .ifNone("nothing happened then"))
                            .lists("Activity", Activity.class, AuditOperations::activity),
                    Operation.<OfOne, Ground>reads("history", "getHistory", "GET /history/{kind}/{id}", OfOne.class)
                            .says(
                                    "Every change of one thing with before and after, or what it was at some time.",
                                    "What was rolled back is listed, too, and marked with the position of the rollback.")
                            .from(READ_MODEL)
                            .paged()
                            .columns("timestamp", "action", "actor")
                            .columns(Column.change("changed", "before", "after"))
                            .columns(new Column("undone", AuditOperations::undone))
                            .columns("position")
                            .called(commandForm -> commandForm
                                    .words("kind/id")
                                    .time("at", When.LAST)
                                    .time("recordedSince", When.FROM)
                                    .time("recordedUntil", When.UNTIL)
                                    .flag(
                                            "undone",
                                            "--counting",
                                            "false",
                                            "only what counts: nothing that was rolled back")
                                    .alone("at", "branch")
                                    .layoutWith("diff", HistoryLines::of)
                                    .ifNone("nothing that fits happened to {kind}/{id}"))
                            .csv("position", "revision", "timestamp", "recordedAt", "action", "actor", "source")
                            .csv("changed", "before", "after", "undone", "undoneBy")
                            .answers("History", AuditOperations::history)));

    private static Outcome activity(Active it, Call call, Ground ground) {
        Span span = it.during().span(call);
        Span asked = span.since().isEmpty() && span.until().isEmpty()
                ? new Span(Optional.of(call.now().minus(ACTIVE)), Optional.empty())
                : span;
        return Outcome.shown(Map.of(
                "items",
                new AuditQueries(ground.reads(READ_MODEL))
                        .activity(asked, it.by().equals("day"))));
    }

    private static Outcome history(OfOne it, Call call, Ground ground) {
        var history = new HistoryQueries(ground.reads(READ_MODEL));
        StreamId thing = it.which().stream();
        Optional<AsOf> inBranch =
                it.branch().flatMap(name -> ground.service(Branches.class).asOf(name));
        if (it.branch().isPresent()) {
            if (it.at().isPresent()) {
                throw Rejected.invalidAt("/branch", "and at are both given: want one of them");
            }
            return Outcome.shown(in(
                    inBranch.orElseGet(
                            () -> AsOf.position(ground.journal().head(), ground.journal(), ground.timelines())),
                    thing,
                    it.branch().get(),
                    call,
                    ground));
        }
        if (it.at().isPresent()) {
            String at = it.at().get();
            boolean position = at.chars().allMatch(Character::isDigit);
            Instant time = position ? Instant.MAX : Moments.of("at", at, When.LAST, call.now());
            StateView state = (position
                            ? history.stateAt(thing.category(), thing.key(), Long.parseLong(at))
                            : history.stateAt(thing.category(), thing.key(), time))
                    .orElseThrow(() -> Rejected.notFound("nothing that counts had happened to %s at %s", thing, at));
            AsOf asOf = position
                    ? AsOf.position(
                            new Position(Math.min(Long.parseLong(at), call.position())),
                            ground.journal(),
                            ground.timelines())
                    : AsOf.time(time, ground.journal(), ground.timelines());
            return Outcome.shown(State.of(
                    state, ThingsThen.of(ground).view(thing, asOf, call, ground).orElse(state.fields())));
        }
        Span recorded = it.recorded().span(call);
        var page = history.changes(thing.category(), thing.key(), it.undone(), recorded, call.cursor(), call.limit());
        if (page.items().isEmpty() && call.cursor().isEmpty() && !history.isKnown(thing.category(), thing.key())) {
            throw Rejected.notFound("nothing ever happened to %s", thing);
        }
        return page.map(change -> Changed.of(change, it.diff()));
    }

    private static State in(AsOf branch, StreamId thing, String name, Call call, Ground ground) {
        Entry last = last(branch, thing, ground)
                .orElseThrow(() -> Rejected.notFound("nothing happened to %s in the branch '%s'", thing, name));
        return new State(
                thing.category(),
                thing.key(),
                last.position().value(),
                last.revision(),
                last.occurredAt(),
                ThingsThen.of(ground)
                        .view(thing, branch, call, ground)
                        .orElseThrow(() -> Rejected.invalidAt(
                                "/branch",
                                "nothing shows things of the kind '%s': a branch cannot be told",
                                thing.category())));
    }

    private static Optional<Entry> last(AsOf branch, StreamId thing, Ground ground) {
        var selection = new Selection.OfStream(thing);
        Position before = branch.end().next();
        for (List<Entry> page = ground.journal().readBackward(selection, before, Journal.PAGE);
                !page.isEmpty();
                page = ground.journal().readBackward(selection, before, Journal.PAGE)) {
            Optional<Entry> last = page.stream().filter(branch::counts).findFirst();
            if (last.isPresent()) {
                return last;
            }
            before = page.getLast().position();
        }
        return Optional.empty();
    }

    private static String entity(JsonNode row) {
        return row.path("entityType").asText() + "/" + row.path("entityId").asText();
    }

    private static CommandForm times(CommandForm form) {
        return form.option("q", "--text")
                .time("since", When.FROM)
                .time("until", When.UNTIL)
                .time("recordedSince", When.FROM)
                .time("recordedUntil", When.UNTIL);
    }

    private static String undone(JsonNode row) {
        return row.path("undone").asBoolean() ? "by " + row.path("undoneBy").asText() : "";
    }

    private AuditOperations() {}
}
