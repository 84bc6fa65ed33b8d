package dev.daybook.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.Moments;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Part;
import dev.daybook.projection.AsOf;
import dev.daybook.shape.Argument;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import dev.daybook.slice.Moment;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What changed between two moments, of one thing or of all. */
final class DiffOperations {

    private static final int VALUE_CHARS_MAX = 80;

    private record Compared(
            @Says(
                    value = "only this thing, kind/id; without one all, and FROM stands here",
                    label = "KIND/ID",
                    thing = Argument.ANY_THING,
                    max = 400,
                    like = "sbi/SBI-01K6FRP24VXAE1C24TYMZ95G6S")
            Optional<String> thing,

            @Says(
                    value = "the one moment: a position, a time, a checkpoint, main or a branch",
                    label = "FROM",
                    max = 200,
                    like = "1")
            Optional<String> from,

            @Says(value = "the other one (default: now)", label = "TO", max = 200, like = "12")
            Optional<String> to,

            @Says("only how many things changed, by kind and by who did it")
            boolean stat,

            @Says(value = "how many things are told; all are counted", standard = "50", min = 1, max = 1_000)
            int things) {

        /** What stands first on a command line is a thing, or the one moment, which may be a checkpoint. */
        Compared placed() {
            String checkpoint = CheckpointOperations.KIND + "/";
            Optional<String> moment = thing.filter(text -> text.indexOf('/') < 0 || text.startsWith(checkpoint))
                    .map(text -> text.startsWith(checkpoint) ? text.substring(checkpoint.length()) : text);
            return moment.isPresent() && to.isEmpty()
                    ? new Compared(Optional.empty(), moment, from, stat, things)
                    : this;
        }
    }

    static final Operations<Ground> ALL = new Operations<>(
            "",
            "audit",
            "Who, what, when, before and after.",
            List.of(Operation.<Compared, Ground>reads("diff", "getDiff", "GET /diff", Compared.class)
                    .says(
                            "What changed between two moments: the fields of one thing before and after, or of all things which,"
                                    + " how, and by whom.",
                            "At a position counts what counted there: what was rolled back between differs.")
                    .from(Operation.JOURNAL)
                    .also(404)
                    .takesLong()
                    .called(commandForm -> commandForm
                            .words("thing", "from", "to")
                            .shows(
                                    Part.line(DiffOperations::summary),
                                    Part.rows("/counts", "", "kind", "actor", "created", "changed", "deleted", "facts"),
                                    new Part.Rows(
                                            "/changes",
                                            "",
                                            Integer.MAX_VALUE,
                                            List.of(
                                                    Column.of("thing"),
                                                    Column.of("change"),
                                                    new Column("by", item -> Column.plain(item.path("actors"))),
                                                    Column.of("facts"),
                                                    new Column("fields", DiffOperations::names))),
                                    Part.line(DiffOperations::alone)))
                    .answers("Difference", Difference.Result.class, DiffOperations::compare)));

    private static Outcome compare(Compared asked, Call call, Ground ground) {
        Compared it = asked.placed();
        AsOf from = it.from()
                .map(text -> moment("from", text, call, ground))
                .orElseThrow(() -> Rejected.invalidAt(
                        "/from", "is missing: want a position, a time, or a checkpoint to compare with"));
        AsOf to = it.to()
                .map(text -> moment("to", text, call, ground))
                .orElseGet(() -> AsOf.position(ground.journal().head(), ground.journal(), ground.timelines()));
        Optional<StreamId> only = it.thing().map(StreamId::parse);
        only.filter(thing -> ground.journal().revision(thing) < 0).ifPresent(thing -> {
            throw Rejected.notFound("nothing ever happened to %s", thing);
        });
        return new Outcome.Work(
                Stream.of(it.thing(), it.from(), it.to())
                        .flatMap(Optional::stream)
                        .collect(Collectors.joining(" ")),
                progress -> new Difference(ground, call, from, to).run(only, it.stat() ? 0 : it.things(), progress));
    }

    private static AsOf moment(String argument, String text, Call call, Ground ground) {
        if (Moment.isPosition(text) || Moments.isOne(text)) {
            return Moment.of(argument, text, call.now(), ground);
        }
        var branches = ground.service(Branches.class);
        boolean isBranch =
                branches.all().stream().anyMatch(branch -> branch.name().equals(text));
        if (isBranch || text.equals(Branches.MAIN)) {
            return branches.asOf(text)
                    .orElseGet(() -> AsOf.position(ground.journal().head(), ground.journal(), ground.timelines()));
        }
        return AsOf.position(
                new Position(RollbackTargets.checkpoint(text, ground)), ground.journal(), ground.timelines());
    }

    private static String summary(JsonNode answer) {
        return answer.path("things").asLong() == 0
                ? "nothing differs"
                : "things that differ: %d, facts: %d"
                        .formatted(
                                answer.path("things").asLong(),
                                answer.path("facts").asLong());
    }

    private static String names(JsonNode item) {
        return item.path("fields")
                .valueStream()
                .map(field -> field.path("field").asText().substring(1))
                .collect(Collectors.joining(", "));
    }

    /** Of a thing that is told alone all is shown that differs. */
    private static String alone(JsonNode answer) {
        if (answer.path("changes").size() != 1) {
            return "";
        }
        return fields(answer.at("/changes/0"));
    }

    /** Returns the fields of a thing that differ, each on a line of its own, before and after. */
    static String fields(JsonNode thing) {
        String lines =
                thing.path("fields").valueStream().map(DiffOperations::field).collect(Collectors.joining("\n"));
        return lines.isEmpty() ? "" : "\n" + lines;
    }

    private static String field(JsonNode field) {
        String name = field.path("field").asText();
        return field.has("diff")
                ? name + ":\n"
                        + String.join(
                                "\n", HistoryLines.diffLines(field.path("diff").asText()))
                : "%s: %s → %s".formatted(name, value(field.path("before")), value(field.path("after")));
    }

    private static String value(JsonNode value) {
        return value.isMissingNode() ? "none" : Column.brief(value, VALUE_CHARS_MAX);
    }

    private DiffOperations() {}
}
