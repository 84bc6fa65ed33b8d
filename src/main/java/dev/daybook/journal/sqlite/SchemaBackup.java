package dev.daybook.journal.sqlite;

import dev.daybook.journal.JournalUnavailable;
import dev.daybook.text.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.stream.IntStream;

/** A copy of a journal in {@code backups/} beside it: before its schema changes, or before its open file is lost. */
record SchemaBackup(Path file, InstantSource clock) {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** What is not whole yet is named so, and no backup. */
    private static final String PART = ".part";

    /** Returns the copy, whole and on the disk; {@code occasion} begins its name. */
    Path write(Connection connection, String occasion) throws SQLException {
        Path folder = file.resolveSibling("backups");
        Path copy = free(folder, occasion);
        Path part = copy.resolveSibling(copy.getFileName() + PART);
        try {
            Sqlite.createFolderPrivately(folder);
            try {
                Sqlite.createPrivately(part);
                try (var vacuum = connection.prepareStatement("VACUUM INTO ?")) {
                    vacuum.setString(1, part.toString());
                    vacuum.executeUpdate();
                }
                DurableFiles.sync(part);
                Files.move(part, copy, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new JournalUnavailable(
                    "the backup %s cannot be written: %s. Nothing was changed".formatted(copy, e), e);
        }
        return copy;
    }

    /** Two copies may be made in one millisecond. */
    private Path free(Path folder, String occasion) {
        String stamp = STAMP.format(clock.instant());
        return IntStream.range(0, Integer.MAX_VALUE)
                .mapToObj(n -> n == 0 ? stamp : stamp + "-" + n)
                .map(name -> folder.resolve("%s-%s-%s".formatted(occasion, name, file.getFileName())))
                .filter(Files::notExists)
                .findFirst()
                .orElseThrow();
    }
}
