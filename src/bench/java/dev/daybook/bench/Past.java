package dev.daybook.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.AllSlices;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Position;
import dev.daybook.journal.sqlite.SqliteJournal;
import dev.daybook.projection.AsOf;
import dev.daybook.projection.ReadModels;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Things and lists as they were, who made them so, and the way back, in a long journal. */
final class Past {

    private static final double SECONDS = 3;

    /** Positions at the end that are asked about: at each of them all facts of a long task are there, but for a few. */
    private static final int LAST = 5_000;

    private final Path scratch;
    private final Consumer<Figure> table;
    private final TaskFacts written;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Past(Path scratch, Consumer<Figure> table, int facts) {
        this.scratch = scratch;
        this.table = table;
        this.written = new TaskFacts(facts);
    }

    void run() throws Exception {
        Path data = Files.createTempDirectory(scratch, "past").resolve("book");
        Files.createDirectories(data);
        Path file = data.resolve("journal.db");
        try (var journal = SqliteJournal.open(file, InstantSource.system())) {
            var codec = new Codec(journal.blobs(), AllSlices.of().facts());
            written.write(journal, codec);
            try (var timelines = new Timelines(journal, codec);
                    var models = ReadModels.open(
                            data.resolve("read"),
                            journal,
                            codec,
                            timelines,
                            AllSlices.of().projections(codec.catalog(), journal::blobs),
                            InstantSource.system())) {
                models.rebuild(models.names(), _ -> {});
                firstList(models, file, AsOf.position(new Position(written.facts() - 1), journal, timelines));
            }
        }
        var service = new Service(data, 18_433);
        Process server = service.start();
        try (var raw = new RawReads(file)) {
            served(service, raw);
        } finally {
            Service.stop(server);
        }
    }

    /** The read model of the tasks as it was one fact ago: all of it is built, as by a rebuild. */
    private void firstList(ReadModels models, Path journal, AsOf asOf) throws Exception {
        double limitMs;
        try (var raw = new RawReads(journal)) {
            long begin = System.nanoTime();
            raw.all();
            limitMs = (System.nanoTime() - begin) / 1e6;
        }
        long begin = System.nanoTime();
        models.rebuild(List.of("sbi"), _ -> {});
        double rebuildMs = (System.nanoTime() - begin) / 1e6;
        begin = System.nanoTime();
        models.past().build("sbi", asOf, _ -> {});
        one(
                "first list --at",
                (System.nanoTime() - begin) / 1e6,
                Optional.of(limitMs),
                "raw: scan; rebuild to there: %,.0f ms; %,d facts".formatted(rebuildMs, written.facts()));
    }

    private void served(Service service, RawReads raw) throws Exception {
        Clients.run(1, 2 * SECONDS, number -> show(service, 10, number)); // the JVM of a server is warm
        firstShown(service);
        for (int size : List.of(10, 100, 1_000)) {
            Clients.Outcome limit = measured(number -> raw.stream("sbi", TaskFacts.task(size, number)));
            both(
                    "show --at, %,d facts".formatted(size),
                    measured(number -> show(service, size, number)),
                    Optional.of(limit));
            both(
                    "blame, %,d facts".formatted(size),
                    measured(number -> get(service, "/blame/sbi/" + TaskFacts.task(size, number))),
                    Optional.of(limit));
        }
        both(
                "one thing --at, 1,000 facts",
                measured(number ->
                        get(service, "/sbis/%s?asOf=%d".formatted(TaskFacts.task(1_000, 0), position(number)))),
                Optional.empty());
        both("show now", measured(number -> get(service, "/sbis/" + TaskFacts.task(1_000, number))), Optional.empty());
        lists(service);
        undo(service, raw);
    }

    /** Each long task for the first time: later questions go on from what is kept of it since. */
    private void firstShown(Service service) throws Exception {
        var ms = new double[TaskFacts.LONG];
        for (int task = 0; task < ms.length; task++) {
            long begin = System.nanoTime();
            show(service, 1_000, task);
            ms[task] = (System.nanoTime() - begin) / 1e6;
        }
        Arrays.sort(ms);
        one("first show --at, 1,000 facts p50", ms[ms.length / 2], Optional.empty(), "HTTP, 1 client, each task once");
        one("first show --at, 1,000 facts p95", ms[ms.length * 95 / 100], Optional.empty(), "");
    }

    private void show(Service service, int size, long number) throws Exception {
        get(service, "/sbis/%s?asOf=%d".formatted(TaskFacts.task(size, number), position(number)));
    }

    private void lists(Service service) throws Exception {
        String list = "/sbis?limit=50&asOf=%d".formatted(written.before());
        built(service, list);
        both("later list --at", measured(_ -> get(service, list)), Optional.empty());
        both("list now", measured(_ -> get(service, "/sbis?limit=50")), Optional.empty());
        String next = "/sbis?limit=50&asOf=%d".formatted(written.before() + 1_000);
        long begin = System.nanoTime();
        built(service, next);
        one(
                "list --at, 1,000 facts later",
                (System.nanoTime() - begin) / 1e6,
                Optional.empty(),
                "goes on from the one before");
    }

    private void undo(Service service, RawReads raw) throws Exception {
        long begin = System.nanoTime();
        raw.ofActor(TaskFacts.AGENT);
        double limitMs = (System.nanoTime() - begin) / 1e6;
        String body = "{\"actor\":\"%s\",\"since\":\"" + (written.before() + 1) + "\"%s}";
        begin = System.nanoTime();
        post(service, "/undo", body.formatted(TaskFacts.AGENT, ",\"dryRun\":true"));
        double previewMs = (System.nanoTime() - begin) / 1e6;
        begin = System.nanoTime();
        long position = post(service, "/undo", body.formatted(TaskFacts.AGENT, ""))
                .path("position")
                .asLong();
        double doneMs = (System.nanoTime() - begin) / 1e6;
        for (String shown : List.of("/sbis?limit=50", "/search?q=import&limit=20", "/audit?limit=20")) {
            get(service, shown + "&wait=30s&after=" + position);
        }
        one(
                "undo of %,d facts".formatted(TaskFacts.OF_AGENT),
                (System.nanoTime() - begin) / 1e6,
                Optional.of(limitMs),
                "until tasks, search and audit show it; preview %,.0f ms, recorded after %,.0f ms; raw: read them"
                        .formatted(previewMs, doneMs));
    }

    private long position(long number) {
        return written.before() - number * 7_919 % LAST;
    }

    private Clients.Outcome measured(Clients.Work work) throws Exception {
        Clients.run(1, SECONDS, work);
        return Clients.run(1, SECONDS, work);
    }

    private void both(String name, Clients.Outcome ours, Optional<Clients.Outcome> limit) {
        table.accept(new Figure(
                name + " p50",
                "ms",
                ours.p50Ms(),
                limit.map(Clients.Outcome::p50Ms),
                Optional.empty(),
                "HTTP, 1 client; %,d facts".formatted(written.facts())));
        table.accept(new Figure(
                name + " p99",
                "ms",
                ours.p99Ms(),
                limit.map(Clients.Outcome::p99Ms),
                Optional.empty(),
                "%,.0f calls a second".formatted(ours.perSecond())));
    }

    private void one(String name, double ms, Optional<Double> limitMs, String note) {
        table.accept(new Figure(name, "ms", ms, limitMs, Optional.empty(), note));
    }

    private static HttpRequest.Builder request(Service service, String path) throws Exception {
        return HttpRequest.newBuilder(URI.create(service.api() + path))
                .header("Authorization", service.authorization());
    }

    private void get(Service service, String path) throws Exception {
        HttpResponse<String> answer = http.send(request(service, path).build(), BodyHandlers.ofString());
        wanted(200, path, answer);
    }

    private JsonNode post(Service service, String path, String body) throws Exception {
        HttpResponse<String> answer = http.send(
                request(service, path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        return wanted(200, path, answer);
    }

    /** Asks until the read model is there: it is built by a job if that takes long. */
    private void built(Service service, String path) throws Exception {
        HttpResponse<String> answer = http.send(request(service, path).build(), BodyHandlers.ofString());
        while (answer.statusCode() == 202) {
            Thread.sleep(20);
            answer = http.send(request(service, path).build(), BodyHandlers.ofString());
        }
        wanted(200, path, answer);
    }

    private static JsonNode wanted(int status, String path, HttpResponse<String> answer) throws Exception {
        if (answer.statusCode() != status) {
            throw new IllegalStateException("%s answered %d: %s".formatted(path, answer.statusCode(), answer.body()));
        }
        return new ObjectMapper().readTree(answer.body());
    }
}
