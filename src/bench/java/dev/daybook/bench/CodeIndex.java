package dev.daybook.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A source tree is indexed by a real server, beside the tools that people use for such questions. */
final class CodeIndex {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final long TOOL_MAX_MINUTES = 5;
    private static final int CLIENTS = 10;

    /** Until the compilers of both processes are done: with 3 s, half of what is measured is theirs. */
    private static final double WARM_UP_SECONDS = 20;

    private static final double SECONDS = 5;

    private final Path scratch;
    private final Consumer<Figure> table;
    private final int files;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    CodeIndex(Path scratch, Consumer<Figure> table, int files) {
        this.scratch = scratch;
        this.table = table;
        this.files = files;
    }

    void run() throws Exception {
        Path tree = Files.createTempDirectory(scratch, "tree").toRealPath();
        CodeTree.write(tree, files);
        var service = new Service(
                Files.createTempDirectory(scratch, "data").resolve("book"), 18_424, List.of("-Ddaybook.home=" + tree));
        Process server = service.start();
        try {
            Optional<Double> tags =
                    seconds(List.of("ctags", "-R", "-f", scratch.resolve("tags").toString(), tree.toString()));
            double reading = reading(tree);
            long beforeKib = Heap.usedKib(server);
            double first = index(service, tree, files);
            figure(
                    "index",
                    "/s",
                    files / first,
                    Optional.of(files / reading),
                    tags.map(took -> files / took),
                    "%.1f s: parsed, appended, posted; raw: the files are read, %.2f s; file way: universal-ctags%s"
                            .formatted(
                                    first,
                                    reading,
                                    tags.map(", definitions only, %.1f s"::formatted)
                                            .orElse(", which is not installed")));
            searches(service, tree);
            double again = index(service, tree, 0);
            figure(
                    "index again, nothing changed",
                    "ms",
                    again * 1e3,
                    Optional.empty(),
                    Optional.empty(),
                    "of the server");
            Files.writeString(tree.resolve("part0/New.ts"), "export class New {}");
            figure(
                    "index again, one is new",
                    "ms",
                    index(service, tree, 1) * 1e3,
                    Optional.empty(),
                    Optional.empty(),
                    "of the server");
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

    /** The same names looked for by as many clients at once; each runs a process of ripgrep where that is the way. */
    private void searches(Service service, Path tree) throws Exception {
        String authorization = service.authorization();
        Clients.Work ask = number -> found(HttpCalls.get(
                "%s/code/search?q=%s".formatted(service.api(), CodeTree.type((int) (number % files))), authorization));
        Clients.served(CLIENTS, WARM_UP_SECONDS, ask);
        Clients.Outcome ours = Clients.served(CLIENTS, SECONDS, ask);
        Optional<Clients.Outcome> grep = ripgrep(tree);
        figure(
                "search, p99 of %d clients".formatted(CLIENTS),
                "ms",
                ours.p99Ms(),
                Optional.empty(),
                grep.map(Clients.Outcome::p99Ms),
                "p50 %.1f ms, %.0f a second; file way: ripgrep%s"
                        .formatted(
                                ours.p50Ms(),
                                ours.perSecond(),
                                grep.map(outcome -> ", p50 %.1f ms, %.0f a second"
                                                .formatted(outcome.p50Ms(), outcome.perSecond()))
                                        .orElse(", which is not installed")));
    }

    private Optional<Clients.Outcome> ripgrep(Path tree) throws Exception {
        if (seconds(List.of("rg", "--version")).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Clients.run(
                CLIENTS,
                SECONDS,
                number -> seconds(List.of("rg", "-l", CodeTree.type((int) (number % files)), tree.toString()))));
    }

    private static void found(byte[] answer) throws IOException {
        if (MAPPER.readTree(answer).path("items").isEmpty()) {
            throw new IllegalStateException("nothing was found: " + new String(answer, StandardCharsets.UTF_8));
        }
    }

    /** Returns how long it took. */
    private double index(Service service, Path tree, int expected) throws Exception {
        long begin = System.nanoTime();
        var answer = http.send(
                HttpRequest.newBuilder(URI.create(service.api() + "/code/index"))
                        .header("Authorization", service.authorization())
                        .header("Content-Type", "application/json")
                        .header("Prefer", "wait=600")
                        .POST(BodyPublishers.ofString(MAPPER.createObjectNode()
                                .put("root", tree.toString())
                                .put("project", "bench")
                                .toString()))
                        .build(),
                BodyHandlers.ofString());
        JsonNode report = MAPPER.readTree(answer.body());
        if (answer.statusCode() != 200 || report.path("indexed").asInt() != expected) {
            throw new IllegalStateException("indexing answered %d: %s".formatted(answer.statusCode(), answer.body()));
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    /** Returns how long it takes to read all files, and nothing more. */
    private static double reading(Path tree) throws IOException {
        long begin = System.nanoTime();
        try (var all = Files.walk(tree)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Files.readAllBytes(file);
            }
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    /** Returns how long another tool took; nothing if it is not installed. */
    private Optional<Double> seconds(List<String> command) throws InterruptedException {
        long begin = System.nanoTime();
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(TOOL_MAX_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IllegalStateException("%s did not end well".formatted(command));
            }
            return Optional.of((System.nanoTime() - begin) / 1e9);
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private void figure(
            String what, String unit, double ours, Optional<Double> limit, Optional<Double> peer, String note) {
        table.accept(new Figure("%,d files: %s".formatted(files, what), unit, ours, limit, peer, note));
    }
}
