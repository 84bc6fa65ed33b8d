package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Column;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "export",
        description = {
            "Writes the files of another tool back into a new or empty folder.",
            "What was imported and not changed since is written as it was, byte by byte."
        })
final class ExportSubcommand extends Action {

    @Option(
            names = "--kind",
            paramLabel = "TOOL",
            description = "whose files: deespec, ait42 or taskmaster (default: deespec)")
    private Optional<String> kind;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "where to write them")
    private Path out;

    @Option(
            names = "--era",
            paramLabel = "ERA",
            description = {
                "in which form: source, as they were found, new ones as the tool would write them (default);",
                "or S, all of deespec with a folder and a state per SBI"
            })
    private Optional<String> era;

    @Option(
            names = "--project",
            paramLabel = "NAME",
            description = "only this one; without it several projects get a folder each")
    private Optional<String> project;

    @Option(names = "--at", paramLabel = "CHECKPOINT|POSITION", description = "as of then (default: now)")
    private Optional<String> at;

    @Option(names = "--force", description = "write into a folder that is not empty, over files of the same names")
    private boolean force;

    @Mixin
    private FailOn failOn = new FailOn();

    @Override
    Exit run(CommandContext context) {
        var body = Bodies.object().put("out", out.toAbsolutePath().normalize().toString());
        Bodies.put(body, "kind", kind);
        Bodies.put(body, "era", era);
        Bodies.put(body, "project", project);
        at.ifPresent(it -> {
            if (it.matches("[0-9]{1,18}")) {
                body.put("at", Long.parseLong(it));
            } else {
                body.put("checkpoint", it);
            }
        });
        if (force) {
            body.put("force", true);
        }
        var report = LongWork.run(context, "export", "/exports", body);
        show(context, report);
        return failOn.of(FailOn.of(report.path("findings")));
    }

    private static void show(CommandContext context, JsonNode report) {
        var output = context.output();
        if (output.format() != Format.table) {
            output.thing(report);
            return;
        }
        output.fields(
                List.of(
                        Column.of("out"),
                        new Column(
                                "form",
                                it -> it.path("kind").asText() + "  "
                                        + it.path("era").asText()),
                        Column.of("position", "/asOf"),
                        new Column(
                                "files",
                                it -> "%d, %d bytes"
                                        .formatted(
                                                it.path("files").asLong(),
                                                it.path("bytes").asLong())),
                        new Column("entities", it -> ReportOutput.counts(it.path("entities"))),
                        new Column(
                                "took",
                                it -> ReportOutput.seconds(it.path("durationMs").asLong()))),
                report);
        ReportOutput.findings(context, report.path("findings"));
    }
}
