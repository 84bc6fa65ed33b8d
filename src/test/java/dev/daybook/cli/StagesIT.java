package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.OnDisk;
import dev.daybook.Patience;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Users of AIT42 on their way, stages changing under them and the process killed: every message that was acknowledged
 * is there once, in files and journal. {@code -Ddaybook.torture=true}: long.
 */
class StagesIT {

    private static final int ROUNDS = Boolean.getBoolean("daybook.torture") ? 40 : 2;
    private static final int CLIENTS = 4;
    private static final int ACKNOWLEDGED_MAX = 60;
    private static final String WORKSPACE = "/srv/repos/order-desk";
    private static final List<String> STAGES =
            List.of("legacy", "dual", "journal", "retired", "hybrid", "FILE_ONLY", "sqlite");

    private final Random random = new Random(11);
    private final Map<String, Integer> acknowledged = new ConcurrentHashMap<>();

    @TempDir(factory = OnDisk.class)
    private Path root;

    @Test
    void every_acknowledged_message_is_there_once_on_both_sides() throws IOException, InterruptedException {
        var program = Program.in(root);
        var home = Files.createDirectories(root.resolve("editor"));
        Files.createDirectories(home.resolve(".ait42/sessions"));
        for (int round = 0; round < ROUNDS; round++) {
            try (var server = program.serve()) {
                work(server, home, 1 + random.nextInt(ACKNOWLEDGED_MAX));
            }
        }

        try (var server = program.serve();
                var http = HttpClient.newHttpClient()) {
            assertThat(stage(http, server, home, "dual")).isEqualTo(200);
            post(http, server, "/compare", Output.JSON.createObjectNode());
            var compared = post(http, server, "/compare", Output.JSON.createObjectNode());
            assertThat(compared.path("consistent").asInt())
                    .as(compared.toString())
                    .isEqualTo(CLIENTS)
                    .isEqualTo(compared.path("total").asInt());
            for (int client = 0; client < CLIENTS; client++) {
                var session = ait42(http, server, "get_session", arguments(id(client)));
                var told = new ArrayList<String>();
                session.path("chatHistory").forEach(it -> told.add(it.path("id").asText()));
                assertThat(told).doesNotHaveDuplicates();
                for (int n = 1; n <= acknowledged.getOrDefault(id(client), 0); n++) {
                    assertThat(told).contains("msg-" + n);
                }
            }
        }
        assertThat(program.command("verify").code()).isZero();
        assertThat(program.command("rollout", "history").out()).contains("stage-set");
    }

    @Test
    void where_files_come_first_a_task_is_changed_at_the_revision_that_was_read() throws IOException {
        var program = Program.in(root);
        Path tree = root.resolve("tree");
        Path known = Files.createDirectories(tree.resolve(".deespec/specs/sbi/SBI-01K66T7KKJPDRGZBJ6J8EPYP5Z"));
        Files.writeString(known.resolve("spec.md"), "# Known to the tool\n");
        program.command(
                "rollout",
                "set",
                "dual",
                "--root",
                tree.toString(),
                "--force",
                "--reason",
                "its files tell whose it is");
        String id = program.command("sbi", "register", "Add login", "--format", "json")
                .json()
                .path("id")
                .asText();

        for (String title : List.of("Add a login", "Add the login")) { // each has read what was written the last time
            assertThat(program.command("sbi", "edit", id, "--title", title).code())
                    .isZero();
        }
        Path state = tree.resolve(".deespec/specs/sbi/" + id + "/state.json");
        assertThat(state).content().contains("\"title\": \"Add the login\"");

        String read = revision(program, id);
        Files.writeString(state, Files.readString(state).replace("\"READY\"", "\"WIP\""));
        var late = program.command("sbi", "edit", id, "--title", "Add none", "--if-revision", read);
        assertThat(late.code()).isNotZero();
        assertThat(late.err()).contains("somebody was faster");
        assertThat(state).content().contains("\"title\": \"Add the login\"", "\"WIP\"");
    }

    private static String revision(Program program, String id) {
        return program.command("sbi", "show", id, "--format", "json")
                .json()
                .path("revision")
                .asText();
    }

    private static String id(int client) {
        return "session-" + client;
    }

    /** Clients write and stages change until so many messages were acknowledged, of each some; then the server is killed. */
    private void work(Program.Server server, Path home, int enough) throws InterruptedException {
        var reached = new CountDownLatch(enough);
        var over = new AtomicBoolean();
        var threads = new ArrayList<Thread>();
        try (var http = HttpClient.newHttpClient()) {
            stage(http, server, home, "legacy");
            for (int client = 0; client < CLIENTS; client++) {
                var id = id(client);
                threads.add(Thread.ofVirtual().start(() -> write(http, server, id, reached, over)));
            }
            threads.add(Thread.ofVirtual().start(() -> {
                while (!over.get()) {
                    stage(http, server, home, STAGES.get(random.nextInt(STAGES.size())));
                }
            }));
            assertThat(reached.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            await().until(() -> acknowledged.size() == CLIENTS);
            server.kill();
            over.set(true);
            for (Thread it : threads) {
                it.join();
            }
        }
    }

    private void write(HttpClient http, Program.Server server, String id, CountDownLatch reached, AtomicBoolean over) {
        var found = ait42(http, server, "get_session", arguments(id));
        if (!found.has("id")) {
            found = ait42(http, server, "create_session", session(id));
        }
        if (!found.has("id")) {
            return; // killed
        }
        // What was not acknowledged may be there all the same.
        for (int n = found.path("chatHistory").size() + 1; !over.get(); n++) {
            var message = arguments(id);
            message.putObject("message")
                    .put("id", "msg-" + n)
                    .put("role", "user")
                    .put("content", "message " + n)
                    .put("timestamp", "2026-01-02T03:04:05.000Z");
            if (!ait42(http, server, "add_chat_message", message).has("id")) {
                return; // killed
            }
            acknowledged.put(id, n);
            reached.countDown();
        }
    }

    private static ObjectNode arguments(String id) {
        return Output.JSON.createObjectNode().put("workspacePath", WORKSPACE).put("sessionId", id);
    }

    private static ObjectNode session(String id) {
        var arguments = Output.JSON.createObjectNode().put("workspacePath", WORKSPACE);
        var session = arguments
                .putObject("session")
                .put("id", id)
                .put("type", "competition")
                .put("task", "Sum up per line")
                .put("status", "running")
                .put("createdAt", "2026-01-02T03:04:05.000Z")
                .put("updatedAt", "2026-01-02T03:04:05.000Z");
        session.putArray("instances");
        session.putArray("chatHistory");
        return arguments;
    }

    private static int stage(HttpClient http, Program.Server server, Path home, String stage) {
        var body = Output.JSON
                .createObjectNode()
                .put("kind", "ait42")
                .put("stage", stage)
                .put("root", home.toString())
                .put("force", true)
                .put("reason", "a test");
        var answer = post(http, server, "/rollout", body);
        return answer.has("changed") ? 200 : answer.path("status").asInt();
    }

    private static JsonNode ait42(HttpClient http, Program.Server server, String command, JsonNode arguments) {
        return post(http, server, "/ait42/" + command, arguments);
    }

    /** Returns the answer, an empty one from a server that was killed. */
    private static JsonNode post(HttpClient http, Program.Server server, String path, JsonNode body) {
        var request = server.request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        try {
            return Output.JSON.readTree(
                    http.send(request, BodyHandlers.ofString()).body());
        } catch (IOException _) {
            return Output.JSON.createObjectNode();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Output.JSON.createObjectNode();
        }
    }
}
