package dev.daybook.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Column;
import dev.daybook.operation.Drawing;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How people see sessions: the columns of tables, and what pages draw. */
final class SessionDisplay {

    /** What commands and pages show of one session. */
    static Column[] columns() {
        return Stream.of(
                        Stream.of("id", "type", "task", "status").map(Column::of),
                        Stream.of(
                                new Column("instances", SessionDisplay::instances),
                                new Column(
                                        "messages",
                                        node -> Long.toString(node.path(Excerpt.COUNT)
                                                .asLong(node.path("chatHistory").size()))),
                                Column.of("runtimes", "/runtimeMix"),
                                Column.of("winner", "/winnerId"),
                                Column.of("integration", "/integrationPhase"),
                                Column.of("evaluation"),
                                Column.of("files", "/totalFilesChanged"),
                                Column.of("seconds", "/totalDuration"),
                                Column.of("created", "/createdAt"),
                                Column.of("updated", "/updatedAt"),
                                Column.of("completed", "/completedAt"),
                                Column.of("revision")))
                .flatMap(columns -> columns)
                .toArray(Column[]::new);
    }

    /** How people read what was said in a session. */
    static Drawing talk(String pointer) {
        return new Drawing.Talk(pointer, "/role", "/content", "/timestamp", "/instanceId");
    }

    /** The instances of a session, beside it. */
    static Drawing beside() {
        return new Drawing.Beside(
                "Instances",
                "/instances",
                List.of(
                        Column.of("instance", "instanceId"),
                        Column.of("status"),
                        Column.of("agent", "agentName"),
                        Column.of("model"),
                        Column.of("branch"),
                        Column.of("files", "filesChanged"),
                        Column.of("added", "linesAdded"),
                        Column.of("deleted", "linesDeleted"),
                        Column.of("tests passed", "testsPassed"),
                        Column.of("tests failed", "testsFailed"),
                        new Column("started", row -> row.path("startTime").asText(""), Column.Holds.TIME, ""),
                        new Column("ended", row -> row.path("endTime").asText(""), Column.Holds.TIME, "")),
                "/output");
    }

    /** The sessions of a workspace by their status, to be moved from one to another. */
    static Drawing board() {
        return new Drawing.Board(
                "status",
                SessionQueries.PHASES,
                "/title",
                List.of(
                        Column.of("type"),
                        Column.of("instances"),
                        Column.of("messages"),
                        Column.of("updated", "updatedAt")),
                SessionQueries.PHASES.stream()
                        .collect(Collectors.toMap(
                                phase -> phase,
                                phase -> new Drawing.Move("changeSessionStatus", Map.of("status", phase)))));
    }

    private static String instances(JsonNode session) {
        var lines = new StringBuilder();
        for (JsonNode it : session.path("instances")) {
            lines.append(lines.isEmpty() ? "" : "\n")
                    .append("%s  %s  %s  %s"
                            .formatted(
                                    it.path("instanceId").asText(),
                                    it.path("status").asText(),
                                    it.path("agentName").asText(),
                                    it.path("branch").asText()));
        }
        return lines.toString();
    }

    private SessionDisplay() {}
}
