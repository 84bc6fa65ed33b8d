package dev.daybook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files that this process holds open, where the system tells (Linux). */
public final class OpenFiles {

    private static final Path ALL = Path.of("/proc/self/fd");

    private OpenFiles() {}

    /** Returns whether the system tells of them. */
    public static boolean areTold() {
        return Files.isDirectory(ALL);
    }

    /** Returns those whose names begin as that path does, removed ones too. */
    public static List<String> below(Path path) throws IOException {
        try (var all = Files.list(ALL)) {
            return all.map(OpenFiles::target)
                    .filter(it -> it.startsWith(path.toString()))
                    .toList();
        }
    }

    private static String target(Path handle) {
        try {
            return Files.readSymbolicLink(handle).toString();
        } catch (IOException _) {
            return ""; // closed meanwhile
        }
    }
}
