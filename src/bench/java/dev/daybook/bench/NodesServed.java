package dev.daybook.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/**
 * Real nodes over one journal in PostgreSQL, with read models of their own and with those they share: how quickly they
 * answer, what they write while all clients write, and how late another node shows it. The server flushes at each commit.
 */
final class NodesServed {

    private static final int PORT = 18_430;
    private static final int NODES = 3;
    private static final int WRITERS = 64;
    private static final double READ_SECONDS = 4;
    private static final double WRITE_SECONDS = 15;

    /** So often a second it is asked how far read models are behind. */
    private static final int LOOKS = 5;

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path scratch;
    private final Consumer<Figure> table;
    private final int sbis;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private String authorization = "";

    NodesServed(Path scratch, Consumer<Figure> table, int sbis) {
        this.scratch = scratch;
        this.table = table;
        this.sbis = sbis;
    }

    void run() throws Exception {
        Path tree = Files.createTempDirectory(scratch, "tree");
        Tree.write(tree, sbis);
        try (EmbeddedPostgres server = PostgresAppends.server()) {
            for (String readModels : List.of("local", "postgresql")) {
                String schema = "nodes_" + readModels;
                try (Connection connection = server.getPostgresDatabase().getConnection();
                        Statement statement = connection.createStatement()) {
                    statement.execute("CREATE SCHEMA " + schema);
                }
                String address = "postgresql://postgres@localhost:%d/postgres?currentSchema=%s"
                        .formatted(server.getPort(), schema);
                nodes(readModels, address, tree);
            }
        }
    }

    private void nodes(String readModels, String address, Path tree) throws Exception {
        var settings = Map.of("DAYBOOK_JOURNAL", address, "DAYBOOK_READ_MODELS", readModels);
        var nodes = new ArrayList<Service>();
        for (int node = 0; node < NODES; node++) {
            nodes.add(new Service(scratch.resolve(readModels + node), PORT + node, Service.SMALL, settings));
        }
        nodes.getFirst().run("migrate", tree.toString());
        var processes = new ArrayList<Process>();
        try {
            authorization = nodes.getFirst().authorization(); // who has one comes in at those that start later
            processes.add(nodes.getFirst().start());
            await(nodes.getFirst());
            reads("read models " + readModels, nodes.getFirst());
            writes("read models %s, 1 node".formatted(readModels), nodes.subList(0, 1), processes);
            for (int count = 2; count <= NODES; count++) {
                processes.add(nodes.get(count - 1).start());
                await(nodes.get(count - 1));
                writes("read models %s, %d nodes".formatted(readModels, count), nodes.subList(0, count), processes);
            }
        } finally {
            for (Process process : processes) {
                Service.stop(process);
            }
        }
    }

    /** Waits until all its read models have all. */
    private void await(Service node) {
        Awaitility.await().atMost(PATIENCE).until(() -> lag(node) == 0);
    }

    private long lag(Service node) throws Exception {
        return get(node, "/projections").findValues("lagEvents").stream()
                .mapToLong(JsonNode::asLong)
                .max()
                .orElseThrow();
    }

    private void reads(String name, Service node) throws Exception {
        read(name + ": list", node, _ -> "/sbis?limit=50");
        read(name + ": get", node, number -> "/sbis/SBI-01K6%022d".formatted(number * 7919 % sbis));
        read(name + ": history", node, number -> "/history/sbi/SBI-01K6%022d".formatted(number * 7919 % sbis));
        read(name + ": search", node, number -> "/search?limit=20&q=" + word(number));
    }

    private static String word(long number) {
        return List.of("retry+worker", "invoice", "rotate+lease", "%E5%88%A4%E5%AE%9A")
                .get((int) (number % 4));
    }

    /** Makes the address of a call. */
    private interface Address {
        String of(long number);
    }

    private void read(String name, Service node, Address address) throws Exception {
        Clients.Work call = number -> get(node, address.of(number));
        Clients.warm(1, call);
        Clients.Outcome outcome = Clients.run(1, READ_SECONDS, call);
        figure(name, "ms", outcome.p50Ms(), "one warm client: p99 %.1f ms".formatted(outcome.p99Ms()));
    }

    /** Returns how long processors have worked for them until now. */
    private static double cpuSeconds(List<Process> processes) {
        return processes.stream()
                .map(process -> process.info().totalCpuDuration().orElseThrow())
                .mapToDouble(duration -> duration.toNanos() / 1e9)
                .sum();
    }

    private void writes(String name, List<Service> nodes, List<Process> processes) throws Exception {
        List<Service> newest = List.of(
                nodes.getLast()); // as warm as the first one was: until then it is the compiler that is measured
        Clients.warm(WRITERS, number -> register(newest, number));
        Clients.run(WRITERS, WRITE_SECONDS / 3, number -> register(nodes, number));
        List<Double> lags = Collections.synchronizedList(new ArrayList<>());
        List<Double> shownMs = Collections.synchronizedList(new ArrayList<>());
        Clients.Outcome outcome;
        double cpuBefore = cpuSeconds(processes);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> seen = threads.submit(() -> Clients.run(1, WRITE_SECONDS, _ -> shownMs.add(shownMs(nodes))));
            Future<?> looked = threads.submit(() ->
                    Clients.atRate(LOOKS, WRITE_SECONDS, _ -> lags.add((double) lag(nodes.getLast()))));
            outcome = Clients.run(WRITERS, WRITE_SECONDS, number -> register(nodes, number));
            seen.get();
            looked.get();
        }
        double cpuMicros = (cpuSeconds(processes) - cpuBefore) * 1e6 / (outcome.perSecond() * WRITE_SECONDS);
        long begin = System.nanoTime();
        await(nodes.getLast());
        double caughtUpMs = (System.nanoTime() - begin) / 1e6;
        figure(
                name + ", " + WRITERS + " clients",
                "/s",
                outcome.perSecond(),
                "commands over HTTP, all followed: p99 %.0f ms; the nodes' processors %.0f µs each"
                        .formatted(outcome.p99Ms(), cpuMicros));
        figure(
                name + ", shown elsewhere",
                "ms",
                at(shownMs, 0.5),
                "p99 %.0f ms; behind by p50 %.0f, at most %.0f facts; caught up after %.0f ms"
                        .formatted(at(shownMs, 0.99), at(lags, 0.5), at(lags, 1), caughtUpMs));
    }

    /** Returns how long after it was written on the first node the last one lists a task. */
    private double shownMs(List<Service> nodes) throws Exception {
        long position = register(List.of(nodes.getFirst()), 0).path("position").asLong();
        long begin = System.nanoTime();
        get(nodes.getLast(), "/sbis?limit=1&wait=30s&after=" + position);
        return (System.nanoTime() - begin) / 1e6;
    }

    private JsonNode register(List<Service> nodes, long number) throws Exception {
        Service node = nodes.get((int) (number % nodes.size()));
        return send(
                node,
                "/sbis",
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(
                                "{\"title\":\"Rotate the lease %d\",\"labels\":[\"lease\"]}".formatted(number))));
    }

    private JsonNode get(Service node, String path) throws Exception {
        return send(node, path, HttpRequest.newBuilder());
    }

    private JsonNode send(Service node, String path, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(
                request.uri(URI.create(node.api() + path))
                        .header("Authorization", authorization)
                        .build(),
                BodyHandlers.ofByteArray());
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(
                    "%s answered %d: %s".formatted(path, answer.statusCode(), new String(answer.body(), UTF_8)));
        }
        return JSON.readTree(answer.body());
    }

    private static double at(List<Double> values, double share) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * share))];
    }

    private void figure(String name, String unit, double value, String note) {
        table.accept(new Figure(name, unit, value, Optional.empty(), Optional.empty(), note));
    }
}
