package dev.daybook.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A real server process over a real store, asked over real sockets; and how long it takes to answer first. */
final class Served {

    private static final int CLIENTS = 1;
    private static final double SECONDS = 4;

    private final Path scratch;
    private final Consumer<Figure> table;
    private final int sbis;
    private String authorization = "";

    Served(Path scratch, Consumer<Figure> table, int sbis) {
        this.scratch = scratch;
        this.table = table;
        this.sbis = sbis;
    }

    void run() throws Exception {
        Path tree = Files.createTempDirectory(scratch, "tree");
        Tree.write(tree, sbis);
        Path data = scratch.resolve("data");
        var service = new Service(data, 18_420);
        service.run("migrate", tree.toString());
        Service.stop(service.start()); // the page cache is warm now
        long begin = System.nanoTime();
        Process server = service.start();
        try {
            double startMs = (System.nanoTime() - begin) / 1e6;
            table.accept(new Figure(
                    "serve: start to first answer",
                    "ms",
                    startMs,
                    Optional.empty(),
                    Optional.empty(),
                    "%,d SBIs, tools/daybook".formatted(sbis)));
            authorization = service.authorization();
            reads(tree, service.api());
        } finally {
            Service.stop(server);
        }
    }

    private void reads(Path tree, String api) throws Exception {
        Path tasks = tree.resolve(".deespec/specs/sbi");
        read("list", number -> api + "/sbis?limit=50", Optional.of(() -> stateFiles(tasks)));
        read(
                "get",
                number -> api + "/sbis/" + id(number),
                Optional.of(
                        () -> Files.readString(tasks.resolve(id(number(7919))).resolve("state.json"))
                                .length()));
        read("history", number -> api + "/history/sbi/" + id(number), Optional.empty());
        read("search", number -> api + "/search?q=" + word(number) + "&limit=20", Optional.of(() -> grep(tasks)));
    }

    /** Makes the address of a call. */
    private interface Address {
        String of(long number);
    }

    /** One call the file way. */
    private interface FileCall {
        long run() throws IOException;
    }

    private void read(String name, Address address, Optional<FileCall> files) throws Exception {
        Clients.Work call = number -> HttpCalls.get(address.of(number), authorization);
        Clients.served(CLIENTS, SECONDS, call);
        Clients.Outcome outcome = Clients.served(CLIENTS, SECONDS, call);
        Optional<Double> fileMs = Optional.empty();
        if (files.isPresent()) {
            files.get().run();
            long begin = System.nanoTime();
            files.get().run();
            fileMs = Optional.of((System.nanoTime() - begin) / 1e6);
        }
        table.accept(new Figure(
                name + " p50", "ms", outcome.p50Ms(), Optional.empty(), fileMs, "HTTP, %d client".formatted(CLIENTS)));
        table.accept(new Figure(
                name + " p99",
                "ms",
                outcome.p99Ms(),
                Optional.empty(),
                fileMs,
                "%,.0f calls a second".formatted(outcome.perSecond())));
    }

    private static long stateFiles(Path tasks) throws IOException {
        try (Stream<Path> folders = Files.list(tasks)) {
            long bytes = 0;
            for (Path folder : (Iterable<Path>) folders::iterator) {
                bytes += Files.readString(folder.resolve("state.json")).length();
            }
            return bytes;
        }
    }

    private static long grep(Path tasks) throws IOException {
        try (Stream<Path> files = Files.walk(tasks)) {
            long found = 0;
            for (Path file : (Iterable<Path>) files.filter(it -> it.toString().endsWith(".md"))::iterator) {
                if (Files.readString(file).contains("retry worker")) {
                    found++;
                }
            }
            return found;
        }
    }

    private int number(long call) {
        return (int) (call * 7919 % sbis);
    }

    private String id(long call) {
        return "SBI-01K6%022d".formatted(number(call));
    }

    private static String word(long number) {
        return List.of("retry+worker", "invoice", "rotate+lease", "%E5%88%A4%E5%AE%9A")
                .get((int) (number % 4));
    }
}
