package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Column;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Taking over the files of other tools. */
final class Migrations {

    /** Runs a migration of that tree; one that fails or is rolled back is a failure. */
    static JsonNode migrate(CommandContext context, Path path, String resume) {
        var report = migrate(
                context,
                Bodies.object().put("path", path.toAbsolutePath().normalize().toString()),
                resume);
        if (ReportOutput.exit(report) == Exit.FAILED) {
            throw Failure.because(
                    "the migration failed: " + report.path("failure").asText(),
                    "when the cause is gone, this goes on where it stopped: " + resume);
        }
        return report;
    }

    /**
     * Runs a migration in the server and shows its progress until it has ended. Returns its report.
     *
     * @param again the command that begins it again, for when nothing was appended yet
     */
    static JsonNode migrate(CommandContext context, JsonNode body, String again) {
        var client = context.client();
        var run = client.post("/migrations", body).path("run").asText();
        try (var _ = context.beforeStop(() -> interrupted(context, run, again));
                var progress = context.progress("migrate")) {
            EventStream.read(
                    client.stream("/migrations/" + run, Client.query(), "text/event-stream", Map.of()), (_, at) -> {
                        var done = at.path("progress");
                        if (!done.isMissingNode()) {
                            progress.at(
                                    done.path("done").asLong(),
                                    done.path("total").asLong(),
                                    done.path("message").asText(""));
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
        if (context.isRemote()) {
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
        return "daybook migrate --resume %s%s".formatted(Text.quoted(run), context.dataFlag());
    }

    @Command(
            name = "migrations",
            description = "The migrations so far, or the report of one of them.",
            subcommands = Show.class)
    static final class Listing extends Action {

        @Parameters(paramLabel = "RUN", arity = "0..1", description = "show the report of this one")
        private Optional<String> run;

        @Override
        Exit run(CommandContext context) {
            if (run.isPresent()) {
                Migrations.show(context, run.get());
                return Exit.OK;
            }
            context.output()
                    .rows(
                            List.of(
                                    Column.of("run"),
                                    Column.of("kind"),
                                    Column.of("state"),
                                    Column.of("outcome", "/report/outcome"),
                                    Column.of("appended", "/report/events/appended"),
                                    Column.of("started", "/startedAt"),
                                    Column.of("source")),
                            new Paging(context.client(), "/migrations", Client.query(), 0),
                            "no migrations so far: daybook migrate PATH makes one");
            return Exit.OK;
        }
    }

    @Command(name = "show", description = "The report of a migration, or what it rejected.")
    static final class Show extends Action {

        @Parameters(paramLabel = "RUN", description = "which one")
        private String run;

        @Option(names = "--rejected", description = "what it rejected instead: from where, and why")
        private boolean rejected;

        @Option(
                names = "--out",
                paramLabel = "DIR",
                description = "with --rejected: write the bytes of each below this folder")
        private Optional<Path> out;

        @Override
        Exit run(CommandContext context) {
            if (!rejected && out.isPresent()) {
                throw Failure.usage("--out writes what was rejected", "add --rejected");
            }
            if (rejected) {
                Rejects.show(context, run, out);
            } else {
                Migrations.show(context, run);
            }
            return Exit.OK;
        }
    }

    private static void show(CommandContext context, String run) {
        var migration = context.client().get("/migrations/" + Client.encode(run));
        if (migration.hasNonNull("report")) {
            ReportOutput.show(context, migration.path("report"));
        } else {
            context.output().thing(migration);
        }
    }

    private Migrations() {}
}
