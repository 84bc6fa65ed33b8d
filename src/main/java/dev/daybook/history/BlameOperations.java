package dev.daybook.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Rejected;
import dev.daybook.history.Blame.Blamed;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.ArgumentForm.When;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Progress;
import dev.daybook.projection.AsOf;
import dev.daybook.shape.Says;
import dev.daybook.shape.TextForm;
import dev.daybook.slice.Ground;
import dev.daybook.slice.Moment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which fact made each field of a thing what it is. */
final class BlameOperations {

    private static final int VALUE_CHARS_MAX = 60;

    private record OfOne(
            AnyThing which,

            @Says(
                    value = "only this field and what is in it, by its JSON pointer",
                    label = "POINTER",
                    max = 300,
                    pattern = "^/",
                    want = "a JSON pointer, such as /title",
                    like = "/spec")
            Optional<String> field,

            @Says(
                    value = "as it was then: at a position what counted there, rolled back later or not; at a time what"
                            + " had happened by then, as far as it counts today",
                    form = TextForm.MOMENT,
                    like = "41")
            Optional<String> asOf,

            @Says(
                    value = "as it was known at this time or so long ago: what was written down later was not",
                    form = TextForm.TIME,
                    like = "1h")
            Optional<String> asRecorded,

            @Says(value = "as it would be in that branch", label = "NAME", min = 1, max = 200, like = "without-bot")
            Optional<String> branch) {

        boolean isWanted(Blamed blamed) {
            return field.map(pointer -> blamed.field().equals(pointer)
                            || blamed.field().startsWith(pointer.endsWith("/") ? pointer : pointer + "/"))
                    .orElse(true);
        }

        AsOf moment(Call call, Ground ground) {
            if (asOf.isPresent() && asRecorded.isPresent()) {
                throw Rejected.invalidAt("/asOf", "and asRecorded are both given: want one of them");
            }
            if (branch.isPresent() && (asOf.isPresent() || asRecorded.isPresent())) {
                throw Rejected.invalidAt(
                        "/branch",
                        "and %s are both given: want one of them".formatted(asOf.isPresent() ? "asOf" : "asRecorded"));
            }
            return branch.flatMap(name -> ground.service(Branches.class).asOf(name))
                    .or(() -> asOf.map(text -> Moment.of("asOf", text, call.now(), ground)))
                    .or(() -> asRecorded.map(text -> Moment.recorded("asRecorded", text, call.now(), ground)))
                    .orElseGet(() -> AsOf.position(ground.journal().head(), ground.journal(), ground.timelines()));
        }
    }

    static final Operations<Ground> ALL = new Operations<>(
            "",
            "audit",
            "Who, what, when, before and after.",
            List.of(Operation.<OfOne, Ground>reads("blame", "getBlame", "GET /blame/{kind}/{id}", OfOne.class)
                    .says(
                            "Each field of a thing as it is shown, with the fact that made it so, and what it was before.",
                            "Texts of several lines are told line by line, and what a list holds each by its own fact.")
                    .from(Operation.JOURNAL)
                    .takesLong()
                    .columns(new Column("field", BlameOperations::field))
                    .columns(new Column("value", row -> Column.brief(row.path("value"), VALUE_CHARS_MAX)))
                    .columns(new Column("before", row -> Column.brief(row.path("before"), VALUE_CHARS_MAX)))
                    .columns("by=actor", "when=occurredAt", "event=type", "session", "position")
                    .csv("field", "line", "value", "before", "position", "type", "actor", "session", "correlation")
                    .csv("source", "occurredAt", "recordedAt")
                    .called(commandForm -> commandForm
                            .words("kind/id")
                            .option("asOf", "--at")
                            .time("asOf", When.LAST)
                            .time("asRecorded", When.LAST)
                            .ifNone("{kind}/{id} has no such field", "field"))
                    .lists("Blamed", Blamed.class, BlameOperations::blame)));

    private static Outcome blame(OfOne ofOne, Call call, Ground ground) {
        StreamId thing = ofOne.which().stream();
        AsOf moment = ofOne.moment(call, ground);
        return Blame.isQuick(thing, ground)
                ? Outcome.shown(blamed(ofOne, moment, call, ground, Progress.UNHEARD))
                : new Outcome.Work(thing.toString(), progress -> blamed(ofOne, moment, call, ground, progress));
    }

    private static Map<String, List<Blamed>> blamed(
            OfOne ofOne, AsOf moment, Call call, Ground ground, Progress progress) {
        return Map.of(
                "items",
                Blame.of(ofOne.which().stream(), moment, call, ground, progress).stream()
                        .filter(ofOne::isWanted)
                        .toList());
    }

    private static String field(JsonNode row) {
        return row.path("field").asText()
                + (row.has("line") ? ":" + row.path("line").asText() : "");
    }

    private BlameOperations() {}
}
