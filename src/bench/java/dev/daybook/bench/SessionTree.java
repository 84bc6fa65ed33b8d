package dev.daybook.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.session.Workspaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;

/** Sessions of AIT42 in any number; the same arguments give the same sessions. */
final class SessionTree {

    static final ObjectMapper MAPPER = new ObjectMapper();

    private static final String[] WORDS = ("queue worker retry lease invoice export import guard rotate cache session "
                    + "ledger stream position replay audit checkpoint 期限 判定 依存 再実行 approval gateway index merge")
            .split(" ");
    private static final Instant BEGIN = Instant.parse("2025-11-10T01:00:00Z");

    /** Writes a home with one workspace of that many sessions, and returns the path of the workspace. */
    static String write(Path home, int sessions, int messages) throws IOException {
        String workspace = "/srv/repos/bench";
        Path folder = Files.createDirectories(home.resolve(".ait42/sessions"));
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (int number = 0; number < sessions; number++) {
            all.add(session("00000000-0000-4000-8000-%012d".formatted(number), number, messages));
        }
        Files.write(
                folder.resolve(Workspaces.key(workspace) + ".json"),
                MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(all));
        Files.writeString(
                home.resolve(".ait42/workspace_mapping.json"),
                "{\n  \"%s\": \"%s\"\n}".formatted(Workspaces.key(workspace), workspace));
        return workspace;
    }

    /** Returns one session with three instances, as the editor's dialog writes it. */
    static ObjectNode session(String id, int number, int messages) {
        var random = new Random(number);
        String created = BEGIN.plusSeconds(37L * number).toString();
        ObjectNode session = JsonNodeFactory.instance.objectNode();
        session.put("id", id)
                .put("type", "competition")
                .put("task", words(random, 12))
                .put("status", "running")
                .put("createdAt", created)
                .put("updatedAt", created)
                .putNull("completedAt");
        ArrayNode instances = session.putArray("instances");
        for (int instance = 1; instance <= 3; instance++) {
            instances
                    .addObject()
                    .put("instanceId", instance)
                    .put(
                            "worktreePath",
                            "/srv/repos/bench/src-tauri/.worktrees/competition-%08d/instance-%d"
                                    .formatted(number, instance))
                    .put("branch", "claude-competition-%08d-%d".formatted(number, instance))
                    .put("agentName", "claude")
                    .put("status", "running")
                    .put("tmuxSessionId", "ait42-claude-competition-%08d-%d".formatted(number, instance))
                    .putNull("output")
                    .put("startTime", created)
                    .putNull("endTime")
                    .putNull("filesChanged")
                    .putNull("linesAdded")
                    .putNull("linesDeleted")
                    .put("runtime", "claude")
                    .put("model", "sonnet")
                    .put("runtimeLabel", "Claude Code");
        }
        ArrayNode chat = session.putArray("chatHistory");
        for (int message = 0; message < messages; message++) {
            chat.addObject()
                    .put("id", "msg-%d".formatted(BEGIN.toEpochMilli() + 1000L * number + message))
                    .put("role", message % 2 == 0 ? "user" : "assistant")
                    .put("content", words(random, 30))
                    .put("timestamp", created)
                    .put("instanceId", 1 + message % 3);
        }
        session.putNull("model")
                .put("timeoutSeconds", 900)
                .put("preserveWorktrees", true)
                .putNull("winnerId");
        session.putArray("runtimeMix").add("claude").add("claude").add("claude");
        for (String total :
                new String[] {"totalDuration", "totalFilesChanged", "totalLinesAdded", "totalLinesDeleted"}) {
            session.putNull(total);
        }
        return session;
    }

    private static String words(Random random, int count) {
        var words = new StringBuilder();
        for (int i = 0; i < count; i++) {
            words.append(i == 0 ? "" : " ")
                    .append(
                            random.nextInt(20) == 0
                                    ? WORDS[random.nextInt(WORDS.length)]
                                    : Integer.toString((int) Math.exp(random.nextDouble() * 11), 36) + "a");
        }
        return words.toString();
    }

    private SessionTree() {}
}
