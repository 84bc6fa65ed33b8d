package dev.daybook.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What is wanted of the program as users run it: of whole processes, beside a JVM and a server that do nothing else. */
final class GoalsServed {

    private static final int PORT = 18_430;
    private static final int BARE_PORT = 18_431;
    private static final int CLIENTS = 64;
    private static final int CALLS_PER_SECOND = 200;

    /** 64 clients are one token here. */
    private static final Map<String, String> UNLIMITED = Map.of("DAYBOOK_RATE_MAX", "1000000");

    private static final double SECONDS = 2;
    private static final int RUNS = 5;

    /** After so long what a start took and gave back is with the system again. */
    private static final int IDLE_SECONDS = 15;

    private final Consumer<Goal> table;
    private final Path tree;
    private final int tasks;
    private final Service service;

    GoalsServed(Path scratch, Consumer<Goal> table, Path tree, int tasks) {
        this.table = table;
        this.tree = tree;
        this.tasks = tasks;
        this.service = new Service(scratch.resolve("served"), PORT, List.of(), UNLIMITED);
    }

    void run(double importedS) throws Exception {
        long begin = System.nanoTime();
        service.run("migrate", tree.toString());
        double migratedS = seconds(begin);
        table.accept(new Goal(
                "migrate, every field compared",
                "/s",
                tasks / migratedS,
                tasks / importedS,
                0.6,
                "the import alone, %,d tasks; the program starts, too".formatted(tasks)));
        commands();
        Process bare = bare();
        try {
            Service.stop(service.start()); // what it reads is in memory now
            double bareMs = startMs(this::bareAgain);
            Process server = service.start();
            try {
                TimeUnit.SECONDS.sleep(IDLE_SECONDS);
                table.accept(new Goal(
                        "memory of an idle server, resident",
                        "MB",
                        Heap.residentNowMb(server),
                        Heap.residentNowMb(bare),
                        1.4,
                        "a bare Vert.x"));
                queries();
                writes();
            } finally {
                Service.stop(server);
            }
            table.accept(new Goal(
                    "start of serve to its first answer", "ms", startMs(service::start), bareMs, 1.5, "a bare Vert.x"));
        } finally {
            bare.destroy();
        }
    }

    /** Starts something some times, ends it each time, and returns how long the quickest took. */
    private static double startMs(Start start) throws Exception {
        double best = Double.MAX_VALUE;
        for (int run = 0; run < RUNS; run++) {
            long begin = System.nanoTime();
            Process process = start.start();
            best = Math.min(best, (System.nanoTime() - begin) / 1e6);
            Service.stop(process);
        }
        return best;
    }

    private interface Start {
        Process start() throws Exception;
    }

    private Process bare() throws Exception {
        return bare(BARE_PORT);
    }

    private Process bareAgain() throws Exception {
        return bare(BARE_PORT + 1);
    }

    /** Starts a bare Vert.x with the flags and the cache that tools/daybook gives a server. */
    private Process bare(int port) throws Exception {
        var command = new ArrayList<>(jvm(false));
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                "target/daybook.jar:"
                        + Path.of(BareVertx.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI()),
                BareVertx.class.getName(),
                Integer.toString(port)));
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        while (process.isAlive()) {
            try {
                HttpCalls.get(bareUrl(port), "none");
                return process;
            } catch (IOException _) {
                process.waitFor(5, TimeUnit.MILLISECONDS); // not listening yet
            }
        }
        throw new IllegalStateException("the bare Vert.x ended with " + process.exitValue());
    }

    private static String bareUrl(int port) {
        return "http://127.0.0.1:%d/".formatted(port);
    }

    /** Returns java with the flags of tools/daybook, and with one of its caches where that has been made. */
    private static List<String> jvm(boolean questions) throws IOException {
        var command = new ArrayList<>(List.of(
                "sh",
                "-c",
                ". tools/lib/jvm.sh; %s exec \"$0\" $java_flags \"$@\"".formatted(questions ? "" : "add_server_flags;"),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:disable"));
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            files.map(Path::toString)
                    .filter(name -> name.endsWith(".aot") && name.endsWith("-questions.aot") == questions)
                    .findFirst()
                    .ifPresent(cache -> command.add("-XX:AOTCache=" + cache));
        }
        return command;
    }

    private void commands() throws Exception {
        var jvm = new ArrayList<>(jvm(true));
        jvm.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", "target/daybook.jar", "-version"));
        double jvmMs = Commands.medianMs(jvm);
        for (String command : List.of("sbi list", "audit", "search retry")) {
            table.accept(new Goal(
                    "daybook " + command,
                    "ms",
                    Commands.medianMs(service.command(command.split(" "))),
                    jvmMs,
                    1.6,
                    "java -version with the same cache"));
        }
    }

    private void queries() throws Exception {
        String authorization = service.authorization();
        Map<String, String> paths = new LinkedHashMap<>();
        paths.put("list", "/sbis?limit=50");
        paths.put("get", "/sbis/%s");
        paths.put("history", "/history/sbi/%s");
        paths.put("audit", "/audit?limit=50");
        paths.put("audit since", "/audit?limit=50&since=2025-10-01T00:00:00Z&until=2025-10-01T00:30:00Z");
        paths.put("search", "/search?q=invoice&limit=20");
        Clients.Work echo = _ -> HttpCalls.get(bareUrl(BARE_PORT), "none");
        Clients.warm(1, echo);
        String bare = "a bare Vert.x: %.2f ms"
                .formatted(Clients.atRate(CALLS_PER_SECOND, SECONDS, echo).p99Ms());
        for (Map.Entry<String, String> asked : paths.entrySet()) {
            Clients.Work ask = number -> HttpCalls.get(
                    service.api() + asked.getValue().formatted(Tree.id((int) (number * 7919 % tasks))), authorization);
            Clients.warm(1, ask);
            double wantedMs = asked.getKey().equals("search") ? 3 : 1;
            table.accept(Goal.within(
                    asked.getKey() + ", one warm client, p50",
                    "ms",
                    Clients.served(1, SECONDS, ask).p50Ms(),
                    wantedMs));
            table.accept(Goal.within(
                            "  at %d calls/s, p99".formatted(CALLS_PER_SECOND),
                            "ms",
                            Clients.atRate(CALLS_PER_SECOND, SECONDS, ask).p99Ms(),
                            10)
                    .beside(bare));
        }
    }

    private void writes() throws Exception {
        String authorization = service.authorization();
        Clients.Work ours = number -> HttpCalls.post(service.api() + "/sbis", authorization, body(number), 201);
        Clients.Work echo = number -> HttpCalls.post(bareUrl(BARE_PORT), authorization, body(number), 200);
        Clients.warm(CLIENTS, ours);
        double oursPerSecond = Clients.served(CLIENTS, SECONDS, ours).perSecond();
        Clients.warm(CLIENTS, echo);
        double echoPerSecond = Clients.served(CLIENTS, SECONDS, echo).perSecond();
        table.accept(new Goal(
                "commands over HTTP, %d clients".formatted(CLIENTS),
                "/s",
                oursPerSecond,
                echoPerSecond,
                0.5,
                "a Vert.x that sends the same bodies back"));
    }

    private static String body(long number) {
        return "{\"title\":\"Guard the import endpoint %d\",\"spec\":\"Every record is compared.\",\"priority\":1}"
                .formatted(number);
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
