package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.OnDisk;
import dev.daybook.cli.Program.Server;
import dev.daybook.importing.Folder;
import dev.daybook.torture.Torture;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Three servers on one database while agents write: the one that follows a tree is stopped for longer than its lease lasts
 * and goes on, the next one is killed, the database is shut down and started again. What was acknowledged is there once, the
 * tree is taken over without a gap, and the journal proves itself; the rows of read models in
 * the database are those of a replay in files; tortured, those of each node in files, too. {@code -Ddaybook.torture=true}: again and again, with
 * a thousand agents, each of which thinks for some seconds before it writes again.
 */
class NodesKillIT {

    private static final int ROUNDS = Torture.rounds(1, 20);
    private static final int AGENTS = Torture.rounds(12, 1_000);

    /** A thousand that never think write more than the read models of one machine carry: it would be waited for them alone. */
    private static final Duration THOUGHT_MAX = Duration.ofSeconds(Torture.rounds(0, 10));

    private static final String LEASE_MS = "2000";
    private static final Duration LONG = Duration.ofSeconds(90);

    /** Every row is read for it. */
    private static final Duration HASHED = Duration.ofSeconds(Torture.rounds(90, 900));

    private static final String TASKS = ".taskmaster/tasks/tasks.json";

    @TempDir(factory = OnDisk.class)
    private Path root;

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    private final Map<String, Server> nodes = new ConcurrentHashMap<>();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger number = new AtomicInteger();
    private final List<String> told = new ArrayList<>();
    private final AtomicBoolean going = new AtomicBoolean();
    private String readModels = "";

    static Stream<String> kept() {
        return Stream.of("postgresql", "local").limit(Torture.rounds(1, 2));
    }

    @ParameterizedTest
    @MethodSource("kept")
    void whatever_becomes_of_nodes_and_database_nothing_acknowledged_is_lost_or_doubled(String kept) throws Exception {
        readModels = kept;
        Path data = root.resolve("postgres");
        EmbeddedPostgres database = database(data, 0);
        String address = "postgresql://postgres@localhost:%d/postgres".formatted(database.getPort());
        try {
            write("Task 0");
            start(address, List.of("one", "two", "three"));
            follow(node("one"));
            for (int round = 0; round < ROUNDS; round++) {
                going.set(true);
                List<Thread> agents = agents();

                String stopped = follower();
                signal(stopped, "STOP");
                write("Task " + told.size());
                await().atMost(LONG).until(() -> !follower(stopped).equals(stopped));
                awaitTaken(stopped);
                awaitWritten(stopped);
                signal(stopped, "CONT");

                String killed = follower(stopped);
                node(killed).kill();
                nodes.remove(killed);
                write("Task " + told.size());
                await().atMost(LONG).until(() -> !List.of(killed, "").contains(follower()));
                awaitTaken("");
                awaitWritten(killed);

                int port = database.getPort();
                database.close();
                await().atMost(LONG)
                        .until(() -> nodes.values().stream().allMatch(node -> status(node, "/readyz") == 503));
                database = database(data, port);
                await().atMost(LONG).ignoreExceptions().untilAsserted(this::assertReady);

                going.set(false);
                for (Thread agent : agents) {
                    agent.join();
                }
                start(address, List.of(killed));
                race();
            }
            assertAllThereOnce();
            Program proof = Program.in(root.resolve("proof")).with("DAYBOOK_JOURNAL", address);
            assertThat(proof.command("verify").out()).contains("entries proven, no findings");
            Map<String, String> replayed = hashes(
                    proof.command("projections", "--hash", "--format", "json").json());
            await().atMost(HASHED)
                    .untilAsserted(() -> assertThat(hashes(json(send(
                                            nodes.values().iterator().next(),
                                            "GET",
                                            "/projections?hash=true",
                                            Map.of(),
                                            ""))
                                    .path("items")))
                            .isEqualTo(replayed));
        } finally {
            going.set(false);
            nodes.values().forEach(Server::kill);
            database.close();
            client.close();
        }
    }

    /** A node that does not come back says why. */
    private void assertReady() throws Exception {
        for (Map.Entry<String, Server> node : nodes.entrySet()) {
            HttpResponse<String> ready = send(node.getValue(), "GET", "/readyz?verbose=true", Map.of(), "");
            assertThat(ready.statusCode())
                    .as("%s: %s", node.getKey(), ready.body())
                    .isEqualTo(200);
        }
    }

    private Server node(String name) {
        return Optional.ofNullable(nodes.get(name)).orElseThrow();
    }

    private static EmbeddedPostgres database(Path data, int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setServerConfig("max_connections", "60")
                .start();
    }

    private void start(String address, List<String> names) {
        names.stream()
                .map(name -> CompletableFuture.runAsync(() -> nodes.put(
                        name,
                        Program.in(root.resolve(name))
                                .with("DAYBOOK_JOURNAL", address)
                                .with("DAYBOOK_NODE_NAME", name)
                                .with("DAYBOOK_READ_MODELS", readModels)
                                .with("DAYBOOK_NODE_LEASE_MS", LEASE_MS)
                                .serve("--allow-path", root.toString()))))
                .toList()
                .forEach(CompletableFuture::join);
    }

    /** Adds a task to the file that is followed. */
    private void write(String title) throws IOException {
        told.add(title);
        String tasks = IntStream.range(0, told.size())
                .mapToObj(id -> "{\"id\":%d,\"title\":\"%s\",\"status\":\"pending\"}".formatted(id + 1, told.get(id)))
                .reduce((one, other) -> one + "," + other)
                .orElseThrow();
        Folder.write(root.resolve("tree"), TASKS, "{\"master\":{\"tasks\":[%s]}}".formatted(tasks));
    }

    private void follow(Server node) throws Exception {
        HttpResponse<String> begun =
                send(node, "POST", "/follows", Map.of(), "{\"path\":\"%s\"}".formatted(root.resolve("tree")));
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(201);
    }

    private void signal(String node, String signal) throws Exception {
        long pid = node(node).process().pid();
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** Returns the node that follows the tree, as another node than those tells; nothing while none does. */
    private String follower(String... stopped) {
        return nodes.entrySet().stream()
                .filter(node -> !List.of(stopped).contains(node.getKey()))
                .findFirst()
                .map(node -> follower(node.getKey(), node.getValue()))
                .orElse("");
    }

    private String follower(String name, Server asked) {
        try {
            for (JsonNode each :
                    json(send(asked, "GET", "/follows", Map.of(), "")).path("items")) {
                if (each.path("state").asText().matches("following|catching-up")) {
                    return each.path("node").asText(name);
                }
            }
        } catch (Exception _) {
            // asked again
        }
        return "";
    }

    private void awaitTaken(String stopped) {
        await().atMost(LONG).untilAsserted(() -> {
            Server asked = nodes.entrySet().stream()
                    .filter(node -> !node.getKey().equals(stopped))
                    .findFirst()
                    .orElseThrow()
                    .getValue();
            List<String> titles =
                    json(send(asked, "GET", "/items?limit=100", Map.of(), "")).findValuesAsText("title");
            assertThat(titles).containsAll(told);
        });
    }

    /** Waits until each read model in the database is written by another node than that one. */
    private void awaitWritten(String other) {
        if (!readModels.equals("local")) {
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(writers(other)).hasSize(9).doesNotContainValue(other));
        }
    }

    /** Returns who writes which read model, as another node than that one tells. */
    private Map<String, String> writers(String other) throws Exception {
        Server asked = nodes.entrySet().stream()
                .filter(node -> !node.getKey().equals(other))
                .findFirst()
                .orElseThrow()
                .getValue();
        var writers = new TreeMap<String, String>();
        for (JsonNode node : json(send(asked, "GET", "/nodes", Map.of(), "")).path("items")) {
            for (JsonNode lease : node.path("leases")) {
                if (lease.path("name").asText().startsWith("read model ")
                        && !lease.path("isOver").asBoolean()) {
                    writers.put(lease.path("name").asText(), node.path("name").asText());
                }
            }
        }
        return writers;
    }

    private static Map<String, String> hashes(JsonNode projections) {
        var hashes = new TreeMap<String, String>();
        projections.forEach(model ->
                hashes.put(model.path("name").asText(), model.path("hash").asText()));
        assertThat(hashes).hasSize(9);
        return hashes;
    }

    private List<Thread> agents() {
        return IntStream.range(0, AGENTS)
                .mapToObj(agent -> Thread.startVirtualThread(() -> {
                    var thought = new Random(agent);
                    while (going.get()) {
                        LockSupport.parkNanos((long) (thought.nextDouble() * THOUGHT_MAX.toNanos()));
                        String title = "Work " + number.incrementAndGet();
                        while (!register(title, agent)) {
                            Thread.onSpinWait(); // whether it was written is unknown: once more, with the same key
                        }
                    }
                }))
                .toList();
    }

    private boolean register(String title, int agent) {
        List<Server> all = List.copyOf(nodes.values());
        Server node = all.get((agent + title.hashCode() & Integer.MAX_VALUE) % all.size());
        try {
            int status = send(
                            node,
                            "POST",
                            "/sbis",
                            Map.of("Idempotency-Key", title),
                            "{\"title\":\"%s\"}".formatted(title))
                    .statusCode();
            return status == 201 && acknowledged.add(title);
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of sixteen on three nodes that have seen the same revision, one changes the task. */
    private void race() throws Exception {
        List<Server> all = List.copyOf(nodes.values());
        HttpResponse<String> made = send(all.getFirst(), "POST", "/sbis", Map.of(), "{\"title\":\"Raced for\"}");
        String path = "/sbis/" + json(made).path("id").asText();
        String tag = made.headers().firstValue("ETag").orElseThrow();
        List<CompletableFuture<Integer>> racing = IntStream.range(0, 16)
                .mapToObj(racer -> CompletableFuture.supplyAsync(() -> {
                    try {
                        return send(
                                        all.get(racer % all.size()),
                                        "PATCH",
                                        path,
                                        Map.of("If-Match", tag),
                                        "{\"title\":\"Racer %d\"}".formatted(racer))
                                .statusCode();
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .toList();

        assertThat(racing.stream().map(CompletableFuture::join).toList())
                .containsOnlyOnce(200)
                .containsOnly(200, 412);
    }

    private void assertAllThereOnce() throws Exception {
        Map<String, Integer> times = new HashMap<>();
        Server node = nodes.values().iterator().next();
        String path = "/sbis?limit=500&wait=30s&after="
                + json(send(node, "GET", "/head", Map.of(), "")).path("position");
        for (String next = path; !next.isEmpty(); ) {
            JsonNode page = json(send(node, "GET", next, Map.of(), ""));
            page.path("items").forEach(task -> times.merge(task.path("title").asText(), 1, Integer::sum));
            String cursor = page.path("next").asText("");
            next = cursor.isEmpty() ? "" : "/sbis?limit=500&cursor=" + cursor;
        }
        assertThat(acknowledged).isNotEmpty();
        assertThat(times.keySet()).containsAll(acknowledged);
        assertThat(acknowledged).allSatisfy(title -> assertThat(times).containsEntry(title, 1));
        var taken = new ArrayList<String>();
        json(send(node, "GET", "/items?limit=100", Map.of(), ""))
                .path("items")
                .forEach(item -> taken.add(item.path("title").asText()));
        assertThat(taken).containsExactlyInAnyOrderElementsOf(told);
    }

    private static int status(Server node, String path) {
        try (var once = HttpClient.newHttpClient()) {
            return once.send(node.request(path).timeout(Duration.ofSeconds(5)).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException | InterruptedException _) {
            return 0;
        }
    }

    private HttpResponse<String> send(Server node, String method, String path, Map<String, String> headers, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = node.request(path)
                .timeout(Duration.ofSeconds(20))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return Output.JSON.readTree(answer.body());
    }
}
