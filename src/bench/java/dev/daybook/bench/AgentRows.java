package dev.daybook.bench;

import dev.daybook.AllSlices;
import dev.daybook.agent.AgentEvent;
import dev.daybook.agent.ContextEvent;
import dev.daybook.agent.MemoryEvent;
import dev.daybook.agent.MessageEvent;
import dev.daybook.agent.TaskEvent;
import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.item.ItemEvent;
import dev.daybook.item.ItemId;
import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.sqlite.SqliteJournal;
import dev.daybook.projection.ReadModels;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;

/** What is asked of a million records of agents: by SQL of the read model, and by a server with 256 MB of heap. */
final class AgentRows {

    private static final int AGENTS = 1_000;
    private static final int HOURS = 30 * 24;
    private static final int BATCH = 1_000;
    private static final int CALLS = 400;
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Metadata METADATA = Metadata.of("bench", "bench");

    private final Path scratch;
    private final Consumer<Figure> table;
    private final int records;
    private final Random random = new Random(5);

    AgentRows(Path scratch, Consumer<Figure> table, int records) {
        this.scratch = scratch;
        this.table = table;
        this.records = records;
    }

    void run() throws Exception {
        Path data = Files.createTempDirectory(scratch, "rows").resolve("book");
        Files.createDirectories(data);
        try (var journal = SqliteJournal.open(data.resolve("journal.db"), InstantSource.system())) {
            var codec = new Codec(journal.blobs(), AllSlices.of().facts());
            write(journal, codec);
            try (var timelines = new Timelines(journal, codec);
                    var models = ReadModels.open(
                            data.resolve("read"),
                            journal,
                            codec,
                            timelines,
                            AllSlices.of().projections(codec.catalog()),
                            InstantSource.system())) {
                long begin = System.nanoTime();
                models.rebuild(List.of("agent"), _ -> {});
                table.accept(new Figure(
                        "rebuild of agent",
                        "/s",
                        records / ((System.nanoTime() - begin) / 1e9),
                        Optional.empty(),
                        Optional.empty(),
                        "%,d records of %,d agents, with the counts of each hour".formatted(records, AGENTS)));
                asked(models);
                models.rebuild(models.names(), _ -> {});
            }
        }
        served(data);
    }

    private void write(SqliteJournal journal, Codec codec) {
        var drafts = new ArrayList<Draft>();
        for (int i = 0; i < records; i++) {
            Instant at = BEGIN.plus(Duration.ofHours(HOURS).multipliedBy(i).dividedBy(records));
            Event event = event(i, at);
            drafts.add(codec.draft(new UUID(0x4000, i + 1L), stream(event), event, METADATA, at));
            if (drafts.size() == BATCH || i == records - 1) {
                journal.append(new Append(List.copyOf(drafts), Map.of())).join();
                drafts.clear();
            }
        }
    }

    private static StreamId stream(Event event) {
        return switch (event) {
            case dev.daybook.agent.Told it -> new StreamId(it.kind().category(), it.id());
            case ItemEvent it -> new StreamId("item", it.item().text());
            default -> throw new IllegalStateException("%s is none of these".formatted(event));
        };
    }

    private Event event(int i, Instant at) {
        String agent = "agent-%d".formatted(random.nextInt(AGENTS));
        if (i < AGENTS) {
            return new AgentEvent.Recorded(
                    "agent-" + i, set("status", i % 50 == 0 ? "crashed" : "active"), Optional.empty());
        }
        return switch (i % 10) {
            case 0, 1, 2 ->
                new TaskEvent.Recorded(
                        "task-" + i,
                        set(
                                "agent_id",
                                agent,
                                "title",
                                "Guard the import endpoint " + i,
                                "priority",
                                "medium",
                                "status",
                                List.of("pending", "in_progress", "completed", "completed", "failed")
                                        .get(random.nextInt(5)),
                                "created_at",
                                at,
                                "started_at",
                                at.plusSeconds(random.nextInt(600)),
                                "completed_at",
                                at.plusSeconds(600 + random.nextInt(6_000)),
                                "confidence_score",
                                random.nextInt(100) / 100.0),
                        Optional.empty());
            case 3, 4, 5 ->
                new MessageEvent.Recorded(
                        "message-" + i,
                        set(
                                "from_agent",
                                agent,
                                "to_agent",
                                "agent-" + random.nextInt(AGENTS),
                                "message_type",
                                "status",
                                "content",
                                "step " + i + " is done, the next one waits",
                                "priority",
                                5,
                                "sent_at",
                                at,
                                "delivered_at",
                                at.plusMillis(random.nextInt(5_000)),
                                "acknowledged_at",
                                at.plusMillis(5_000 + random.nextInt(60_000))),
                        Optional.empty());
            case 6 ->
                new ContextEvent.Recorded(
                        "context-" + i,
                        set(
                                "agent_id",
                                agent,
                                "usage_percent",
                                random.nextInt(1_000) / 10.0,
                                "token_count",
                                i,
                                "created_at",
                                at),
                        Optional.empty());
            case 7 ->
                new MemoryEvent.Recorded(
                        "memory-" + i,
                        set(
                                "agent_id",
                                agent,
                                "session_id",
                                "context-" + random.nextInt(records / 10),
                                "text",
                                "tokens expire after " + i,
                                "created_at",
                                at),
                        Optional.empty());
            case 8 ->
                item(
                        "hive.metric",
                        i,
                        "{\"agent_id\":\"%s\",\"metric_type\":\"duration\",\"value\":%d,\"recorded_at\":\"%s\"}"
                                .formatted(agent, i, at));
            default ->
                item(
                        "hive.event",
                        i,
                        "{\"agent_id\":\"%s\",\"severity\":\"info\",\"message\":\"step %d\",\"timestamp\":\"%s\",\"correlation_id\":\"c%d\"}"
                                .formatted(agent, i, at, random.nextInt(records / 20)));
        };
    }

    private static Event item(String kind, int i, String json) {
        return new ItemEvent.Recorded(new ItemId(kind, kind + "/" + i, ""), new Json(json), Optional.empty());
    }

    private static Map<String, Json> set(Object... members) {
        var set = new HashMap<String, Json>();
        for (int i = 0; i < members.length; i += 2) {
            Object value = members[i + 1];
            set.put("/" + members[i], new Json(value instanceof Number ? value.toString() : "\"" + value + "\""));
        }
        return set;
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
                    String which = it.parameter.formatted(random.nextInt(AGENTS));
                    long begin = System.nanoTime();
                    models.read(tables -> tables.fetch(it.sql, which).size());
                    ns[call] = System.nanoTime() - begin;
                }
            }
            figure(it.name, ns, "SQL, %,d records".formatted(records));
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
        var service = new Service(data, 18_431, List.of("-Xmx256m"));
        long begin = System.nanoTime();
        Process server = service.start();
        double startMs = (System.nanoTime() - begin) / 1e6;
        table.accept(new Figure(
                "serve: start to first answer",
                "ms",
                startMs,
                Optional.empty(),
                Optional.empty(),
                "%,d facts, -Xmx256m".formatted(records)));
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
                        ns[call] = answered(http, service, path.formatted(random.nextInt(AGENTS)));
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
                    residentMb(server),
                    Optional.empty(),
                    Optional.empty(),
                    "resident at most, all of it; -Xmx256m"));
        } finally {
            Service.stop(server);
        }
    }

    /** Returns the most memory that a process ever had in use. */
    private static double residentMb(Process process) throws IOException {
        return Files.readAllLines(Path.of("/proc/%d/status".formatted(process.pid()))).stream()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
                        .findFirst()
                        .orElse(0)
                / 1e3;
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
