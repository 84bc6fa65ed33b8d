package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Ending;
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

    /** Returns what the gravest of some findings makes of a command that did its work. */
    static Exit of(JsonNode findings) {
        return Exit.of(Ending.of(findings));
    }
}
