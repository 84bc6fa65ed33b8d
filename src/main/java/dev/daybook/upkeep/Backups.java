package dev.daybook.upkeep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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
            return files.filter(Files::isRegularFile).map(Backups::backup).max(Comparator.comparing(Backup::at));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Backup backup(Path file) {
        try {
            return new Backup(
                    file.getFileName().toString(),
                    Files.getLastModifiedTime(file).toInstant());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
