package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
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
    static JsonNode migrate(Desk desk, Path path, String resume) {
        var report = migrate(
                desk,
                Bodies.object().put("path", path.toAbsolutePath().normalize().toString()),
                resume);
        if (Report.exit(report) == Exit.FAILED) {
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
    static JsonNode migrate(Desk desk, JsonNode body, String again) {
        var client = desk.client();
        var run = client.post("/migrations", body).path("run").asText();
        try (var _ = desk.beforeStop(() -> interrupted(desk, run, again));
                var progress = desk.progress("migrate")) {
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
                    "when the cause is gone, this goes on where it stopped: " + resume(desk, run));
        }
        return ended.path("report");
    }

    private static void interrupted(Desk desk, String run, String again) {
        if (desk.isRemote()) {
            desk.note("the migration goes on in the server; daybook migrations %s%s shows how far it is"
                    .formatted(run, desk.dataFlag()));
            return;
        }
        desk.note(
                isBegun(desk, run)
                        ? "stopped; what was appended stays, and this goes on where it stopped: " + resume(desk, run)
                        : "stopped before anything was appended; this begins again: " + again);
    }

    private static boolean isBegun(Desk desk, String run) {
        try {
            return !desk.client()
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
    static String resume(Desk desk, String run) {
        return "daybook migrate --resume %s%s".formatted(Text.quoted(run), desk.dataFlag());
    }

    @Command(
            name = "migrations",
            description = "The migrations so far, or the report of one of them.",
            subcommands = Show.class)
    static final class Listing extends Action {

        @Parameters(paramLabel = "RUN", arity = "0..1", description = "show the report of this one")
        private Optional<String> run;

        @Override
        Exit run(Desk desk) {
            if (run.isPresent()) {
                Migrations.show(desk, run.get());
                return Exit.OK;
            }
            desk.output()
                    .rows(
                            List.of(
                                    Column.of("run"),
                                    Column.of("kind"),
                                    Column.of("state"),
                                    Column.of("outcome", "/report/outcome"),
                                    Column.of("appended", "/report/events/appended"),
                                    Column.of("started", "/startedAt"),
                                    Column.of("source")),
                            new Paging(desk.client(), "/migrations", Client.query(), 0),
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
        Exit run(Desk desk) {
            if (!rejected && out.isPresent()) {
                throw Failure.usage("--out writes what was rejected", "add --rejected");
            }
            if (rejected) {
                Rejects.show(desk, run, out);
            } else {
                Migrations.show(desk, run);
            }
            return Exit.OK;
        }
    }

    private static void show(Desk desk, String run) {
        var migration = desk.client().get("/migrations/" + Client.encode(run));
        if (migration.hasNonNull("report")) {
            Report.show(desk, migration.path("report"));
        } else {
            desk.output().thing(migration);
        }
    }

    private Migrations() {}
}
