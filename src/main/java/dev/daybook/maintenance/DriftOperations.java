package dev.daybook.maintenance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.journal.Entry;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.Ending;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Part;
import dev.daybook.projection.Drift;
import dev.daybook.projection.RowDifference;
import dev.daybook.projection.TableDifference;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Live read models beside what a replay of the journal makes. */
final class DriftOperations {

    private record Several(
            @Says(
                    value = "which ones; all if none is named",
                    label = "NAME",
                    min = 1,
                    max = 100,
                    pattern = ReadModelNames.PATTERN,
                    want = ReadModelNames.WANT,
                    standard = ReadModelNames.ALL,
                    like = "sbi")
            String name,

            @Says(
                    value = "how many rows of each table are shown and traced to a fact; the others are counted",
                    standard = "20",
                    min = 0,
                    max = 1_000)
            int rows) {}

    /** What was found, as the contract has it: the tables that differ, and the first of their rows. */
    private record Drifted(boolean equal, List<Model> models, List<Table> tables, List<Row> rows) {

        static Drifted of(List<Drift> drifts) {
            return new Drifted(
                    drifts.stream().allMatch(Drift::isEqual),
                    drifts.stream().map(Model::of).toList(),
                    drifts.stream()
                            .flatMap(drift -> Table.differing(drift.projection(), drift.tables()))
                            .toList(),
                    drifts.stream()
                            .flatMap(drift -> drift.rows().stream().map(row -> Row.of(drift.projection(), row)))
                            .toList());
        }
    }

    private record Model(String name, long position, boolean equal, int tables, long rows, Optional<String> problem) {

        static Model of(Drift it) {
            return new Model(
                    it.projection(),
                    it.position().value(),
                    it.isEqual(),
                    it.tables().size(),
                    it.tables().stream().mapToLong(TableDifference::before).sum(),
                    it.problem());
        }
    }

    /** A row that differs, and the fact since when it does. */
    private record Row(
            String projection,
            String table,
            String row,
            String kind,
            List<RowDifference.Field> fields,
            Optional<Long> position,
            Optional<String> action,
            Optional<String> entity,
            Optional<String> actor,
            Optional<Instant> at) {

        static Row of(String projection, Drift.Row it) {
            TableRow row = TableRow.of(projection, it.table(), it.difference());
            Optional<Entry> parted = it.parted();
            return new Row(
                    projection,
                    row.table(),
                    row.row(),
                    switch (it.difference().kind()) {
                        case ADDED -> "missing";
                        case GONE -> "foreign";
                        case CHANGED -> "changed";
                    },
                    row.fields(),
                    parted.map(entry -> entry.position().value()),
                    parted.map(Entry::type),
                    parted.map(entry -> entry.stream().toString()),
                    parted.map(entry -> entry.metadata().actor()),
                    parted.map(Entry::occurredAt));
        }
    }

    static final Operations<Ground> ALL = new Operations<>(
            "",
            "read models",
            "Read models beside the journal.",
            List.of(Operation.<Several, Ground>reads("drift", "drift", "POST /drift", Several.class)
                    .says(
                            "Compares live read models with a replay of the journal, in the background, and names the rows that differ.",
                            "Each of them is traced to the first position at which it parts from the replay: the fact that made it, or that it missed.",
                            "It rests between batches, so that commands are not hindered. Exit code 2 if something differs; nothing is changed.")
                    .inQuery("name", "rows")
                    .takesLong()
                    .also(404, 409)
                    .called(commandForm -> commandForm
                            .several("name", ReadModelNames.ALL)
                            .shows(
                                    Part.line(DriftOperations::standing),
                                    new Part.Rows(
                                            "/tables",
                                            "",
                                            Integer.MAX_VALUE,
                                            List.of(
                                                    Column.of("read model", "projection"),
                                                    Column.of("table"),
                                                    Column.of("rows", "before"),
                                                    Column.of("replayed", "after"),
                                                    Column.of("missing", "added"),
                                                    Column.of("foreign", "gone"),
                                                    Column.of("changed"))),
                                    new Part.Rows(
                                            "/rows",
                                            "",
                                            Integer.MAX_VALUE,
                                            List.of(
                                                    Column.of("table"),
                                                    Column.of("row"),
                                                    Column.of("kind"),
                                                    Column.of("since", "position"),
                                                    Column.of("fact", "action"),
                                                    Column.of("by", "actor"),
                                                    new Column("live → replayed", TableRow::fields))))
                            .notes(DriftOperations::advice)
                            .ends(answer -> answer.path("equal").asBoolean() ? Ending.WELL : Ending.FINDINGS))
                    .answers("Drifted", DriftOperations::drift)));

    private static Outcome drift(Several it, Call call, Ground ground) {
        List<String> names = ReadModelNames.of(it.name(), ground.readModels());
        String of = String.join(",", names) + (it.rows() == 20 ? "" : ":" + it.rows());
        return new Outcome.Work(
                of,
                true,
                progress -> Drifted.of(ground.readModels()
                        .drift(
                                names,
                                it.rows(),
                                now -> progress.at(
                                        now.done(),
                                        now.total(),
                                        "%s %s"
                                                .formatted(
                                                        ProjectionOperations.phase(now),
                                                        String.join(", ", now.projections()))))));
    }

    private static String standing(JsonNode answer) {
        return answer.path("models")
                .valueStream()
                .map(model -> "%s: %s"
                        .formatted(
                                model.path("name").asText(),
                                model.has("problem")
                                        ? "not compared: "
                                                + model.path("problem").asText()
                                        : "%s; %d rows of %d tables compared, up to position %d"
                                                .formatted(
                                                        model.path("equal").asBoolean()
                                                                ? "as a replay makes it"
                                                                : "differs from a replay",
                                                        model.path("rows").asLong(),
                                                        model.path("tables").asInt(),
                                                        model.path("position").asLong())))
                .collect(Collectors.joining("\n"));
    }

    private static List<String> advice(JsonNode answer) {
        String names = answer.path("models")
                .valueStream()
                .filter(model -> !model.path("equal").asBoolean())
                .map(model -> model.path("name").asText())
                .collect(Collectors.joining(" "));
        return names.isEmpty()
                ? List.of()
                : List.of("daybook rebuild %s --preview{--data} shows what a rebuild mends, and asks".formatted(names));
    }

    private DriftOperations() {}
}
