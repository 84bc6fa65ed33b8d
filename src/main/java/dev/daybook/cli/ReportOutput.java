package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Column;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Shows the report of a migration. */
final class ReportOutput {

    private static final int FINDINGS_MAX = 50;

    static void show(CommandContext context, JsonNode report) {
        var output = context.output();
        if (output.format() != Format.table) {
            output.thing(report);
            return;
        }
        output.fields(
                List.of(
                        Column.of("run"),
                        new Column(
                                "source",
                                node -> node.path("kind").asText() + "  "
                                        + node.path("source").asText()),
                        Column.of("project"),
                        new Column("eras", node -> Column.plain(node.path("eras"))),
                        new Column(
                                "outcome",
                                node -> node.path("outcome").asText()
                                        + (node.path("dryRun").asBoolean() ? " (dry run: nothing was written)" : "")
                                        + " in "
                                        + Column.seconds(node.path("durationMs").asLong())),
                        Column.counts("files"),
                        Column.counts("records"),
                        Column.counts("entities"),
                        Column.counts("events"),
                        new Column("verified", node -> verified(node.path("verified"))),
                        new Column(
                                "checkpoints",
                                node -> named(node.path("checkpoints").path("before")) + "  "
                                        + named(node.path("checkpoints").path("after")))),
                report);
        differences(context, report.path("verified").path("different"));
        findings(context, report.path("findings"));
    }

    /** Returns what the report says as an exit code. */
    static Exit exit(JsonNode report) {
        return switch (report.path("outcome").asText()) {
            case "completed" -> Exit.OK;
            case "completed-with-findings" -> isFlawed(report) ? Exit.ERRORS : Exit.FINDINGS;
            default -> Exit.FAILED;
        };
    }

    /** The findings may be too many to be listed; what they are about is counted all the same. */
    private static boolean isFlawed(JsonNode report) {
        return FailOn.of(report.path("findings")) == Exit.ERRORS
                || report.at("/records/flawed").asLong()
                                + report.at("/files/flawed").asLong()
                        > 0
                || !report.at("/verified/different").isEmpty();
    }

    static void findings(CommandContext context, JsonNode findings) {
        if (findings.isEmpty()) {
            return;
        }
        context.output().say("");
        context.output()
                .rows(
                        List.of(
                                Column.of("severity"),
                                Column.of("code"),
                                Column.of("file"),
                                Column.of("where"),
                                Column.of("message")),
                        first(findings),
                        "");
        if (findings.size() > FINDINGS_MAX) {
            context.output().say("… and %d more: --report FILE has all".formatted(findings.size() - FINDINGS_MAX));
        }
    }

    private static void differences(CommandContext context, JsonNode different) {
        if (!different.isEmpty()) {
            context.output().say("");
            context.output().say("The read model differs from the files:");
            first(different).forEachRemaining(node -> context.output().say("  " + Column.plain(node)));
        }
    }

    private static Iterator<JsonNode> first(JsonNode items) {
        var first = new ArrayList<JsonNode>();
        for (JsonNode item : items) {
            if (first.size() < FINDINGS_MAX) {
                first.add(item);
            }
        }
        return first.iterator();
    }

    private static String verified(JsonNode verified) {
        return verified.isMissingNode()
                ? ""
                : "%d compared, %d equal"
                        .formatted(
                                verified.path("compared").asLong(),
                                verified.path("equal").asLong());
    }

    private static String named(JsonNode checkpoint) {
        return checkpoint.isObject() ? checkpoint.path("name").asText() : Column.plain(checkpoint);
    }

    private ReportOutput() {}
}
