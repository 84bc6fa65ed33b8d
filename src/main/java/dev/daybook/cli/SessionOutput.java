package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Column;
import java.util.List;

/** A session as a person reads it. */
final class SessionOutput {

    static final List<Column> FIELDS = List.of(
            Column.of("id"),
            Column.of("type"),
            Column.of("task"),
            Column.of("status"),
            new Column("instances", SessionOutput::instances),
            new Column("messages", it -> Integer.toString(it.path("chatHistory").size())),
            Column.of("runtimes", "/runtimeMix"),
            Column.of("winner", "/winnerId"),
            Column.of("integration", "/integrationPhase"),
            Column.of("evaluation"),
            Column.of("files", "/totalFilesChanged"),
            Column.of("seconds", "/totalDuration"),
            Column.of("created", "/createdAt"),
            Column.of("updated", "/updatedAt"),
            Column.of("completed", "/completedAt"),
            Column.of("revision"));

    static void session(CommandContext context, JsonNode session) {
        context.output().fields(FIELDS, session);
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

    private SessionOutput() {}
}
