package dev.daybook.code.tree;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a {@code go.mod} is about.
 *
 * @param name how imports call the package of its folder; the path of a folder below it stands behind that
 * @param line where the name stands, from 1
 * @param column from 0, in characters
 */
public record GoModule(String name, int line, int column) {

    public static final String FILE = "go.mod";

    /** See {@code https://go.dev/ref/mod#go-mod-file-module}. */
    private static final Pattern DIRECTIVE =
            Pattern.compile("(?m)^[ \\t]*module(?:[ \\t]*\\([\\s]*|[ \\t]+)[\"`]?([^\\s\"`()/][^\\s\"`()]*)");

    /** Returns what such a file says, if it says so. */
    public static Optional<GoModule> of(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        return DIRECTIVE.matcher(text).results().findFirst().map(found -> {
            String before = text.substring(0, found.start(1));
            return new GoModule(
                    found.group(1),
                    1
                            + (int) before.chars()
                                    .filter(character -> character == '\n')
                                    .count(),
                    before.length() - 1 - before.lastIndexOf('\n'));
        });
    }
}
