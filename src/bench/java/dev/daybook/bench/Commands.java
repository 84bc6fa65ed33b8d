package dev.daybook.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Commands as whole processes, no server running: beside the same rows by {@code sqlite3}, where that is installed, and
 * beside a JVM that does nothing.
 */
final class Commands {

    private static final int RUNS = 7;

    /** A command, and what sqlite3 would be asked for the same: a read model, and a question to it. */
    private record Asked(List<String> command, String readModel, String sql) {}

    private static final List<Asked> ALL = List.of(
            new Asked(
                    List.of("search", "retry worker"),
                    "search",
                    "SELECT rowid, title, snippet(document_fts, -1, '', '', '…', 16) FROM document_fts"
                            + " WHERE document_fts MATCH 'retry worker' ORDER BY rank LIMIT 20"),
            new Asked(
                    List.of("sbi", "list"),
                    "sbi",
                    "SELECT id, status, title, priority, turn, step, updated_at, label FROM sbi WHERE deleted = 0"
                            + " ORDER BY created_at LIMIT 100"),
            new Asked(List.of("audit"), "audit", "SELECT * FROM audit_log ORDER BY position DESC LIMIT 100"));

    private final Path scratch;
    private final Consumer<Figure> table;
    private final int sbis;

    Commands(Path scratch, Consumer<Figure> table, int sbis) {
        this.scratch = scratch;
        this.table = table;
        this.sbis = sbis;
    }

    void run() throws Exception {
        Path tree = Files.createTempDirectory(scratch, "commands-tree");
        Tree.write(tree, sbis);
        Path data = scratch.resolve("commands");
        var service = new Service(data, 0);
        service.run("migrate", tree.toString());
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        double jvmMs = medianMs(List.of(java.toString(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-version"));
        for (Asked it : ALL) {
            var sqlite = List.of("sqlite3", "file:%s?immutable=1".formatted(newest(data, it.readModel())), it.sql());
            figure(
                    String.join(" ", it.command()),
                    medianMs(service.command(it.command().toArray(String[]::new))),
                    isInstalled("sqlite3") ? Optional.of(medianMs(sqlite)) : Optional.empty(),
                    "raw: sqlite3; java -version: %.0f ms; %,d SBIs".formatted(jvmMs, sbis));
        }
        figure("config", medianMs(service.command("config")), Optional.empty(), "opens nothing");
    }

    private void figure(String command, double ms, Optional<Double> limitMs, String note) {
        table.accept(new Figure("daybook " + command, "ms", ms, limitMs, Optional.empty(), note));
    }

    private static Path newest(Path data, String readModel) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("read"))) {
            return files.filter(file -> file.getFileName().toString().matches(readModel + "-v.*\\.db"))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Runs the command once to warm the page cache, then some times more. */
    static double medianMs(List<String> command) throws Exception {
        var runsMs = new ArrayList<Double>();
        for (int run = 0; run <= RUNS; run++) {
            long begin = System.nanoTime();
            int exit = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("%s ended with %d".formatted(command, exit));
            }
            if (run > 0) {
                runsMs.add((System.nanoTime() - begin) / 1e6);
            }
        }
        return runsMs.stream().sorted().skip(RUNS / 2).findFirst().orElseThrow();
    }
}
