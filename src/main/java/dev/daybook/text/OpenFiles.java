package dev.daybook.text;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How many files this process may have open. Whoever opens one for it, as SQLite does, says only that it did not succeed. */
public final class OpenFiles {

    /** What is said where there may be no more. */
    public static final String TOO_FEW = "this process may not open more files: allow it more, as by ulimit -n 1024";

    /** A database is three, and whoever failed to open one has closed them again. */
    private static final int TRIED = 8;

    /** Returns whether hardly another file can be opened. Tries it with a folder, some times. */
    public static boolean areTooFew() {
        Path folder = Path.of("").toAbsolutePath().getRoot();
        List<FileChannel> open = new ArrayList<>();
        try {
            while (open.size() < TRIED) {
                open.add(FileChannel.open(folder)); // of a file, SQLite would lose its locks when it is closed
            }
            return false;
        } catch (IOException _) {
            return true;
        } finally {
            open.forEach(OpenFiles::close);
        }
    }

    private static void close(FileChannel folder) {
        try {
            folder.close();
        } catch (IOException _) {
            // nothing was written to it
        }
    }

    private OpenFiles() {}
}
