package dev.daybook.cli;

import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * A short real session in one process, for the JVM to learn from what it will have to load: the launcher runs it once
 * after a build and keeps what was learned in the start-up cache.
 */
@Command(name = "rehearse", hidden = true, description = "Runs what a user would run first; for the launcher.")
final class Rehearse extends Action {

    private static final List<List<String>> SESSION = List.of(
            List.of("demo", "--exit"),
            List.of("search", "retry worker"),
            List.of("search", "retry", "--format", "json"),
            List.of("sbi", "list"),
            List.of("sbi", "register", "Rehearse"),
            List.of("audit", "--limit", "5"),
            List.of("audit", "--limit", "5", "--format", "csv"),
            List.of("checkpoints"),
            List.of("projections"),
            List.of("events"),
            List.of("journal", "tail"),
            List.of("config"),
            List.of("config", "list"),
            List.of("migrations"),
            List.of("verify", "--journal-only"));

    @Override
    boolean begins() {
        return true;
    }

    @Override
    Exit run(CommandContext context) {
        if (context.data().isBegun()) {
            throw Failure.because(
                    "%s holds a journal".formatted(context.data().path()), "name a new folder with --data DIR");
        }
        try {
            for (List<String> command : SESSION) {
                var args = Stream.concat(
                                command.stream(),
                                Stream.of("--data", context.data().path().toString()))
                        .toArray(String[]::new);
                Cli.run(context.environment(), args);
            }
            return Exit.OK;
        } finally {
            context.data().remove();
        }
    }
}
