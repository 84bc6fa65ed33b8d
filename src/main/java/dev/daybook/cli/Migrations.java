package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Taking over the files of other tools. */
final class Migrations {

    @Command(
            name = "migrate",
            description = {
                "Takes over the files of another tool; they are only read.",
                "A second run appends only what changed. An interrupted one is simply run again."
            })
    static final class Migrate extends Action {

        @Parameters(paramLabel = "PATH", description = "the project that holds .deespec, or .deespec itself")
        private Path path;

        @Option(names = "--kind", paramLabel = "TOOL", description = "whose files they are (default: deespec)")
        private Optional<String> kind;

        @Option(names = "--dry-run", description = "read and report, write nothing")
        private boolean dryRun;

        @Option(names = "--report", paramLabel = "FILE", description = "write the report there, as JSON")
        private Optional<Path> report;

        @Override
        Exit run(Desk desk) {
            if (!Files.isDirectory(path)) {
                throw Failure.because(
                        "%s is no folder".formatted(path), "name the project that holds .deespec, or .deespec itself");
            }
            var resume = "daybook migrate %s%s".formatted(Text.quoted(path.toString()), desk.dataFlag());
            var run = migrate(desk, path, kind, dryRun, resume);
            report.ifPresent(file -> write(file, run));
            Report.show(desk, run);
            return Report.exit(run);
        }

        private static void write(Path file, JsonNode report) {
            try {
                Files.writeString(file, report.toPrettyString() + "\n");
            } catch (IOException e) {
                throw Failure.because(
                        "the migration is done, but %s cannot be written: %s".formatted(file, Failures.describe(e)),
                        "daybook migrations RUN --format json prints the report again",
                        e);
            }
        }
    }

    /** Runs a migration in the server and shows its progress until it has ended. Returns its report. */
    static JsonNode migrate(Desk desk, Path path, Optional<String> kind, boolean dryRun, String resume) {
        var body = Bodies.object().put("path", path.toAbsolutePath().normalize().toString());
        Bodies.put(body, "kind", kind);
        if (dryRun) {
            body.put("dryRun", true);
        }
        var client = desk.client();
        var run = client.post("/migrations", body).path("run").asText();
        try (var _ = Shutdown.before(() -> interrupted(desk, run, resume));
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
        if (ended.path("state").asText().equals("failed")) {
            throw Failure.because(
                    "the migration failed: " + ended.path("message").asText("no reason was given"),
                    "when the cause is gone, this goes on where it stopped: " + resume);
        }
        return ended.path("report");
    }

    private static void interrupted(Desk desk, String run, String resume) {
        if (desk.isRemote()) {
            desk.note("the migration goes on in the server; daybook migrations %s%s shows how far it is"
                    .formatted(run, desk.dataFlag()));
        } else {
            desk.note("stopped; what was appended stays, and this goes on where it stopped: " + resume);
            desk.close();
        }
    }

    @Command(name = "migrations", description = "The migrations so far, or the report of one of them.")
    static final class Listing extends Action {

        @Parameters(paramLabel = "RUN", arity = "0..1", description = "show the report of this one")
        private Optional<String> run;

        @Override
        Exit run(Desk desk) {
            if (run.isPresent()) {
                var migration = desk.client().get("/migrations/" + Client.encode(run.get()));
                if (migration.hasNonNull("report")) {
                    Report.show(desk, migration.path("report"));
                } else {
                    desk.output().thing(migration);
                }
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
                            desk.client().get("/migrations").path("items").iterator(),
                            "no migrations so far: daybook migrate PATH makes one");
            return Exit.OK;
        }
    }

    private Migrations() {}
}
