package dev.daybook.upkeep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The copies of the journal that Daybook itself has made. */
public record Backups(Path folder) {

    /** One copy. */
    public record Backup(String file, Instant at) {}

    /** Returns the newest one. */
    public Optional<Backup> newest() {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(path ->
                            Files.isRegularFile(path) && !path.toString().endsWith(".part")) // not whole yet
                    .flatMap(path -> backup(path).stream())
                    .max(Comparator.comparing(Backup::at));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Backup> backup(Path file) {
        try {
            return Optional.of(new Backup(
                    file.getFileName().toString(),
                    Files.getLastModifiedTime(file).toInstant()));
        } catch (NoSuchFileException _) {
            return Optional.empty(); // somebody has removed it just now
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
