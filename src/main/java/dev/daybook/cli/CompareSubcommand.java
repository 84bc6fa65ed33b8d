package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Column;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "compare",
        description = {
            "Compares files and journal of a tool that has a stage, thing by thing and field by field.",
            "With --settle the side that is wrong is made to say what the other says."
        })
final class CompareSubcommand extends Action {

    private enum Prefer {
        journal,
        file
    }

    @Option(names = "--kind", paramLabel = "TOOL", description = "whose files (default: ait42)")
    private Optional<String> kind;

    @Option(names = "--workspace", paramLabel = "HASH", description = "only this workspace or project")
    private Optional<String> workspace;

    @Option(names = "--settle", description = "end each discrepancy; needs --prefer")
    private boolean settle;

    @Option(names = "--prefer", paramLabel = "journal|file", description = "which side is right")
    private Optional<Prefer> prefer;

    @Override
    Exit run(CommandContext context) {
        if (settle != prefer.isPresent()) {
            throw Failure.usage(
                    "--settle and --prefer belong together", "add both: --settle --prefer journal, or file");
        }
        var body = Bodies.object().put("kind", kind.orElse("ait42"));
        Bodies.put(body, "workspace", workspace);
        if (settle) {
            body.put("settle", true);
        }
        Bodies.put(body, "prefer", prefer.map(Prefer::name));
        var report = LongWork.run(context, "compare", "/compare", body);
        show(context, report);
        boolean equal =
                report.path("consistent").asLong() == report.path("total").asLong()
                        && report.path("unreadable").isEmpty();
        return equal || settle ? Exit.OK : Exit.FINDINGS;
    }

    private static void show(CommandContext context, JsonNode report) {
        var output = context.output();
        if (output.format() != Format.table) {
            output.thing(report);
            return;
        }
        output.fields(
                List.of(
                        Column.of("kind"),
                        Column.of("total"),
                        Column.of("consistent"),
                        Column.of("inconsistent"),
                        new Column("only journal", it -> it.path("sqliteOnly").asText()),
                        new Column("only files", it -> it.path("jsonOnly").asText()),
                        new Column(
                                "settled",
                                it -> Integer.toString(it.path("settled").size())),
                        new Column(
                                "took",
                                it -> ReportOutput.seconds(it.path("durationMs").asLong()))),
                report);
        if (!report.path("discrepancies").isEmpty()) {
            output.rows(
                    List.of(
                            Column.of("workspace"),
                            Column.of("session"),
                            Column.of("pointer"),
                            Column.of("journal"),
                            Column.of("file")),
                    report.path("discrepancies").iterator(),
                    "");
        }
        for (JsonNode it : report.path("unreadable")) {
            context.note("not compared: %s: %s"
                    .formatted(it.path("workspace").asText(), it.path("message").asText()));
        }
    }
}
