package dev.daybook.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Files that cannot be read are kept under another name, where nothing is written over them, for somebody to look. */
public final class UnreadableFiles {

    private static final String SUFFIX = ".unreadable";

    /** Their names, as a shell takes them. */
    public static final String PATTERN = "*" + SUFFIX;

    /** Gives a file such a name; on the disk when it returns. */
    public static void setAside(Path file) throws IOException {
        DurableFiles.rename(file, file.resolveSibling(file.getFileName() + SUFFIX));
    }

    /** Returns those in a folder, by their names; none if it is not there. */
    public static List<Path> in(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    private UnreadableFiles() {}
}
