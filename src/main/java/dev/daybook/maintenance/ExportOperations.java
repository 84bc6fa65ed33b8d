package dev.daybook.maintenance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Rejected;
import dev.daybook.history.RollbackTargets;
import dev.daybook.importing.LegacySources;
import dev.daybook.importing.export.Export;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.Ending;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Part;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.util.List;
import java.util.Optional;

/** The files of other tools, written back into a folder of this machine. */
final class ExportOperations {

    private static final int FINDINGS_MAX = 50;

    private record Asked(
            @Says(
                    value = "whose files; auto is the tool whose files were taken over, if it is the only one",
                    label = "TOOL",
                    min = 1,
                    max = 40)
            Optional<String> kind,

            @Says(
                    value = "where to write them: a new or empty folder",
                    label = "DIR",
                    min = 1,
                    max = 4_096,
                    like = "/home/mika/project-back")
            String out,

            @Says(
                    value =
                            "in which form: source, as they were found, new ones as the tool would write them, as a rule;"
                                    + " or S, all with a folder and a state per SBI",
                    min = 1,
                    max = 40)
            Optional<String> era,

            @Says(
                    value = "only this one; without it several projects get a folder each",
                    label = "NAME",
                    min = 1,
                    max = 200)
            Optional<String> project,

            @Says(value = "as of then (default: now)", label = "CHECKPOINT|POSITION", min = 0)
            Optional<Long> at,

            @Says(value = "as of that checkpoint", min = 1, max = 200, thing = "checkpoint")
            Optional<String> checkpoint,

            @Says(
                    "write into a folder that is not empty, over files of the same names; what an earlier export has written"
                            + " there goes if it is no more to be written and nobody has changed it")
            boolean force) {}

    /** @param kinds whose files can be written */
    static Operations<Ground> all(List<String> kinds) {
        return new Operations<>(
                "",
                "migrations",
                "Files of other tools.",
                List.of(Operation.<Asked, Ground>works("export", "export", "POST /exports", Asked.class)
                        .says(
                                "Writes the files of another tool back into a new or empty folder.",
                                "What was imported and not changed since is written as it was, byte by byte; of what was changed only that value.",
                                "Nothing is written outside of the folder. What was written where goes on record: a rollback names the files that tell of what it takes back.")
                        .takesLong()
                        .also(404)
                        .called(commandForm -> commandForm
                                .folder("out")
                                .orName("at", "checkpoint")
                                .among("kind", LegacySources.orAuto(kinds))
                                .shows(
                                        Part.fields(
                                                Column.of("out"),
                                                new Column(
                                                        "form",
                                                        report -> report.path("kind")
                                                                        .asText() + "  "
                                                                + report.path("era")
                                                                        .asText()),
                                                Column.of("position", "/asOf"),
                                                new Column("files", ExportOperations::written),
                                                Column.counts("entities"),
                                                Column.seconds("took", "durationMs")),
                                        new Part.Rows(
                                                "/findings",
                                                "",
                                                FINDINGS_MAX,
                                                List.of(
                                                        Column.of("severity"),
                                                        Column.of("code"),
                                                        Column.of("file"),
                                                        Column.of("where"),
                                                        Column.of("message"))))
                                .endsUnlessForgiven(report -> Ending.of(report.path("findings"))))
                        .answers("Exported", ExportOperations::write)));
    }

    private static Outcome write(Asked it, Call call, Ground ground) {
        var export = ground.service(Export.class);
        if (it.at().isPresent() && it.checkpoint().isPresent()) {
            throw Rejected.invalidAt("/at", "at and checkpoint are given together: want one of them");
        }
        var options = new Export.Options(
                it.kind().filter(kind -> !kind.equals(LegacySources.AUTO)).orElseGet(export::meant),
                call.path("out", it.out(), "folder"),
                it.era(),
                it.project(),
                it.at()
                        .or(() -> it.checkpoint().map(name -> RollbackTargets.checkpoint(name, ground)))
                        .map(Position::new),
                it.force());
        var by = Metadata.of(call.actor(), call.source());
        return new Outcome.Work(
                options.kind(),
                progress -> export.run(options, by, files -> progress.at(files, 0, "files"))
                        .toJson());
    }

    private static String written(JsonNode report) {
        return "%d, %d bytes"
                .formatted(report.path("files").asLong(), report.path("bytes").asLong());
    }

    private ExportOperations() {}
}
