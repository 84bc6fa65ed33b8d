package dev.daybook.maintenance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Rejected;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Part;
import dev.daybook.operation.Progress;
import dev.daybook.projection.Preview;
import dev.daybook.projection.ReadModels;
import dev.daybook.projection.RebuildProgress;
import dev.daybook.projection.TableDifference;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Read models built anew, with a look first at what would change. */
final class RebuildOperations {

    static final String REBUILD = "rebuildProjection";

    private record Several(
            @Says(
                    value = "which ones",
                    min = 1,
                    max = 100,
                    pattern = ReadModelNames.PATTERN,
                    want = ReadModelNames.WANT,
                    like = "sbi")
            String name,

            @Says("build them, show which rows would differ, and swap nothing in")
            boolean preview,

            @Says(value = "swap in what the preview of that id has built", min = 1, max = 64)
            Optional<String> previewed,

            @Says(
                    value = "how many rows of each table a preview shows; the others are counted",
                    standard = "20",
                    min = 0,
                    max = 1_000)
            int rows) {}

    /** What would change, as the contract has it: the tables that differ, and the first of their rows. */
    private record Previewed(String id, boolean equal, List<Model> models, List<Table> tables, List<TableRow> rows) {

        static Previewed of(Preview it) {
            return new Previewed(
                    it.id(),
                    it.models().stream().allMatch(Preview.Model::isEqual),
                    it.models().stream().map(Model::of).toList(),
                    it.models().stream()
                            .flatMap(model -> Table.differing(model.name(), model.tables()))
                            .toList(),
                    it.models().stream()
                            .flatMap(model -> TableRow.of(model.name(), model.tables()))
                            .toList());
        }
    }

    private record Model(
            String name,
            int version,
            int versionBefore,
            long position,
            Optional<String> reason,
            boolean equal,
            int tables,
            long rows) {

        static Model of(Preview.Model it) {
            return new Model(
                    it.name(),
                    it.version(),
                    it.versionBefore(),
                    it.position().value(),
                    it.reason(),
                    it.isEqual(),
                    it.tables().size(),
                    it.tables().stream().mapToLong(TableDifference::before).sum());
        }
    }

    static final Operations<Ground> ALL = new Operations<>(
            "",
            "read models",
            "Building anew.",
            List.of(Operation.<Several, Ground>works(
                            "rebuild", REBUILD, "POST /projections/{name}/rebuild", Several.class)
                    .says(
                            "Builds read models anew from the journal, beside the live ones, and swaps them in.",
                            "Several names are separated by commas, `all` is all: the journal is read once for all of them.",
                            "A preview builds them, too, and shows which rows would differ; nothing is swapped in but on a"
                                    + " yes. What it has built is kept for %d minutes, or until the next one."
                                            .formatted(ReadModels.PREVIEW_KEPT.toMinutes()))
                    .inQuery("preview", "previewed", "rows")
                    .takesLong()
                    .also(404, 409)
                    .columns("name", "state", "position", "head", "lag=lagEvents", "seconds=lagSeconds")
                    .columns("bytes=sizeBytes", "version", "generation", "hash")
                    .called(commandForm -> commandForm
                            .several("name", ReadModelNames.ALL)
                            .ifNone("no projections")
                            .asksAfter("preview", "Swap them in? [y/N] ", "nothing was swapped in")
                            .pins("previewed", "/preview/id")
                            .hidden("previewed")
                            .showsWith(
                                    "preview",
                                    Part.line(RebuildOperations::standing),
                                    new Part.Rows(
                                            "/preview/tables",
                                            "",
                                            Integer.MAX_VALUE,
                                            List.of(
                                                    Column.of("read model", "projection"),
                                                    Column.of("table"),
                                                    Column.of("rows", "before"),
                                                    Column.of("then", "after"),
                                                    Column.of("added"),
                                                    Column.of("gone"),
                                                    Column.of("changed"),
                                                    new Column("columns", TableRow::columns))),
                                    new Part.Rows(
                                            "/preview/rows",
                                            "",
                                            Integer.MAX_VALUE,
                                            List.of(
                                                    Column.of("table"),
                                                    Column.of("row"),
                                                    Column.of("would be", "kind"),
                                                    new Column("before → after", TableRow::fields)))))
                    .answers("Rebuilt", RebuildOperations::rebuild)));

    private static Outcome rebuild(Several it, Call call, Ground ground) {
        ReadModels readModels = ground.readModels();
        List<String> names = ReadModelNames.of(it.name(), readModels);
        if (it.preview() && it.previewed().isPresent()) {
            throw Rejected.invalidAt("/previewed", "preview and previewed are both given: want one of them");
        }
        String id = it.previewed().orElseGet(call::newId);
        return new Outcome.Work(String.join(",", names), progress -> {
            if (it.preview()) {
                Preview preview = readModels.preview(id, names, it.rows(), heard(progress));
                return Map.of(
                        "items",
                        names.stream()
                                .map(name -> ProjectionOperations.standing(name, ground))
                                .toList(),
                        "preview",
                        Previewed.of(preview));
            }
            if (it.previewed().isPresent()) {
                readModels.swapIn(id, names, heard(progress));
            } else {
                build(names, readModels, progress);
            }
            return Map.of(
                    "items",
                    names.stream()
                            .map(name -> ProjectionOperations.rebuilt(name, ground))
                            .toList());
        });
    }

    private static Consumer<RebuildProgress> heard(Progress progress) {
        return now -> progress.at(now.done(), now.total(), ProjectionOperations.phase(now));
    }

    private static void build(List<String> names, ReadModels readModels, Progress progress) {
        try {
            readModels.rebuild(names, heard(progress));
        } catch (IllegalStateException e) {
            throw Rejected.conflict(
                    "%s could not be built anew: %s", String.join(", ", names), String.valueOf(e.getMessage()));
        }
    }

    private static String standing(JsonNode answer) {
        return answer.path("preview")
                .path("models")
                .valueStream()
                .map(model -> "%s: %s; %d rows of %d tables compared, up to position %d%s"
                        .formatted(
                                model.path("name").asText(),
                                model.path("equal").asBoolean()
                                        ? "nothing would change"
                                        : model.path("version").equals(model.path("versionBefore"))
                                                ? "rows would change"
                                                : "from version %d to %d"
                                                        .formatted(
                                                                model.path("versionBefore")
                                                                        .asInt(),
                                                                model.path("version")
                                                                        .asInt()),
                                model.path("rows").asLong(),
                                model.path("tables").asInt(),
                                model.path("position").asLong(),
                                model.has("reason")
                                        ? " (" + model.path("reason").asText() + ")"
                                        : ""))
                .collect(Collectors.joining("\n"));
    }

    private RebuildOperations() {}
}
