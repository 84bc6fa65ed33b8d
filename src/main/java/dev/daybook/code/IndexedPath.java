package dev.daybook.code;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The path of a source file, as the index of another tool may spell it. */
public final class IndexedPath {

    private static final int CHARS_MAX = 4_096;

    /** Returns why it can be no file's, if so. */
    public static Optional<String> flaw(String path) {
        if (path.isBlank()) {
            return Optional.of("is empty");
        }
        if (path.indexOf('\0') >= 0) {
            return Optional.of("holds a NUL character");
        }
        return Optional.of("has %d characters, more than %d".formatted(path.length(), CHARS_MAX))
                .filter(_ -> path.length() > CHARS_MAX);
    }

    /** Whether it begins at a disk, not at the project. */
    public static boolean isAbsolute(String path) {
        return path.startsWith("/") || path.matches("(?s)[A-Za-z]:[/\\\\].*");
    }

    /** Whether it can lead to what is no part of the project. */
    public static boolean leadsOut(String path) {
        return names(path).contains("..");
    }

    /** Returns it with slashes, without what says nothing: two spellings of one path are the same then. */
    public static String plain(String path) {
        return String.join(
                "/",
                names(path).stream()
                        .filter(name -> !name.isEmpty() && !name.equals("."))
                        .toList());
    }

    private static List<String> names(String path) {
        return Arrays.asList(path.replace('\\', '/').split("/", -1));
    }

    private IndexedPath() {}
}
