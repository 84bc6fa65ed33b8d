package dev.daybook.cli;

import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * A short real session in one process, for the JVM to learn from what it will have to load: the launcher runs it after a
 * build and keeps what was learned in the start-up caches. In a new folder, which it leaves there, it is what a user would
 * do first; on what it left, only what is asked most: the fewer classes such a cache has, the quicker is the answer.
 */
@Command(name = "rehearse", hidden = true, description = "Runs what a user would run first; for the launcher.")
final class Rehearse extends Action {

    private static final List<List<String>> SESSION = List.of(
            List.of("demo", "--exit"),
            List.of("sbi", "register", "Rehearse"),
            List.of("checkpoints"),
            List.of("projections"),
            List.of("journal", "tail"),
            List.of("migrations"),
            List.of("verify", "--journal-only"));

    private static final List<List<String>> QUESTIONS = List.of(
            List.of("search", "retry worker"),
            List.of("search", "retry", "--format", "json"),
            List.of("sbi", "list"),
            List.of("sbi", "list", "--format", "json"),
            List.of("audit", "--limit", "5"),
            List.of("audit", "--limit", "5", "--format", "csv"),
            List.of("log"),
            List.of("status"),
            List.of("show", "1"),
            List.of("projects"),
            List.of("dirs"),
            List.of("plan", "list"),
            List.of("session", "list"),
            List.of("events"),
            List.of("config"),
            List.of("config", "list"));

    @Override
    boolean begins() {
        return true;
    }

    @Override
    Exit run(CommandContext context) {
        boolean isNew = !context.data().isBegun();
        for (List<String> command :
                isNew ? Stream.concat(SESSION.stream(), QUESTIONS.stream()).toList() : QUESTIONS) {
            var args = Stream.concat(
                            command.stream(),
                            Stream.of("--data", context.data().path().toString()))
                    .toArray(String[]::new);
            Cli.run(context.environment(), args);
        }
        return Exit.OK;
    }
}
