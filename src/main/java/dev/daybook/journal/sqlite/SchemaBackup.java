package dev.daybook.journal.sqlite;

import dev.daybook.journal.JournalUnavailable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.stream.IntStream;

/** The copy of a journal before its schema changes, in {@code backups/} beside it. */
record SchemaBackup(Path file, InstantSource clock) {

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** Returns the copy, whole and on the disk. */
    Path write(Connection connection) throws SQLException {
        Path folder = file.resolveSibling("backups");
        Path copy = free(folder);
        try {
            Sqlite.createFolderPrivately(folder);
            Sqlite.createPrivately(copy);
            try (var vacuum = connection.prepareStatement("VACUUM INTO ?")) {
                vacuum.setString(1, copy.toString());
                vacuum.executeUpdate();
            }
            try (var channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        } catch (IOException e) {
            throw new JournalUnavailable(
                    "the backup %s cannot be written: %s. Nothing was changed".formatted(copy, e), e);
        }
        return copy;
    }

    /** Two copies may be made in one millisecond. */
    private Path free(Path folder) {
        String stamp = STAMP.format(clock.instant());
        return IntStream.range(0, Integer.MAX_VALUE)
                .mapToObj(n -> n == 0 ? stamp : stamp + "-" + n)
                .map(name -> folder.resolve("before-schema-%s-%s".formatted(name, file.getFileName())))
                .filter(Files::notExists)
                .findFirst()
                .orElseThrow();
    }
}
