package dev.daybook.code.scout;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The path of a source file, as code-scout may spell it. */
final class CodeScoutPath {

    /** Longer ones no file system takes. */
    private static final int CHARS_MAX = 4096;

    /** Returns why it can be no file's, if so. */
    static Optional<String> flaw(String path) {
        return path.isBlank()
                ? Optional.of("is empty")
                : path.indexOf('\0') >= 0
                        ? Optional.of("holds a NUL character")
                        : path.length() > CHARS_MAX
                                ? Optional.of("has %d characters, more than %d".formatted(path.length(), CHARS_MAX))
                                : Optional.empty();
    }

    static boolean isAbsolute(String path) {
        return path.startsWith("/") || path.matches("(?s)[A-Za-z]:[/\\\\].*");
    }

    static boolean leadsOut(String path) {
        return names(path).contains("..");
    }

    /** Returns it with slashes, without what says nothing: two spellings of one path are the same then. */
    static String plain(String path) {
        String names = String.join(
                "/",
                names(path).stream()
                        .filter(name -> !name.isEmpty() && !name.equals("."))
                        .toList());
        return path.startsWith("/") ? "/" + names : names;
    }

    private static List<String> names(String path) {
        return Arrays.asList(path.replace('\\', '/').split("/", -1));
    }

    private CodeScoutPath() {}
}
