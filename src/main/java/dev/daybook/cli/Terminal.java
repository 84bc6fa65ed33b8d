package dev.daybook.cli;

import java.io.Console;
import java.util.Map;
import java.util.Optional;

/**
 * What the two outputs are connected to.
 *
 * @param columns width of a line; only on a terminal are lines cut to it
 */
record Terminal(boolean standardOutput, boolean standardError, boolean color, int columns) {

    private static final int COLUMNS_DEFAULT = 120;
    private static final int COLUMNS_MIN = 40;

    /** The launcher passes what it saw: a JVM can only tell whether both input and output are a terminal. */
    static Terminal detect(Map<String, String> environment) {
        boolean out = is("daybook.stdout");
        return new Terminal(
                out,
                is("daybook.stderr"),
                out
                        && environment.getOrDefault("NO_COLOR", "").isEmpty()
                        && !environment.getOrDefault("TERM", "").equals("dumb"),
                Math.max(COLUMNS_MIN, Integer.getInteger("daybook.columns", COLUMNS_DEFAULT)));
    }

    private static boolean is(String property) {
        var told = System.getProperty(property);
        if (told != null) {
            return told.equals("terminal");
        }
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    /** Returns what standard output shows of a text. */
    String out(String text) {
        return standardOutput ? Text.shown(text) : text;
    }

    /** Returns what standard error shows of a text. */
    String err(String text) {
        return standardError ? Text.shown(text) : text;
    }

    String bold(String text) {
        return colored(1, text);
    }

    /** Returns a line, pale if it is about what does not count any more. */
    String dim(boolean pale, String line) {
        return pale ? colored(2, line) : line;
    }

    String green(String text) {
        return colored(32, text);
    }

    String yellow(String text) {
        return colored(33, text);
    }

    String red(String text) {
        return colored(31, text);
    }

    private String colored(int code, String text) {
        return color && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
