package dev.daybook.cli;

import picocli.CommandLine.Option;

/** Which findings make a command that did its work end otherwise than with 0. */
final class FailOn {

    private enum Level {
        error,
        warn,
        never
    }

    @Option(
            names = "--fail-on",
            paramLabel = "error|warn|never",
            description = {
                "which findings are told by the exit code: errors (5), warnings as well (2), or none",
                "(default: warn)"
            })
    private Level level = Level.warn;

    /** Returns the exit code of what has ended with {@code exit}. */
    Exit of(Exit exit) {
        return switch (exit) {
            case FINDINGS -> level == Level.warn ? exit : Exit.OK;
            case ERRORS -> level == Level.never ? Exit.OK : exit;
            case OK, FAILED, USAGE, INTEGRITY -> exit;
        };
    }
}
