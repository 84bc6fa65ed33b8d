package dev.daybook.journal.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where SQLite finds a file that is only read. */
public final class ReadOnlyUri {

    /**
     * Returns the URI of a file. In a folder where nothing can be made, as on a read-only mount, there is no place for
     * the index of a write-ahead log either: without a log the file is read as one that nobody changes.
     */
    public static String of(Path file) {
        Path absolute = file.toAbsolutePath();
        boolean still = !Files.isWritable(absolute.resolveSibling("")) && !hasLog(absolute);
        return still ? ofStill(file) : absolute.toUri() + "?mode=ro";
    }

    /** Returns the URI of a file that nobody changes and that needs none beside it: none is looked for or made there. */
    static String ofStill(Path file) {
        return file.toAbsolutePath().toUri() + "?immutable=1";
    }

    private static boolean hasLog(Path file) {
        Path log = file.resolveSibling(file.getFileName() + "-wal");
        try {
            return Files.exists(log) && Files.size(log) > 0;
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be looked at: %s".formatted(log, e.getMessage()), e);
        }
    }

    private ReadOnlyUri() {}
}
