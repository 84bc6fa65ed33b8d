package dev.daybook.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a process of a server holds at a moment, and how long answers took since the one before.
 *
 * @param values in the order of {@link #HEAD}
 */
record SoakSample(List<Double> values) {

    private static final List<String> NAMES = List.of(
            "HEAP_MB",
            "RESIDENT_MB",
            "FILES",
            "THREADS",
            "WAL_MB",
            "COMMAND_P50_MS",
            "COMMAND_P99_MS",
            "QUERY_P50_MS",
            "QUERY_P99_MS",
            "COMMANDS",
            "QUERIES");

    static final String HEAD = String.join(",", NAMES);

    private static final double MB = 1 << 20;

    /** Takes one, after a collection of all garbage. */
    static SoakSample of(Program.Server server, Latencies.Minute commands, Latencies.Minute queries)
            throws IOException {
        Path process = Path.of("/proc", Long.toString(server.process().pid()));
        return new SoakSample(List.of(
                liveBytes(server) / MB,
                residentBytes(process) / MB,
                (double) count(process.resolve("fd")),
                (double) count(process.resolve("task")),
                logBytes(server.data()) / MB,
                commands.p50Ms(),
                commands.p99Ms(),
                queries.p50Ms(),
                queries.p99Ms(),
                (double) commands.count(),
                (double) queries.count()));
    }

    /** The last line of the histogram, which is made after a collection, is the sum. */
    private static long liveBytes(Program.Server server) throws IOException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process process =
                new ProcessBuilder(jcmd, Long.toString(server.process().pid()), "GC.class_histogram").start();
        process.getOutputStream().close();
        String total = Program.end(process).lines().getLast();
        return Long.parseLong(total.strip().split("\\s+")[2]);
    }

    private static long residentBytes(Path process) throws IOException {
        try (Stream<String> status = Files.lines(process.resolve("status"))) {
            String line =
                    status.filter(text -> text.startsWith("VmRSS:")).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.count();
        }
    }

    private static long logBytes(Path data) throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            return all.filter(file -> file.toString().endsWith("-wal"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    double value(String name) {
        return values.get(NAMES.indexOf(name));
    }

    String line() {
        return values.stream()
                .map(value -> String.format(Locale.ROOT, "%.2f", value))
                .collect(Collectors.joining(","));
    }
}
