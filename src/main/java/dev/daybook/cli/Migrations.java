package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Operation;
import dev.daybook.text.ShellWord;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Taking over the files of other tools. */
final class Migrations {

    /** Runs a migration of that tree; one that fails or is rolled back is a failure. */
    static JsonNode migrate(CommandContext context, Path path, String resume) {
        var body = Bodies.object().put("path", path.toAbsolutePath().normalize().toString());
        var report = migrate(context, context.client().post("/migrations", body), resume);
        if (exit(context, report) == Exit.FAILED) {
            throw Failure.because(
                    "the migration failed: " + report.path("failure").asText(),
                    "when the cause is gone, this goes on where it stopped: " + resume);
        }
        return report;
    }

    /**
     * Shows the progress of a migration that was begun until it has ended. Returns its report.
     *
     * @param again the command that begins it again, for when nothing was appended yet
     */
    static JsonNode migrate(CommandContext context, JsonNode begun, String again) {
        var client = context.client();
        var run = begun.path("run").asText();
        try (var _ = context.connection().beforeStop(() -> interrupted(context, run, again));
                var progress = context.progress("migrate")) {
            EventStream.read(
                    client.stream("/migrations/" + run, Client.query(), "text/event-stream", Map.of()), (_, at) -> {
                        var done = at.path("progress");
                        if (!done.isMissingNode()) {
                            progress.at(done);
                        }
                        return at.path("state").asText("running").equals("running");
                    });
        }
        var ended = client.get("/migrations/" + run);
        if (!ended.hasNonNull("report")) {
            throw Failure.because(
                    "the migration failed: " + ended.path("message").asText("no reason was given"),
                    "when the cause is gone, this goes on where it stopped: " + resume(context, run));
        }
        return ended.path("report");
    }

    private static void interrupted(CommandContext context, String run, String again) {
        if (context.connection().isRemote()) {
            context.note("the migration goes on in the server; daybook migrations %s%s shows how far it is"
                    .formatted(run, context.dataFlag()));
            return;
        }
        context.note(
                isBegun(context, run)
                        ? "stopped; what was appended stays, and this goes on where it stopped: " + resume(context, run)
                        : "stopped before anything was appended; this begins again: " + again);
    }

    private static boolean isBegun(CommandContext context, String run) {
        try {
            return !context.client()
                    .get(
                            "/journal",
                            Client.query().with("stream", "import/" + run).with("limit", 1))
                    .path("items")
                    .isEmpty();
        } catch (Failure _) {
            return false; // what was appended is found again by a run that begins again, too
        }
    }

    /** Returns the command that goes on with a run that was cut off. */
    static String resume(CommandContext context, String run) {
        return "daybook migrate --resume %s%s".formatted(ShellWord.of(run), context.dataFlag());
    }

    /** The list, or the report of one that is named. */
    @Command
    static final class Listing implements Procedure {

        @Parameters(paramLabel = "RUN", arity = "0..1", description = "show the report of this one")
        private Optional<String> run;

        @Override
        public Exit run(CommandContext context, Asked asked) {
            if (run.isEmpty()) {
                return asked.usual().get();
            }
            String whole = new Things(context.client())
                    .generated("import", run.get(), "")
                    .orElse(run.get());
            return OperationCommand.show(
                    operation(context, "migrations show"), Map.of("run", whole), _ -> Optional.empty(), context);
        }
    }

    /** The report, or what was rejected. */
    @Command
    static final class Shown implements Procedure {

        @Option(names = "--rejected", description = "what it rejected instead: from where, and why")
        private boolean rejected;

        @Option(
                names = "--out",
                paramLabel = "DIR",
                description = "with --rejected: write the bytes of each below this folder")
        private Optional<Path> out;

        @Override
        public Exit run(CommandContext context, Asked asked) {
            if (!rejected && out.isPresent()) {
                throw Failure.usage("--out writes what was rejected", "add --rejected");
            }
            if (!rejected) {
                return asked.usual().get();
            }
            Rejects.show(context, asked, out);
            return Exit.OK;
        }
    }

    private static Operation<?, ?> operation(CommandContext context, String name) {
        return context.environment().catalogue().get().find(name).orElseThrow();
    }

    /** Shows a report as migrate does, whichever command has asked for it. */
    static void show(CommandContext context, JsonNode report) {
        AnswerParts.show(context, operation(context, "migrate").form().parts(report), report);
    }

    static Exit exit(CommandContext context, JsonNode report) {
        return Exit.of(operation(context, "migrate").form().ending(report));
    }

    private Migrations() {}
}
