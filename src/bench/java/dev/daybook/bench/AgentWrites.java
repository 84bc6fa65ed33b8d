package dev.daybook.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.daybook.AllSlices;
import dev.daybook.agent.AgentCommand;
import dev.daybook.agent.Kind;
import dev.daybook.axon.AxonCommands;
import dev.daybook.command.Submission;
import dev.daybook.domain.Json;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.memory.MemorySnapshots;
import dev.daybook.journal.sqlite.SqliteJournal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Agents that all add tasks at once, a command each: beside bare group commit, and beside what such tools do, which is a
 * connection of each agent to one database, that waits five seconds for the others.
 */
final class AgentWrites {

    private static final List<Integer> AGENTS = List.of(10, 100, 1_000);
    /** {@code -Dbench.agent.seconds=10} for figures that vary less. */
    private static final double SECONDS = Integer.getInteger("bench.agent.seconds", 5);

    private static final double WARM_UP_SECONDS = SECONDS / 2;

    /** A server has its JIT compiler beside it on the same cores. */
    private static final double SERVER_WARM_UP_SECONDS = SECONDS * 3;

    private static final int AGENTS_PER_TOKEN = 100;
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final int TRIES_MAX = 3_000;
    private static final int TIMES_MAX = 1 << 14;
    private static final int BUSY_TIMEOUT_MS = 5_000;
    private static final String TITLE = "Guard the import endpoint, field by field";

    private final Path scratch;
    private final Consumer<Figure> table;

    AgentWrites(Path scratch, Consumer<Figure> table) {
        this.scratch = scratch;
        this.table = table;
    }

    void run() throws Exception {
        for (int agents : AGENTS) {
            Clients.Outcome commands = commands(agents);
            Clients.Outcome served = served(agents);
            Clients.Outcome raw = group(agents);
            Rows rows = rows(agents);
            figures("commands", agents, commands, raw, rows);
            figures("HTTP", agents, served, raw, rows);
        }
    }

    /** How it went with a connection for each agent. */
    private record Rows(Clients.Outcome outcome, long failed) {}

    private void figures(String door, int agents, Clients.Outcome ours, Clients.Outcome raw, Rows rows) {
        String what = "%,d agents by %s".formatted(agents, door);
        table.accept(new Figure(
                what,
                "/s",
                ours.perSecond(),
                Optional.of(raw.perSecond()),
                Optional.of(rows.outcome.perSecond()),
                "a task added each; raw: bare group commit; file way: a connection each"));
        table.accept(new Figure(
                what + ", p99",
                "ms",
                ours.p99Ms(),
                Optional.of(raw.p99Ms()),
                Optional.of(rows.outcome.p99Ms()),
                "longest %,.0f ms; a connection each: longest %,.0f ms, %,d writes failed as the database was locked"
                        .formatted(ours.maxMs(), rows.outcome.maxMs(), rows.failed)));
    }

    private static Map<String, Json> members(String agent) {
        return Map.of(
                "/title", new Json('"' + TITLE + '"'),
                "/status", new Json("\"pending\""),
                "/priority", new Json("\"medium\""),
                "/agent_id", new Json('"' + agent + '"'),
                "/created_at", new Json('"' + Instant.now().toString() + '"'));
    }

    private static Clients.Outcome measured(int agents, double warmUpSeconds, Clients.Work work) throws Exception {
        Clients.run(agents, warmUpSeconds, number -> work.run(number | 1L << 40));
        return Clients.run(agents, SECONDS, work);
    }

    private Clients.Outcome group(int agents) throws Exception {
        byte[] payload = members("agent-1").toString().getBytes(StandardCharsets.UTF_8);
        Path folder = fresh("raw");
        try (var raw = new RawGroup(() -> new RawJournal(folder.resolve("raw.db")))) {
            return measured(agents, WARM_UP_SECONDS, _ -> raw.insert(payload));
        } finally {
            Bench.delete(folder); // a gigabyte that the disk would write beside what is measured next
        }
    }

    private Clients.Outcome commands(int agents) throws Exception {
        try (var journal = SqliteJournal.open(fresh("commands").resolve("journal.db"), InstantSource.system());
                var timelines = new Timelines(
                        journal, new Codec(journal.blobs(), AllSlices.of().facts()));
                var commands = AxonCommands.start(
                        journal,
                        new Codec(journal.blobs(), AllSlices.of().facts()),
                        timelines,
                        new MemorySnapshots(),
                        AllSlices.of().domains())) {
            return measured(
                    agents,
                    WARM_UP_SECONDS,
                    number -> commands.submit(new Submission<>(
                            new AgentCommand.Put(Kind.TASK, "task-" + number, members("agent-" + number % agents)),
                            "agent-" + number % agents,
                            "bench",
                            Instant.now(),
                            Optional.empty(),
                            OptionalLong.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty())));
        }
    }

    private Clients.Outcome served(int agents) throws Exception {
        var service = new Service(fresh("served").resolve("book"), 18_430, Service.SMALL);
        Process server = service.start();
        try (var http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            List<String> tokens = tokens(http, service, 1 + agents / AGENTS_PER_TOKEN);
            Clients.Outcome outcome = measured(agents, SERVER_WARM_UP_SECONDS, number -> {
                String token = tokens.get((int) (number % tokens.size()));
                post(
                        http,
                        service,
                        token,
                        "/agent-tasks",
                        "{\"id\":\"task-%d\",\"title\":\"%s\"}".formatted(number, TITLE));
            });
            table.accept(new Figure(
                    "%,d agents by HTTP, memory".formatted(agents),
                    "MB",
                    Heap.residentMb(server),
                    Optional.empty(),
                    Optional.empty(),
                    "of the server, resident at most, all of it; " + String.join(" ", Service.SMALL)));
            return outcome;
        } finally {
            Service.stop(server);
        }
    }

    /** Makes tokens: of one, no more than a share of all requests are under way at once. */
    private static List<String> tokens(HttpClient http, Service service, int count)
            throws IOException, InterruptedException {
        var tokens = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            String made = post(
                    http,
                    service,
                    service.authorization(),
                    "/tokens",
                    "{\"name\":\"team-%d\",\"role\":\"write\"}".formatted(i));
            tokens.add("Bearer " + MAPPER.readTree(made).path("token").asText());
        }
        return tokens;
    }

    private static String post(HttpClient http, Service service, String authorization, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(service.api() + path))
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        for (int tries = 0;
                answer.statusCode() == 503 && tries < TRIES_MAX;
                tries++) { // no place is free among 1,024: the wait is part of the time of the call
            LockSupport.parkNanos(PAUSE.toNanos());
            answer = http.send(request, BodyHandlers.ofString());
        }
        if (answer.statusCode() != 201) {
            throw new IllegalStateException("answered %d: %s".formatted(answer.statusCode(), answer.body()));
        }
        return answer.body();
    }

    /** Each agent on a thread of the operating system, as calls of the database's library keep one. */
    private Rows rows(int agents) throws Exception {
        String url = "jdbc:sqlite:" + fresh("rows").resolve("agent_hive.db");
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE tasks (task_id TEXT PRIMARY KEY, agent_id TEXT, title TEXT NOT NULL,"
                    + " status TEXT NOT NULL, priority TEXT NOT NULL, created_at TEXT)");
            statement.execute("CREATE INDEX idx_tasks_agent_id ON tasks (agent_id)");
        }
        var failed = new AtomicLong();
        var ready = new CountDownLatch(1);
        try (var threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().stackSize(256 * 1_024).factory())) {
            List<Future<long[]>> all = IntStream.range(0, agents)
                    .<Future<long[]>>mapToObj(agent -> threads.submit(() -> {
                        ready.await();
                        return rows(url, agent, failed);
                    }))
                    .toList();
            long begin = System.nanoTime();
            ready.countDown();
            var times = new long[0];
            for (Future<long[]> one : all) {
                long[] more = one.get();
                int old = times.length;
                times = Arrays.copyOf(times, old + more.length);
                System.arraycopy(more, 0, times, old, more.length);
            }
            double took = (System.nanoTime() - begin) / 1e9;
            Arrays.sort(times);
            return new Rows(
                    new Clients.Outcome(
                            (times.length - failed.get()) / took,
                            at(times, 0.5),
                            at(times, 0.95),
                            at(times, 0.99),
                            at(times, 1)),
                    failed.get());
        }
    }

    private static double at(long[] sorted, double share) {
        return sorted.length == 0
                ? 0
                : sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * share))] / 1e6;
    }

    private static long[] rows(String url, int agent, AtomicLong failed) throws SQLException {
        var times = new long[1 << 8];
        int count = 0;
        try (var connection = DriverManager.getConnection(url)) {
            try (var statement = connection.createStatement()) {
                statement.execute("PRAGMA busy_timeout=" + BUSY_TIMEOUT_MS);
            }
            long end = System.nanoTime() + (long) (SECONDS * 1e9);
            for (long begin = System.nanoTime(); begin < end && count < TIMES_MAX; ) {
                // Prepared each time, as such tools do: that needs the lock, too, when the first one sees the tables.
                try (var insert =
                        connection.prepareStatement("INSERT INTO tasks VALUES (?, ?, ?, 'pending', 'medium', ?)")) {
                    insert.setString(1, "task-%d-%d".formatted(agent, count));
                    insert.setString(2, "agent-" + agent);
                    insert.setString(3, TITLE);
                    insert.setString(4, Instant.now().toString());
                    insert.executeUpdate();
                } catch (SQLException e) {
                    if (!String.valueOf(e.getMessage()).contains("SQLITE_BUSY")) {
                        throw e;
                    }
                    failed.incrementAndGet(); // the wait was too long: what the agent wanted to tell is lost
                }
                long now = System.nanoTime();
                times = count == times.length ? Arrays.copyOf(times, 2 * count) : times;
                times[count++] = now - begin;
                begin = now;
            }
        }
        return Arrays.copyOf(times, count);
    }

    private Path fresh(String name) throws IOException {
        return Files.createTempDirectory(scratch, name);
    }
}
