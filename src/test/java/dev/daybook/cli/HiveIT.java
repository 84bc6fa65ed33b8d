package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.daybook.OnDisk;
import dev.daybook.Patience;
import dev.daybook.importing.Folder;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hive that agents still use: its files and its database are written by them and by Daybook. */
class HiveIT {

    private static final Path SAMPLE = Path.of("src/test/resources/legacy/hive/generated/small");
    private static final String STATE = ".claude/state.db";
    private static final String AGENT = ".claude/agents/service-mesh-0000.json";
    private static final String INBOX = "message_bus/inboxes/integration-0001.json";
    private static final String LOG = ".claude/logs/leanvibe.log";

    @TempDir(factory = OnDisk.class)
    private Path root;

    private Path hive() throws IOException {
        return Folder.copy(Program.repository().resolve(SAMPLE), root.resolve("garden"));
    }

    private static void sql(Path hive, String statement) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + hive.resolve(STATE));
                var it = connection.createStatement()) {
            it.execute("PRAGMA busy_timeout = 30000");
            it.executeUpdate(statement);
        }
    }

    private static List<String> rows(Path hive, String question) throws SQLException {
        var rows = new ArrayList<String>();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + hive.resolve(STATE));
                var it = connection.createStatement();
                var answer = it.executeQuery(question)) {
            while (answer.next()) {
                rows.add(answer.getString(1));
            }
        }
        return rows;
    }

    private static void done(Program program, String... args) {
        var ended = program.command(args);
        assertThat(ended.code())
                .as(String.join(" ", args) + ended.out() + ended.err())
                .isZero();
    }

    private static void isAlike(Program program) {
        done(program, "compare", "--kind", "hive");
    }

    @Test
    void what_agents_write_comes_in_while_the_hive_is_followed() throws IOException, SQLException {
        var program = Program.in(root);
        Path hive = hive();
        done(program, "migrate", hive.toString());
        try (var _ = program.serve("--follow", hive.toString())) {
            sql(hive, "UPDATE tasks SET status = 'failed' WHERE task_id = 'task_1'");
            sql(hive, "INSERT INTO agent_messages(message_id, to_agent, content) VALUES ('mx', 'pm', 'Help')");
            Files.writeString(
                    hive.resolve(LOG),
                    Files.readString(hive.resolve(LOG)) + "2025-08-02 12:00:01 ERROR    a.b      [] It failed badly\n"
                            + "Traceback (most recent call last):\nKeyError: 'a'\n");
            Files.delete(hive.resolve(AGENT));

            await().atMost(Patience.LIMIT).untilAsserted(() -> {
                assertThat(program.command("agent", "tasks", "--status", "failed")
                                .out())
                        .contains("task_1 ");
                assertThat(program.command("search", "badly").out()).contains("hive.log/");
                assertThat(program.command("audit", "--format", "json").out()).contains("\"entityId\" : \"mx\"");
                assertThat(program.command("item", "list", "--kind", "hive.agent-file")
                                .out())
                        .doesNotContain("service-mesh");
            });
        }
        done(program, "verify");
    }

    /** Both write the same rows and files, and neither loses what the other one says; nor does a kill in between. */
    @Test
    void daybook_and_the_agents_write_the_same_hive_and_a_kill_loses_nothing()
            throws IOException, SQLException, InterruptedException {
        var program = Program.in(root);
        Path hive = hive();
        Path backup = root.resolve("garden.tar.zst");
        done(program, "migrate", hive.toString(), "--agent", "service-mesh-0000");
        done(program, "migrate", hive.toString(), "--backup", backup.toString());
        var added = new AtomicInteger();
        try (var server = program.serve()) {
            done(program, "rollout", "set", "dual", "--kind", "hive", "--root", hive.toString());

            done(program, "agent", "claim", "task_1", "--holder", "service-mesh-0000");
            assertThat(rows(hive, "SELECT agent_id || ' ' || status FROM tasks WHERE task_id = 'task_1'"))
                    .containsExactly("service-mesh-0000 in_progress");
            sql(hive, "UPDATE tasks SET description = 'told by its agent' WHERE task_id = 'task_1'");
            done(program, "agent", "finish", "task_1", "--holder", "service-mesh-0000", "--confidence", "90");
            assertThat(rows(
                            hive,
                            "SELECT status || ' ' || confidence_score || ' ' || description FROM tasks"
                                    + " WHERE task_id = 'task_1'"))
                    .containsExactly("completed 0.9 told by its agent");
            assertThat(program.command("agent", "task", "task_1").out()).contains("told by its agent");

            done(program, "message", "send", "The hedge is planted", "--to", "integration-0001", "--from", "pm");
            assertThat(rows(hive, "SELECT to_agent || ' ' || content FROM agent_messages WHERE from_agent = 'pm'"))
                    .containsExactly("integration-0001 The hedge is planted");

            String before = Files.readString(hive.resolve(AGENT));
            done(program, "item", "set", "hive.agent-file/service-mesh-0000.json", "status=completed");
            assertThat(hive.resolve(AGENT)).hasContent(before.replace("\"active\"", "\"completed\""));
            done(program, "item", "set", "hive.inbox-message/integration-0001.json/1", "priority=high");
            assertThat(hive.resolve(INBOX)).content().contains("\"priority\": \"high\"");
            done(program, "item", "set", "hive.event/e1", "severity=critical");
            assertThat(rows(hive, "SELECT severity FROM events WHERE event_id = 'e1'"))
                    .containsExactly("critical");
            isAlike(program);

            var reached = new CountDownLatch(20);
            try (var http = HttpClient.newHttpClient()) {
                Thread client = Thread.ofVirtual().start(() -> {
                    while (isAdded(http, server, added.get() + 1)) {
                        added.incrementAndGet();
                        reached.countDown();
                    }
                });
                assertThat(reached.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                server.kill();
                client.join();
            }
        }
        sql(hive, "UPDATE tasks SET priority = 'high' WHERE task_id = 'task_2'");
        try (var _ = program.served()) {
            await().atMost(Patience.LIMIT)
                    .untilAsserted(() -> assertThat(
                                    program.command("agent", "task", "task_2").out())
                            .contains("high"));
            isAlike(program);
            assertThat(rows(hive, "SELECT count(*) FROM tasks WHERE task_id LIKE 'added-%'"))
                    .first()
                    .satisfies(count -> assertThat(Integer.parseInt(count)).isGreaterThanOrEqualTo(added.get()));

            done(program, "rollout", "set", "journal", "--kind", "hive", "--force", "--reason", "all is well");
            done(program, "agent", "claim", "task_2", "--holder", "web-1");
            await().atMost(Patience.LIMIT)
                    .untilAsserted(() -> assertThat(rows(hive, "SELECT agent_id FROM tasks WHERE task_id = 'task_2'"))
                            .containsExactly("web-1"));
        }
        done(program, "verify");
    }

    /** While the files lead and the journal follows, and while both are written. */
    @Test
    void what_is_remembered_is_a_snapshot_of_the_hive_as_well() throws IOException, SQLException {
        var program = Program.in(root);
        Path hive = hive();
        String large = "Tokens expire. ".repeat(500).strip();
        done(program, "migrate", hive.toString());
        try (var _ = program.served()) {
            done(program, "rollout", "set", "legacy", "--kind", "hive", "--root", hive.toString());
            String first = remembered(program, "Cats like boxes");
            assertThat(rows(hive, snapshot("session_id || ' ' || memory_type", first)))
                    .containsExactly("ctx_service-mesh-0000_0 working");
            isAlike(program);

            done(program, "rollout", "set", "dual", "--kind", "hive", "--force", "--reason", "all is well");
            String second = remembered(program, large);
            String path = rows(hive, snapshot("content_path", second)).getFirst();
            assertThat(hive.resolve(".claude").resolve(path)).content().contains(large);
            assertThat(program.command("memory", "show", second).out()).contains(large);
            isAlike(program);

            done(program, "memory", "retract", first, "--reason", "they do not");
            isAlike(program);
            sql(hive, "DELETE FROM memory_snapshots WHERE snapshot_id = '" + second + "'");
            await().atMost(Patience.LIMIT)
                    .untilAsserted(() -> assertThat(
                                    program.command("memory", "show", second).code())
                            .as("an agent has taken it out")
                            .isNotZero());
            isAlike(program);
        }
        done(program, "verify");
    }

    private static String snapshot(String columns, String id) {
        return "SELECT %s FROM memory_snapshots WHERE snapshot_id = '%s'".formatted(columns, id);
    }

    private static String remembered(Program program, String text) {
        var ended = program.command(
                "memory", "remember", text, "--agent", "service-mesh-0000", "--format", "json", "--jq", ".id");
        assertThat(ended.code()).as(ended.err()).isZero();
        return ended.out().strip();
    }

    private static boolean isAdded(HttpClient http, Program.Server server, int number) {
        var request = server.request("/agent-tasks")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"id\":\"added-%d\",\"title\":\"One more\"}".formatted(number)))
                .build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() / 100 == 2;
        } catch (IOException _) {
            return false; // killed
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
