package dev.daybook.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Column;
import dev.daybook.operation.Ending;
import dev.daybook.operation.Part;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a person is shown the report of an import, or how far it is, and what an exit code says of it. */
final class ReportParts {

    private static final int LINES_MAX = 50;

    private static final Column SOURCE = new Column(
            "source",
            report ->
                    report.path("kind").asText() + "  " + report.path("source").asText());

    static final List<Column> FINDING = Stream.of("severity", "code", "file", "where", "message")
            .map(Column::of)
            .toList();

    static final Part[] ALL = {
        Part.fields(
                Column.of("run"),
                SOURCE,
                Column.of("project"),
                Column.of("eras"),
                new Column("outcome", ReportParts::outcome),
                Column.withTimes("rolledBack", report -> rolledBack(report.path("rolledBack"))),
                Column.counts("files"),
                Column.counts("records"),
                Column.counts("entities"),
                Column.counts("events"),
                new Column("verified", report -> verified(report.path("verified"))),
                new Column(
                        "checkpoints",
                        report -> Stream.of("before", "after")
                                .map(when -> named(report.at("/checkpoints/" + when)))
                                .filter(text -> !text.isEmpty())
                                .collect(Collectors.joining("  ")))),
        Part.line(ReportParts::differences),
        new Part.Rows("/findings", "", LINES_MAX, FINDING)
    };

    /** Of one that is not over it is said how far it is. */
    private static String outcome(JsonNode report) {
        return report.has("outcome")
                ? report.path("outcome").asText()
                        + (report.path("dryRun").asBoolean() ? " (dry run: nothing was written)" : "")
                        + " in "
                        + Column.seconds(report.path("durationMs").asLong())
                : Stream.of(report.path("state"), report.at("/progress/message"), report.path("message"))
                        .map(Column::plain)
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.joining(": "));
    }

    /** Says of a run that counts no more who took it back, when, and by which fact. */
    static String rolledBack(JsonNode by) {
        return by.isObject()
                ? "by %s at %s, position %s"
                        .formatted(
                                by.path("by").asText(),
                                by.path("at").asText(),
                                by.path("position").asText())
                : "";
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

    private static String differences(JsonNode report) {
        List<String> lines = report.at("/verified/different")
                .valueStream()
                .limit(LINES_MAX)
                .map(difference -> "  " + Column.plain(difference))
                .toList();
        return lines.isEmpty() ? "" : "\nThe read model differs from the files:\n" + String.join("\n", lines);
    }

    /** The findings may be too many to be listed; what they are about is counted all the same. */
    static Ending ending(JsonNode report) {
        return switch (report.path("outcome").asText()) {
            case "completed" -> Ending.WELL;
            case "completed-with-findings" ->
                Ending.of(report.path("findings")) == Ending.ERRORS
                                || report.at("/records/flawed").asLong()
                                                + report.at("/files/flawed").asLong()
                                        > 0
                                || !report.at("/verified/different").isEmpty()
                        ? Ending.ERRORS
                        : Ending.FINDINGS;
            default -> Ending.FAILED;
        };
    }

    private ReportParts() {}
}
