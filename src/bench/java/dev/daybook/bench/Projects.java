package dev.daybook.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.daybook.journal.Journal;
import dev.daybook.project.gum.Gum;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The catalogue of projects: taken over from gum's files, listed by a real server, looked for anew by many at once; and
 * what that does to the server's heap.
 */
final class Projects {

    private static final InstantSource CLOCK = InstantSource.system();
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final double SECONDS = 3;

    /** A list of 16 MB is answered some ten times a second: with 3 s, a third of what is measured is the compiler. */
    private static final double WARM_UP_SECONDS = 10;

    private static final String NDJSON = "application/x-ndjson";
    private static final int READERS = 8;
    private static final int REFRESHERS = 4;
    private static final int CHECKOUTS = 1_000;
    private static final int ROWS_PER_COMMIT = 1_000;

    private final Path scratch;
    private final Consumer<Figure> table;
    private final int projects;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private String authorization = "";
    private String api = "";

    Projects(Path scratch, Consumer<Figure> table, int projects) {
        this.scratch = scratch;
        this.table = table;
        this.projects = projects;
    }

    void run() throws Exception {
        Path home = Files.createTempDirectory(scratch, "home");
        GumTree.write(home, projects);
        imports(home);
        Path user = Files.createTempDirectory(scratch, "user");
        List<Path> checkouts = GumTree.checkouts(user, CHECKOUTS);
        var service = new Service(
                Files.createTempDirectory(scratch, "data").resolve("book"), 18_423, List.of("-Ddaybook.home=" + user));
        perSecond("daybook migrate", "start, import, read models, every field compared", service, home);
        perSecond("daybook migrate again", "nothing is new: read, looked up, compared", service, home);
        Process server = service.start();
        try {
            authorization = service.authorization();
            api = service.api();
            refresh("{}"); // what was looked for is fresh now
            long beforeKib = Heap.usedKib(server);
            lists(home, service.data());
            atOnce(checkouts);
            figure(
                    "heap growth",
                    "MB",
                    Math.max(0, Heap.usedKib(server) - beforeKib) / 1_024.0,
                    Optional.empty(),
                    Optional.empty(),
                    "live, after all of this; before it: %.0f MB".formatted(beforeKib / 1_024.0));
        } finally {
            Service.stop(server);
        }
    }

    private void imports(Path home) throws Exception {
        var importing = new Importing(home, Gum.files(ZoneOffset.UTC, CLOCK).source(), CLOCK);
        Importing.Timed timed = importing.quickest(scratch);
        try (Journal journal = timed.journal()) {
            double ours = projects / timed.seconds();
            long events = journal.head().value();
            double eventsPerSecond = RawJournal.inserts(journal, scratch);
            double readS = quicker(home, false);
            figure(
                    "import",
                    "/s",
                    ours,
                    Optional.of(projects / (readS + events / eventsPerSecond)),
                    Optional.of(projects / quicker(home, true)),
                    "%,d events; raw: reads gum's files, inserts the same events; file way: rows as gum's migration"
                            .formatted(events));
        }
    }

    /** The better of two rounds. */
    private double quicker(Path home, boolean insert) throws Exception {
        return Math.min(inserts(home, insert), inserts(home, insert));
    }

    /** Seconds to parse gum's caches and read the rows of its database, and to insert all of these by nothing but JDBC. */
    private double inserts(Path home, boolean insert) throws Exception {
        long begin = System.nanoTime();
        try (Connection to = DriverManager.getConnection("jdbc:sqlite:"
                        + Files.createTempDirectory(scratch, "rows").resolve("rows.db"));
                Connection from = DriverManager.getConnection("jdbc:sqlite:" + home.resolve(GumTree.DATABASE));
                var statement = to.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=FULL");
            statement.execute("CREATE TABLE record (source TEXT, key TEXT, rest TEXT, PRIMARY KEY (source, key))");
            to.setAutoCommit(false);
            long rows = 0;
            try (PreparedStatement row = to.prepareStatement("INSERT INTO record VALUES (?, ?, ?)")) {
                for (Path file : caches(home)) {
                    JsonNode data = MAPPER.readTree(Files.readAllBytes(file)).path("data");
                    for (JsonNode it : data.isArray() ? data : data.path("repos")) {
                        rows = insert(
                                insert,
                                to,
                                row,
                                rows,
                                file.toString(),
                                it.elements().next().asText(),
                                it.toString());
                    }
                }
                for (String table : List.of("projects", "github_repos")) {
                    try (var select = from.createStatement();
                            ResultSet all = select.executeQuery("SELECT * FROM " + table)) {
                        while (all.next()) {
                            rows = insert(insert, to, row, rows, table, all.getString(1), text(all));
                        }
                    }
                }
            }
            to.commit();
        }
        return seconds(begin);
    }

    private static List<Path> caches(Path home) throws Exception {
        try (var files = Files.list(home.resolve(GumTree.CACHE).resolveSibling(""))) {
            return files.filter(file -> file.toString().endsWith(".json")).toList();
        }
    }

    private static long insert(boolean really, Connection to, PreparedStatement row, long rows, Object... values)
            throws SQLException {
        if (really) {
            GumTree.insert(row, values);
            if (rows % ROWS_PER_COMMIT == 0) {
                to.commit();
            }
        }
        return rows + 1;
    }

    private static String text(ResultSet row) throws SQLException {
        var text = new StringBuilder();
        for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
            text.append(row.getString(column)).append('\n');
        }
        return text.toString();
    }

    private void perSecond(String command, String note, Service service, Path home) throws Exception {
        long begin = System.nanoTime();
        service.run("migrate", home.toString());
        double took = seconds(begin);
        figure(command, "/s", projects / took, Optional.empty(), Optional.empty(), "%.1f s: %s".formatted(took, note));
    }

    /** What a client gets of each kind of list, beside the same rows by JDBC, and beside gum, which reads its cache. */
    private void lists(Path home, Path data) throws Exception {
        String rare = GumTree.name(projects - 7);
        Path readModel;
        try (var files = Files.list(data.resolve("read"))) {
            readModel = files.filter(file -> file.getFileName().toString().matches("project-v.*\\.db"))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
        double fileMs = Clients.run(1, SECONDS, _ -> MAPPER.readTree(Files.readAllBytes(home.resolve(GumTree.CACHE))))
                .p99Ms();
        try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + readModel)) {
            list("first 50", "/projects", "TRUE ORDER BY path LIMIT 50", raw, fileMs);
            list("500 of them", "/projects?limit=500", "TRUE ORDER BY path LIMIT 500", raw, fileMs);
            list(
                    "search that finds one",
                    "/projects?search=" + rare,
                    "path LIKE '%%%1$s%%' OR remote LIKE '%%%1$s%%' ORDER BY path LIMIT 50".formatted(rare),
                    raw,
                    fileMs);
            list(
                    "those of a repository",
                    "/projects?repository=github.com/ada/" + GumTree.name(7),
                    "repository = 'github.com/ada/%s' ORDER BY path LIMIT 50".formatted(GumTree.name(7)),
                    raw,
                    fileMs);
            list("with GitHub's facts", "/projects?withGithub=true", "TRUE ORDER BY path LIMIT 50", raw, fileMs);
            list("most similar", "/projects?similar=" + GumTree.name(7), "TRUE", raw, fileMs);
            list("all, as NDJSON", "/projects", "TRUE ORDER BY path", raw, fileMs);
            echoed(get("/projects", NDJSON));
        }
        JsonNode fresh = MAPPER.readTree(get("/freshness", "application/json")).path("items");
        for (JsonNode it : fresh) {
            if (it.path("cache").asText().equals("projects")) {
                double hits = it.path("hits").asDouble();
                double asked =
                        hits + it.path("stale").asDouble() + it.path("misses").asDouble();
                figure(
                        "cache hits",
                        "%",
                        100 * hits / asked,
                        Optional.empty(),
                        Optional.empty(),
                        "of %,.0f questions for projects".formatted(asked));
            }
        }
    }

    private void list(String what, String path, String where, Connection raw, double fileMs) throws Exception {
        String media = what.startsWith("all") ? NDJSON : "application/json";
        Clients.Work call = _ -> get(path, media);
        Clients.run(1, WARM_UP_SECONDS, call);
        Clients.Outcome ours = Clients.run(1, SECONDS, call);
        Clients.Outcome rows = Clients.run(1, SECONDS / 2, _ -> {
            try (var select = raw.createStatement();
                    ResultSet all = select.executeQuery("SELECT * FROM project WHERE " + where)) {
                while (all.next()) {
                    text(all);
                }
            }
        });
        figure(
                what + ", p99",
                "ms",
                ours.p99Ms(),
                Optional.of(rows.p99Ms()),
                Optional.of(fileMs),
                "p50 %.1f ms; HTTP, 1 client; file way: gum parses its cache".formatted(ours.p50Ms()));
    }

    /** How long it takes to send so many bytes by the same server and to receive them, and nothing else. */
    private void echoed(String body) throws Exception {
        Clients.Outcome ours = Clients.run(1, SECONDS, _ -> get("/projects", NDJSON));
        Vertx vertx = Vertx.vertx();
        try {
            Buffer bytes = Buffer.buffer(body);
            HttpServer server = vertx.createHttpServer()
                    .requestHandler(request -> request.response().end(bytes))
                    .listen(0)
                    .await(10, TimeUnit.SECONDS);
            var echo = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/".formatted(server.actualPort())))
                    .build();
            Clients.Work call = _ -> http.send(echo, BodyHandlers.ofString());
            Clients.run(1, SECONDS, call);
            Clients.Outcome limit = Clients.run(1, SECONDS, call);
            figure(
                    "  beside an echo, p50",
                    "ms",
                    ours.p50Ms(),
                    Optional.of(limit.p50Ms()),
                    Optional.empty(),
                    "raw: Vert.x sends the same %,d bytes, nothing is read".formatted(bytes.length()));
        } finally {
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }

    /** Some look for projects that have changed meanwhile, others read. */
    private void atOnce(List<Path> checkouts) throws Exception {
        Clients.Work reading = _ -> get("/projects", "application/json");
        Clients.Work looking = number -> {
            for (int i = 0; i < 10; i++) {
                GumTree.head(checkouts.get((int) ((number * 10 + i) % checkouts.size())), "b" + number);
            }
            refresh("{}");
        };
        Clients.Outcome refreshAlone = Clients.run(1, SECONDS, looking);
        Clients.Outcome readAlone = Clients.run(READERS, SECONDS, reading);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var refreshing = threads.submit(() -> Clients.run(REFRESHERS, SECONDS, looking));
            Clients.Outcome read = Clients.run(READERS, SECONDS, reading);
            figure(
                    "read as %d refresh, longest".formatted(REFRESHERS),
                    "ms",
                    read.maxMs(),
                    Optional.empty(),
                    Optional.empty(),
                    "p99 %.1f ms; %d readers alone: p99 %.1f ms, longest %.1f ms"
                            .formatted(read.p99Ms(), READERS, readAlone.p99Ms(), readAlone.maxMs()));
            figure(
                    "refresh, %,d checkouts, longest".formatted(CHECKOUTS),
                    "ms",
                    refreshing.get().maxMs(),
                    Optional.empty(),
                    Optional.empty(),
                    "%d at once beside %d readers, p50 %.0f ms; one alone: p50 %.0f ms, longest %.0f ms"
                            .formatted(
                                    REFRESHERS,
                                    READERS,
                                    refreshing.get().p50Ms(),
                                    refreshAlone.p50Ms(),
                                    refreshAlone.maxMs()));
        }
    }

    private String get(String path, String media) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(api + path)).header("Accept", media));
    }

    private void refresh(String body) throws Exception {
        send(HttpRequest.newBuilder(URI.create(api + "/projects/refresh"))
                .header("Content-Type", "application/json")
                .header("Prefer", "wait=600")
                .POST(BodyPublishers.ofString(body)));
    }

    private String send(HttpRequest.Builder request) throws Exception {
        var answer = http.send(request.header("Authorization", authorization).build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(
                    "%s answered %d: %s".formatted(answer.uri(), answer.statusCode(), answer.body()));
        }
        return answer.body();
    }

    private void figure(
            String what, String unit, double ours, Optional<Double> limit, Optional<Double> peer, String note) {
        table.accept(new Figure("%,d: %s".formatted(projects, what), unit, ours, limit, peer, note));
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
