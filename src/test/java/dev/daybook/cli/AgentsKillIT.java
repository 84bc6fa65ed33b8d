package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.OnDisk;
import dev.daybook.Patience;
import dev.daybook.importing.Folder;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hundred agents write when the server is killed: it is back at once, and all that they were told is so.
 * {@code -Ddaybook.torture=true}: again and again over a journal of a million events, and it is measured how soon.
 */
class AgentsKillIT {

    private static final boolean LONG = Boolean.getBoolean("daybook.torture");
    private static final int ROUNDS = LONG ? 10 : 2;
    private static final int EVENTS = LONG ? 1_000_000 : 1_000;
    private static final int AGENTS = 100;
    private static final int TASKS = 60; // fewer than agents: they race
    private static final int ACKNOWLEDGED = 600;
    private static final Duration BACK = Duration.ofSeconds(5);

    private final ObjectMapper json = new ObjectMapper();
    private final Random random = new Random(7);

    /** What the server said: who holds a task and under which generation, and how an agent is. */
    private record Claim(String holder, long generation) {}

    private final Map<String, Claim> claims = new ConcurrentHashMap<>();
    private final Map<String, String> statuses = new ConcurrentHashMap<>();
    private final Map<String, String> added = new ConcurrentHashMap<>();
    private final List<String> doubles = new ArrayList<>();
    private final AtomicInteger acknowledged = new AtomicInteger();

    @TempDir(factory = OnDisk.class)
    private Path root;

    @Test
    void killed_while_a_hundred_agents_write_the_server_is_back_with_all_that_it_acknowledged() throws Exception {
        var program = Program.in(root);
        assertThat(program.command("migrate", log().toString()).code()).isIn(0, 2);
        Duration longest = Duration.ZERO;

        for (int round = 0; round < ROUNDS; round++) {
            long begin = System.nanoTime();
            try (var server = program.serve();
                    var http = HttpClient.newHttpClient()) {
                assertThat(get(http, server, "/agents?limit=1").statusCode()).isEqualTo(200);
                Duration took = Duration.ofNanos(System.nanoTime() - begin);
                longest = took.compareTo(longest) > 0 ? took : longest;
                all_that_was_acknowledged_is_there(http, server);
                write(server, round);
            }
        }

        try (var server = program.serve();
                var http = HttpClient.newHttpClient()) {
            all_that_was_acknowledged_is_there(http, server);
        }
        assertThat(doubles).isEmpty();
        assertThat(claims).isNotEmpty();
        no_task_was_claimed_twice_at_once(program);
        var verified = program.command("verify");
        assertThat(verified.code()).as(verified.out()).isZero();
        if (LONG) {
            assertThat(longest).as("at %,d events", EVENTS).isLessThan(BACK);
        }
    }

    /** Has agents register, add tasks, race for them and say how they are, and kills the server in the midst of it. */
    private void write(Program.Server server, int round) throws Exception {
        int enough = acknowledged.get() + ACKNOWLEDGED + random.nextInt(ACKNOWLEDGED);
        var agents = new ArrayList<Thread>();
        try (var http = HttpClient.newHttpClient()) {
            for (int agent = 0; agent < AGENTS; agent++) {
                String name = "agent-%d".formatted(agent);
                var dice = new Random(agent * 31L + round);
                agents.add(Thread.ofVirtual().start(() -> {
                    boolean alive = status(http, server, name, "begin-" + round);
                    for (int i = 0; alive; i++) {
                        alive = add(http, server, "%s-%d-%d".formatted(name, round, i))
                                && claim(http, server, name, "shared-%d-%d".formatted(round, dice.nextInt(TASKS)))
                                && status(http, server, name, "step-%d-%d".formatted(round, i));
                    }
                }));
            }
            await().atMost(Patience.LIMIT).until(() -> acknowledged.get() >= enough);
            server.kill();
            for (Thread agent : agents) {
                agent.join();
            }
        }
    }

    private boolean add(HttpClient http, Program.Server server, String task) {
        return post(
                http,
                server,
                "/agent-tasks",
                "{\"id\":\"%s\",\"title\":\"Work\"}".formatted(task),
                201,
                _ -> added.put(task, task));
    }

    private boolean claim(HttpClient http, Program.Server server, String agent, String task) {
        // Whoever comes first makes it known: the others are told that it is there.
        if (!claims.containsKey(task)
                && !post(
                        http,
                        server,
                        "/agent-tasks",
                        "{\"id\":\"%s\",\"title\":\"Race\"}".formatted(task),
                        201,
                        _ -> {})) {
            return false;
        }
        return post(
                http,
                server,
                "/agent-tasks/%s/claim".formatted(task),
                "{\"holder\":\"%s\",\"ttlSeconds\":86400}".formatted(agent),
                200,
                said -> {
                    var claim = new Claim(
                            said.path("holder").asText(),
                            said.path("generation").asLong());
                    Claim before = claims.putIfAbsent(task, claim);
                    if (before != null && !before.equals(claim)) {
                        synchronized (doubles) {
                            doubles.add("%s: %s and %s".formatted(task, before, claim));
                        }
                    }
                });
    }

    private boolean status(HttpClient http, Program.Server server, String agent, String status) {
        if (!statuses.containsKey(agent)
                && !send(
                        http,
                        server,
                        "PUT",
                        "/agents/" + agent,
                        "{\"type\":\"pm\"}",
                        200,
                        _ -> statuses.put(agent, "idle"))) {
            return false;
        }
        return post(
                http,
                server,
                "/agents/%s/status".formatted(agent),
                "{\"status\":\"%s\"}".formatted(status),
                200,
                _ -> statuses.put(agent, status));
    }

    /** What to do once the server has said so. */
    private interface Told {
        void of(JsonNode said);
    }

    private boolean post(HttpClient http, Program.Server server, String path, String body, int wanted, Told told) {
        return send(http, server, "POST", path, body, wanted, told);
    }

    /** Returns whether the server answered: what it refuses is an answer, too. */
    private boolean send(
            HttpClient http, Program.Server server, String method, String path, String body, int wanted, Told told) {
        var request = server.request(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() == wanted) {
                told.of(json.readTree(answer.body()));
                acknowledged.incrementAndGet();
            } else {
                assertThat(answer.statusCode()).as(answer.body()).isIn(200, 409, 503);
            }
            return true;
        } catch (IOException _) {
            return false; // killed
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static HttpResponse<String> get(HttpClient http, Program.Server server, String path) throws Exception {
        return http.send(server.request(path).build(), BodyHandlers.ofString());
    }

    private void all_that_was_acknowledged_is_there(HttpClient http, Program.Server server) throws Exception {
        Map<String, JsonNode> tasks = all(http, server, "/agent-tasks");
        assertThat(tasks).containsKeys(added.keySet().toArray(String[]::new));
        claims.forEach((task, claim) -> {
            JsonNode there = tasks.getOrDefault(task, json.createObjectNode());
            assertThat(there.path("holder").asText()).as(task).isEqualTo(claim.holder());
            assertThat(there.path("generation").asLong()).as(task).isEqualTo(claim.generation());
        });
        Map<String, JsonNode> agents = all(http, server, "/agents");
        // The last one that an agent sent may have been written, and the answer lost.
        statuses.forEach((agent, status) -> assertThat(agents.getOrDefault(agent, json.createObjectNode())
                        .path("revision")
                        .asLong(-1))
                .as("%s is %s", agent, status)
                .isGreaterThanOrEqualTo(0));
        var changes = HashMap.<String, String>newHashMap(AGENTS);
        agents.forEach((agent, row) -> changes.put(agent, row.path("status").asText()));
        statuses.forEach((agent, status) -> assertThat(isThenOrLater(changes.getOrDefault(agent, ""), status))
                .as("%s: %s", agent, status)
                .isTrue());
    }

    /** Returns whether a status is the one that was acknowledged, or one that was sent after it. */
    private static boolean isThenOrLater(String is, String acknowledged) {
        return order(is) >= order(acknowledged);
    }

    private static long order(String status) {
        String[] parts = status.split("-");
        return switch (parts[0]) {
            case "begin" -> Long.parseLong(parts[1]) * 1_000_000 + 1;
            case "step" -> Long.parseLong(parts[1]) * 1_000_000 + 2 + Long.parseLong(parts[2]);
            default -> 0;
        };
    }

    /** Returns all rows of a list by their ids. */
    private Map<String, JsonNode> all(HttpClient http, Program.Server server, String path) throws Exception {
        var rows = new HashMap<String, JsonNode>();
        String cursor = "";
        do {
            HttpResponse<String> answer = get(
                    http,
                    server,
                    path + "?limit=500&wait=30s&after=" + head(http, server)
                            + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            JsonNode page = json.readTree(answer.body());
            page.path("items").forEach(row -> rows.put(row.path("id").asText(), row));
            cursor = page.path("next").asText("");
        } while (!cursor.isEmpty());
        return rows;
    }

    private static long head(HttpClient http, Program.Server server) throws Exception {
        return get(http, server, "/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("daybook_journal_head "))
                .mapToLong(line -> (long) Double.parseDouble(line.split(" ")[1]))
                .findFirst()
                .orElseThrow();
    }

    /** Of each task, the journal has one claim: nobody gave one back, and none has expired. */
    private static void no_task_was_claimed_twice_at_once(Program program) {
        var claimed = new HashMap<String, Integer>();
        for (String action : List.of("task.claimed", "task.claim-taken-over")) {
            program.command("audit", "--action", action, "--limit", "0", "--format", "json")
                    .json()
                    .forEach(row -> claimed.merge(row.path("entityId").asText(), 1, Integer::sum));
        }
        assertThat(claimed)
                .isNotEmpty()
                .allSatisfy((task, times) -> assertThat(times).as(task).isEqualTo(1));
    }

    /** Makes a hive whose log is so long. */
    private Path log() throws IOException {
        var lines = new StringBuilder();
        for (int i = 0; i < EVENTS; i++) {
            lines.append(
                    "2025-07-18 10:%02d:%02d INFO     pool                 [corr=%08x, task=t, agent=a%d] step %d\n"
                            .formatted(i / 60 % 60, i % 60, i, i % AGENTS, i));
        }
        Folder.write(root.resolve("hive"), ".claude/logs/leanvibe.log", lines.toString());
        Folder.write(root.resolve("hive"), ".claude/agents/pm-1.json", "{\"agent_id\":\"pm-1\",\"status\":\"active\"}");
        return root.resolve("hive");
    }
}
