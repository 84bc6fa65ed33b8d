package dev.daybook.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.event.Catalog;
import dev.daybook.event.JsonText;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.Drawing;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Part;
import dev.daybook.query.Page;
import dev.daybook.query.PositionCursor;
import dev.daybook.shape.Flaw;
import dev.daybook.shape.Flaw.Code;
import dev.daybook.shape.Flawed;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The facts themselves, and what they are made of. That new ones are sent as they are written is a matter of a door. */
final class JournalOperations {

    private static final int DATA_CHARS_MAX = 100;

    private record Typed(
            @Says(value = "those of this name", label = "NAME", min = 1, max = 100, like = "sbi.registered")
            Optional<String> name) {}

    private record Listed(
            @Says(
                    value = "only the facts of this thing",
                    label = "KIND/ID",
                    max = 300,
                    pattern = "^[^/]+/.+$",
                    want = "kind/id",
                    like = "sbi/SBI-01K6FRP24VXAE1C24TYMZ95G6S")
            Optional<String> stream,

            @Says(value = "only the facts of things of this kind", label = "KIND", max = 40, like = "sbi")
            Optional<String> category,

            @Says(value = "only events of this type", max = 100, like = "sbi.registered")
            Optional<String> type,

            @Says(value = "behind this position; before it if the newest come first", label = "N", min = 0, like = "41")
            Optional<Long> from,

            @Says(
                    value = "which end comes first",
                    words = {"oldest", "newest"},
                    standard = "oldest",
                    like = "oldest")
            String order) {

        Selection selection() {
            List<Selection> chosen = Stream.of(
                            stream.map(text -> Selection.stream(StreamId.parse(text))),
                            category.map(Selection::category),
                            type.<Selection>map(text -> new Selection.OfTypes(Set.of(text))))
                    .flatMap(Optional::stream)
                    .toList();
            if (chosen.size() > 1) {
                String detail = "is given, and so is another of stream, category and type: want one of them";
                String first = stream.isPresent() ? "/stream" : "/category";
                throw new Flawed(List.of(new Flaw(first, Code.NOT_TAKEN, detail, -1, -1)));
            }
            return chosen.isEmpty() ? Selection.all() : chosen.getFirst();
        }
    }

    private static final List<Column> FIELDS = List.of(Column.of("changed", "field"), brief("before"), brief("after"));

    /** A text of several lines is told below, by what differs. */
    private static Column brief(String member) {
        return new Column(member, change -> {
            JsonNode value = change.path(member);
            return change.hasNonNull("diff") && value.isTextual()
                    ? "%d lines".formatted(value.textValue().lines().count())
                    : Column.brief(value, DATA_CHARS_MAX);
        });
    }

    private record At(
            @Says(value = "its position", min = 1, max = Long.MAX_VALUE, like = "2")
            long position) {}

    private record Newest(
            @Says(value = "only the facts of this thing", label = "KIND/ID")
            Optional<String> stream,

            @Says(value = "only the facts of things of this kind", label = "KIND")
            Optional<String> category,

            @Says("only events of this type, such as sbi.registered")
            Optional<String> type) {}

    private static final Column[] TABLE = {
        Column.of("position", "position"),
        Column.of("occurred", "occurredAt"),
        Column.of("stream", "stream"),
        Column.of("type", "type"),
        Column.of("actor", "actor"),
        new Column("counts", row -> row.path("counts").asBoolean(true) ? "" : "void"),
        new Column("data", row -> Column.brief(row.path("data"), DATA_CHARS_MAX))
    };

    /** What a person sees of them. */
    static final Operations<Ground> SHOWN = new Operations<>(
            "journal",
            "journal",
            "The facts as they were written down.",
            List.of(
                    Operation.<Newest, Ground>reads("journal tail", "", "GET /journal", Newest.class)
                            .says("The newest facts, and those to come.")
                            .columns(TABLE)
                            .called(commandForm -> commandForm.procedure().ifNone("the journal has no such entries"))
                            .lists("Entry", Fact.class, JournalOperations::unlisted),
                    Operation.<At, Ground>reads("journal show", "getEntry", "GET /journal/{position}", At.class)
                            .says("One fact with everything that is known about it.")
                            .from(Operation.JOURNAL)
                            .drawn(new Drawing.Changes("/changes", "/field", "/before", "/after"))
                            .called(commandForm -> commandForm
                                    .words("position")
                                    .shows(
                                            Part.allBut("changes", "together", "data"),
                                            new Part.Rows("/changes", "", Integer.MAX_VALUE, FIELDS),
                                            Part.line(JournalOperations::diffs),
                                            Part.rows("/together", "", "position", "stream", "type")))
                            .answers("EntryDetails", FactDetails.class, JournalOperations::show)));

    /** Returns how long texts differ, below a line with the name of each field. */
    private static String diffs(JsonNode fact) {
        return fact.path("changes")
                .valueStream()
                .filter(change -> change.hasNonNull("diff"))
                .flatMap(change -> Stream.concat(
                        Stream.of("", change.path("field").asText() + ":"),
                        HistoryLines.diffLines(change.path("diff").asText()).stream()))
                .collect(Collectors.joining("\n"));
    }

    static final Operations<Ground> ALL = new Operations<>(
            "",
            "journal",
            "The facts.",
            List.of(
                    Operation.<Listed, Ground>reads("", "listJournal", "GET /journal", Listed.class)
                            .says("The facts as they were written down.")
                            .from(Operation.JOURNAL)
                            .paged()
                            .columns(TABLE)
                            .csv("position", "recordedAt", "occurredAt", "stream", "revision", "type", "version")
                            .csv("actor", "source", "session", "correlation", "causation", "counts", "data")
                            .lists("Entry", Fact.class, JournalOperations::list),
                    Operation.<Typed, Ground>reads("events", "listEventTypes", "GET /events", Typed.class)
                            .says("The types of events with version, schema and example.")
                            .also(404)
                            .columns("name", "version", "title=/schema/description")
                            .called(commandForm ->
                                    commandForm.words("name").alone("name").ifNone("no event types"))
                            .lists("EventType", TypeView.class, (typed, _, ground) -> types(typed.name(), ground))));

    /** It is another command for the list, which asks for the end of it. */
    private static Outcome unlisted(Newest it, Call call, Ground ground) {
        throw new IllegalStateException("%s is asked for as the list".formatted(it));
    }

    private static Outcome show(At it, Call call, Ground ground) {
        return ground.journal().readForward(Selection.all(), new Position(it.position() - 1), 1).stream()
                .filter(entry -> entry.position().value() == it.position())
                .map(entry -> Outcome.shown(FactDetails.of(entry, ground)))
                .findFirst()
                .orElseThrow(() -> Rejected.notFound(
                        "the journal has no position %d: the last one is %s",
                        it.position(), ground.journal().head()));
    }

    private static Outcome list(Listed it, Call call, Ground ground) {
        boolean newest = it.order().equals("newest");
        Position place = call.cursor()
                .map(PositionCursor::position)
                .or(() -> it.from().map(Position::new))
                .orElse(newest ? new Position(call.position()).next() : Position.START);
        int more = Page.checkedLimit(call.limit()) + 1;
        List<Entry> read = newest
                ? ground.journal().readBackward(it.selection(), place, more)
                : ground.journal().readForward(it.selection(), place, more).stream()
                        .filter(entry -> entry.position().value() <= call.position())
                        .toList();
        return Page.of(
                read,
                call.limit(),
                entry -> PositionCursor.of(entry.position()),
                entry -> Fact.of(entry, ground.codec(), ground.timelines()));
    }

    private static Outcome types(Optional<String> name, Ground ground) {
        List<TypeView> types = ground.codec().catalog().types().stream()
                .filter(type -> name.isEmpty() || type.name().equals(name.get()))
                .map(TypeView::of)
                .toList();
        if (name.isPresent() && types.isEmpty()) {
            throw Rejected.notFound("there is no event type '%s': without a name all are listed", name.get());
        }
        return Outcome.shown(Map.of("items", types));
    }

    private record TypeView(String name, int version, Json schema, Json example) {
        static TypeView of(Catalog.Type type) {
            return new TypeView(type.name(), type.version(), contract(type, "schema"), contract(type, "example"));
        }
    }

    /** Returns the schema or the example of an event, as the jar carries it. */
    private static Json contract(Catalog.Type type, String what) {
        String resource =
                "/journal-schema/events/%s/%s/v%d.%s.json".formatted(type.domain(), type.event(), type.version(), what);
        try (InputStream in = JournalOperations.class.getResourceAsStream(resource)) {
            return in == null ? Json.NULL : JsonText.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(resource + " cannot be read: build the jar again", e);
        }
    }

    private JournalOperations() {}
}
