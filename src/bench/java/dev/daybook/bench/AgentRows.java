package dev.daybook.bench;

import dev.daybook.projection.ReadModels;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** What is asked of a million records of agents: by SQL of the read model, and by a server with 256 MB of heap. */
final class AgentRows {

    private static final int CALLS = 400;

    private final AgentStore store;
    private final Consumer<Figure> table;
    private final Random random = new Random(5);

    AgentRows(AgentStore store, Consumer<Figure> table) {
        this.store = store;
        this.table = table;
    }

    void run() throws Exception {
        store.ask(this::asked);
        served(store.data());
    }

    /** A question of the document; {@code ?} stands for something that is there. */
    private record Question(String name, String sql, String parameter) {}

    private void asked(ReadModels models) {
        for (Question it : List.of(
                new Question(
                        "tasks of an agent", "SELECT * FROM tasks WHERE agent_id = ? ORDER BY id LIMIT 50", "agent-%d"),
                new Question(
                        "pending tasks",
                        "SELECT * FROM tasks WHERE status = 'pending' AND id > ? ORDER BY id LIMIT 50",
                        "task-%d"),
                new Question("messages to an agent", "SELECT * FROM agent_messages WHERE to_agent = ?", "agent-%d"),
                new Question(
                        "sessions over a threshold",
                        "SELECT * FROM context_sessions WHERE usage_percent >= 95 AND agent_id = ?",
                        "agent-%d"),
                new Question(
                        "memory of a session", "SELECT * FROM memory_snapshots WHERE session_id = ?", "context-%d"),
                new Question("metrics of an agent", "SELECT * FROM performance_metrics WHERE agent_id = ?", "agent-%d"),
                new Question("events of a correlation", "SELECT * FROM events WHERE correlation_id = ?", "c%d"))) {
            var ns = new long[CALLS];
            for (int warm = 0; warm < 2; warm++) {
                for (int call = 0; call < CALLS; call++) {
                    String which = it.parameter.formatted(random.nextInt(AgentStore.AGENTS));
                    long begin = System.nanoTime();
                    models.read(tables -> tables.fetch(it.sql, which).size());
                    ns[call] = System.nanoTime() - begin;
                }
            }
            figure(it.name, ns, "SQL, %,d records".formatted(store.records()));
        }
    }

    private void figure(String name, long[] ns, String note) {
        Arrays.sort(ns);
        double p99Ms = ns[ns.length * 99 / 100] / 1e6;
        table.accept(new Figure(
                name + " p50",
                "ms",
                ns[ns.length / 2] / 1e6,
                Optional.empty(),
                Optional.empty(),
                "%s; p99 %.2f ms".formatted(note, p99Ms)));
    }

    private void served(Path data) throws Exception {
        var service = new Service(data, 18_431, Service.SMALL);
        long begin = System.nanoTime();
        Process server = service.start();
        double startMs = (System.nanoTime() - begin) / 1e6;
        table.accept(new Figure(
                "serve: start to first answer",
                "ms",
                startMs,
                Optional.empty(),
                Optional.empty(),
                "%,d facts, %s".formatted(store.records(), String.join(" ", Service.SMALL))));
        try (var http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (String path : List.of(
                    "/agent-tasks?agent=agent-%d",
                    "/agent-tasks?status=pending",
                    "/agent-tasks?status=pending&agent=agent-%d",
                    "/ready-agent-tasks",
                    "/agents",
                    "/agents?status=crashed",
                    "/agents/agent-%d/inbox",
                    "/agent-messages",
                    "/agent-messages?to=agent-%d",
                    "/agent-messages?from=agent-%d",
                    "/agent-messages?status=waiting",
                    "/contexts?agent=agent-%d",
                    "/contexts?above=85",
                    "/memories",
                    "/memories?agent=agent-%d",
                    "/memories/search?q=expire&agent=agent-%d",
                    "/status",
                    "/dashboards/activity",
                    "/dashboards/activity?by=day&agent=agent-%d",
                    "/dashboards/throughput",
                    "/dashboards/throughput?by=day",
                    "/dashboards/confidence",
                    "/dashboards/confidence?since=2026-01-02T03:00:00Z",
                    "/dashboards/contexts",
                    "/dashboards/latency",
                    "/dashboards/latency?by=day",
                    "/dashboards/availability",
                    "/dashboards/availability?since=2026-01-10")) {
                var ns = new long[CALLS];
                for (int warm = 0; warm < 2; warm++) {
                    for (int call = 0; call < CALLS; call++) {
                        ns[call] = answered(http, service, path.formatted(random.nextInt(AgentStore.AGENTS)));
                    }
                }
                figure("GET " + path.replace("%d", "…"), ns, "HTTP, pages of 50");
            }
            var ns = new long[20];
            for (int call = 0; call < ns.length; call++) {
                ns[call] = answered(http, service, "/../../metrics");
            }
            figure("GET /metrics", ns, "HTTP");
            table.accept(new Figure(
                    "memory of the server",
                    "MB",
                    Heap.residentMb(server),
                    Optional.empty(),
                    Optional.empty(),
                    "resident at most, all of it; " + String.join(" ", Service.SMALL)));
        } finally {
            Service.stop(server);
        }
    }

    private static long answered(HttpClient http, Service service, String path) throws Exception {
        URI uri = URI.create(service.api() + path).normalize();
        long begin = System.nanoTime();
        var answer = http.send(
                HttpRequest.newBuilder(uri)
                        .header("Authorization", service.authorization())
                        .build(),
                BodyHandlers.ofString());
        long ns = System.nanoTime() - begin;
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("%s answered %d: %s".formatted(uri, answer.statusCode(), answer.body()));
        }
        return ns;
    }
}
