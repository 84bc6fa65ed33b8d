package dev.daybook.journal.sqlite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Copies a file by another process, as fast as the system can. This process must not: where it closes a file, it gives up
 * all POSIX locks that it has on it, and those are SQLite's.
 */
final class OutsideCopy {

    private static final List<Path> PROGRAMS = List.of(Path.of("/bin/cp"), Path.of("/usr/bin/cp"));

    private static final long LOOK_MS = 20;

    /** Returns what copies; nothing where there is no such program. */
    static Optional<OutsideCopy> find() {
        return PROGRAMS.stream().filter(Files::isExecutable).findFirst().map(OutsideCopy::new);
    }

    private final Path program;

    OutsideCopy(Path program) {
        this.program = program;
    }

    /** Writes what {@code from} holds into {@code to}, which is there; it keeps its rights. */
    void copy(Path from, Path to, JournalCopy.Progress progress) throws IOException {
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--",
                        from.toAbsolutePath().toString(),
                        to.toAbsolutePath().toString())
                .redirectErrorStream(true)
                .start();
        try {
            process.getOutputStream().close();
            long total = Files.size(from);
            while (!process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)) {
                long done = Files.size(to);
                progress.grown(to, done);
                progress.at(Math.min(done, total), total);
            }
            if (process.exitValue() != 0) {
                throw new IOException(
                        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
            }
            progress.grown(to, Files.size(to));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while %s was copied".formatted(from.getFileName()), e);
        } finally {
            process.destroyForcibly();
        }
    }
}
