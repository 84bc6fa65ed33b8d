package dev.daybook.bench;

import static dev.daybook.readmodel.Tables.TASKS;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A server is killed while a hundred agents write into a large journal, and started again: how soon it answers, how soon
 * all that was acknowledged can be read, and whether it is there.
 */
final class Recovery {

    private static final int AGENTS = 100;
    private static final int KILLS = Integer.getInteger("bench.kills", 3);
    private static final Duration WRITING = Duration.ofSeconds(4);
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int PORT = 18_432;

    private final AgentStore store;
    private final Consumer<Figure> table;
    private final Service service;
    private final JsonMapper json = new JsonMapper();

    /** The tasks that were added, with the position at which the server said so. */
    private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();

    /** How long it took in milliseconds: until it listened, had answered, and had all rows. */
    private record Start(double listeningMs, double answeredMs, double caughtUpMs) {}

    Recovery(AgentStore store, Consumer<Figure> table) {
        this.store = store;
        this.table = table;
        this.service = new Service(store.data(), PORT, Service.SMALL);
    }

    void run() throws Exception {
        long begin = System.nanoTime();
        service.runAlone(List.of("tools/daybook", "--version"));
        figure("start of the JVM", ms(begin), "tools/daybook --version");
        Service.stop(service.start()); // what the page cache holds is what it holds after a kill
        for (int kill = 0; kill < KILLS; kill++) {
            String round = "%d-%d".formatted(System.currentTimeMillis(), kill);
            Process server = service.start();
            write(server, round);
            Start start = start();
            figure(
                    "kill -9, then start: listens",
                    start.listeningMs,
                    "%,d events and what %d agents wrote".formatted(store.records(), AGENTS));
            figure("  first answer", start.answeredMs, "GET /agents");
            figure(
                    "  read models caught up",
                    start.caughtUpMs,
                    "%,d of %,d acknowledged writes are there".formatted(there(), acknowledged.size()));
        }
    }

    private void figure(String name, double ms, String note) {
        table.accept(new Figure(name, "ms", ms, Optional.empty(), Optional.empty(), note));
    }

    private static double ms(long begin) {
        return (System.nanoTime() - begin) / 1e6;
    }

    private void write(Process server, String round) throws Exception {
        var agents = new ArrayList<Thread>();
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (int agent = 0; agent < AGENTS; agent++) {
                String name = "%s-%d".formatted(round, agent);
                agents.add(Thread.ofVirtual().start(() -> {
                    for (int i = 0; add(http, "task-%s-%d".formatted(name, i)); i++) {
                        // until it is killed
                    }
                }));
            }
            Thread.sleep(WRITING.plusMillis(ThreadLocalRandom.current().nextInt(1_000)));
            server.destroyForcibly().waitFor();
            for (Thread agent : agents) {
                agent.join();
            }
        }
    }

    private boolean add(HttpClient http, String task) {
        try {
            HttpResponse<String> answer = http.send(
                    request("/agent-tasks")
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(
                                    "{\"id\":\"%s\",\"title\":\"Guard the import endpoint\"}".formatted(task)))
                            .build(),
                    BodyHandlers.ofString());
            if (answer.statusCode() == 201) {
                acknowledged.put(
                        task, json.readTree(answer.body()).path("position").asLong());
            }
            return true;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private HttpRequest.Builder request(String path) {
        try {
            return HttpRequest.newBuilder(URI.create(service.api() + path))
                    .timeout(LIMIT)
                    .header("Authorization", service.authorization());
        } catch (IOException e) {
            throw new UncheckedIOException("the token of %s cannot be read".formatted(service.data()), e);
        }
    }

    /** Starts the server again, and stops it once it has everything. */
    private Start start() throws Exception {
        long last =
                acknowledged.values().stream().mapToLong(Long::longValue).max().orElse(0);
        long begin = System.nanoTime();
        Process server = service.launch();
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            service.awaitListening(server, LIMIT);
            double listeningMs = ms(begin);
            answered(http, "/agents?limit=1");
            double answeredMs = ms(begin);
            answered(http, "/agent-tasks?limit=1&wait=30s&after=" + last);
            double caughtUpMs = ms(begin);
            return new Start(listeningMs, answeredMs, caughtUpMs);
        } finally {
            Service.stop(server);
        }
    }

    private void answered(HttpClient http, String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request(path).build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("%s answered %d: %s".formatted(path, answer.statusCode(), answer.body()));
        }
    }

    /** Returns how many of the acknowledged tasks have their row. */
    private long there() {
        var found = new AtomicLong();
        store.ask(models -> found.set(acknowledged.keySet().stream()
                .filter(task -> models.read(tables -> tables.fetchExists(TASKS, TASKS.ID.eq(task))))
                .count()));
        return found.get();
    }
}
