package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.operation.Column;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "migrate",
        description = {
            "Takes over the files of another tool; they are only read.",
            "A second run appends only what changed. One that was interrupted goes on with --resume, or is simply run again."
        })
final class Migrate extends Action {

    @Parameters(
            paramLabel = "PATH",
            arity = "0..*",
            description =
                    "the folder that holds .deespec or .ait42, or that one itself; of several each has a run of its own")
    private List<Path> paths = new ArrayList<>();

    @Option(
            names = "--kind",
            paramLabel = "TOOL",
            description = "whose files they are: auto, deespec, ait42 or taskmaster (default: auto)")
    private Optional<String> kind;

    @Option(names = "--dry-run", description = "read and report, write nothing")
    private boolean dryRun;

    @Option(names = "--validate", description = "read all of it once before the first write")
    private boolean validate;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "write the report there, as JSON; an array of them if there are several PATHs")
    private Optional<Path> report;

    @Option(names = "--yes", description = "do not ask; without a terminal nothing is asked anyway")
    private boolean yes;

    @Option(
            names = "--backup",
            paramLabel = "FILE.tar.zst",
            description = "pack the files before anything is written; never replaces a file")
    private Optional<Path> backup;

    @Option(
            names = "--retire",
            paramLabel = "rename|archive",
            description = {
                "once all is compared and equal, set AIT42's workspace files aside: under the ending .migrated, or in",
                "~/.ait42/sessions_archive_YYYYMMDD_HHMMSS; a file with errors stays, nothing is overwritten.",
                "The way back: give them their names again, or daybook export --kind ait42 --out DIR"
            })
    private Optional<String> retire;

    @ArgGroup
    private @Nullable Mood mood;

    @Mixin
    private FailOn failOn = new FailOn();

    @Option(
            names = "--resume",
            paramLabel = "RUN",
            description = "go on with a run that was interrupted, under its name")
    private Optional<String> resume;

    @Option(
            names = "--retry",
            paramLabel = "RUN",
            description = "read again only the files in which that run found errors")
    private Optional<String> retry;

    @Option(
            names = "--project",
            paramLabel = "NAME",
            description = "name of a further project (default: the name of its folder)")
    private Optional<String> project;

    @Option(
            names = "--workspace",
            paramLabel = "PATH",
            arity = "1..*",
            description = "a folder that sessions may be about, as their tool knew it; can be given several times")
    private List<String> workspaces = new ArrayList<>();

    @Option(
            names = "--map",
            paramLabel = "FILE",
            description = "a JSON object that says which folder is meant by which name of a file of sessions")
    private Optional<Path> map;

    @Option(names = "--include-migrated", description = "read what an earlier import has set aside as .json.migrated")
    private boolean migrated;

    /** What an error does. */
    static final class Mood {

        @SuppressWarnings("UnusedVariable") // it is what happens without any of the two
        @Option(names = "--keep-going", description = "take over what can be read and report the rest (default)")
        private boolean keepGoing;

        @Option(names = "--strict", description = "roll the run back if there is any error")
        private boolean strict;
    }

    /** One run to ask for, and what it is about, in words and as a command. */
    private record Wanted(ObjectNode body, String what, String command) {}

    @Override
    boolean begins() {
        return true;
    }

    @Override
    Exit run(CommandContext context) {
        List<Wanted> wanted = wanted(context);
        if (dryRun) {
            context.writeNothing();
        }
        if (!yes && !dryRun && Confirmation.isAsked()) {
            ask(context, wanted);
        }
        var reports = new ArrayList<JsonNode>();
        Exit worst = Exit.OK;
        for (Wanted one : wanted) {
            try {
                var done = Migrations.migrate(context, one.body(), one.command());
                reports.add(done);
                worst = worse(worst, failOn.of(ReportOutput.exit(done)));
            } catch (Failure failure) {
                if (wanted.size() == 1) {
                    throw failure;
                }
                context.note("daybook: %s: %s".formatted(one.what(), failure.getMessage()));
                failure.next().ifPresent(next -> context.note("  " + next));
                worst = worse(worst, failure.exit());
            }
        }
        report.ifPresent(
                file -> write(file, wanted.size() == 1 ? reports.getFirst() : Output.JSON.valueToTree(reports)));
        show(context, wanted.size(), reports);
        return worst;
    }

    private List<Wanted> wanted(CommandContext context) {
        if (List.of(!paths.isEmpty(), resume.isPresent(), retry.isPresent()).stream()
                        .filter(it -> it)
                        .count()
                != 1) {
            throw Failure.usage(
                    "migrate wants one of PATH, --resume and --retry",
                    "daybook migrations lists the runs; --resume and --retry read where that run did");
        }
        if (paths.isEmpty() && (kind.isPresent() || project.isPresent())) {
            throw Failure.usage(
                    "--kind and --project come from the run that --resume and --retry name", "leave them out");
        }
        if (resume.isPresent() && backup.isPresent()) {
            throw Failure.usage(
                    "--backup packs the files before anything is written, and --resume goes on", "leave it out");
        }
        if (paths.size() > 1 && (backup.isPresent() || project.isPresent())) {
            throw Failure.usage("--backup and --project are for one PATH", "migrate the paths one after the other");
        }
        map.filter(it -> !Files.isRegularFile(it)).ifPresent(it -> {
            throw Failure.because("%s is no file".formatted(it), "name a file such as workspace_mapping.json");
        });
        for (Path path : paths) {
            Failures.refuseUnlessFolder(path, "name the project that holds the files of the tool");
        }
        var wanted = new ArrayList<Wanted>();
        for (Path path : paths) {
            var body = body().put("path", path.toAbsolutePath().normalize().toString());
            wanted.add(new Wanted(body, path.toString(), command(context, Text.quoted(path.toString()))));
        }
        resume.ifPresent(run -> wanted.add(
                new Wanted(body().put("resume", run), "run " + run, command(context, "--resume " + Text.quoted(run)))));
        retry.ifPresent(run -> wanted.add(
                new Wanted(body().put("retry", run), "run " + run, command(context, "--retry " + Text.quoted(run)))));
        return wanted;
    }

    private static String command(CommandContext context, String what) {
        return "daybook migrate %s%s".formatted(what, context.dataFlag());
    }

    private ObjectNode body() {
        var body = Bodies.object();
        Bodies.put(body, "kind", kind);
        Bodies.put(body, "project", project);
        Bodies.put(
                body, "backup", backup.map(it -> it.toAbsolutePath().normalize().toString()));
        Bodies.put(body, "retire", retire);
        if (!workspaces.isEmpty()) {
            workspaces.forEach(body.putArray("workspaces")::add);
        }
        Bodies.put(body, "map", map.map(it -> it.toAbsolutePath().normalize().toString()));
        flag(body, "includeMigrated", migrated);
        flag(body, "dryRun", dryRun);
        flag(body, "validate", validate);
        flag(body, "strict", mood != null && mood.strict);
        return body;
    }

    private static void flag(ObjectNode body, String name, boolean set) {
        if (set) {
            body.put(name, true);
        }
    }

    private void ask(CommandContext context, List<Wanted> wanted) {
        for (Wanted one : wanted) {
            context.note("About to take over %s into %s."
                    .formatted(one.what(), context.data().path()));
        }
        backup.ifPresent(it -> context.note("The files are packed into %s first.".formatted(it)));
        context.note("The files are only read. daybook rollback --run RUN takes back what came of it, the rest stays.");
        Confirmation.ask("Go on? [y/N] ", "nothing was migrated");
    }

    private static Exit worse(Exit one, Exit other) {
        List<Exit> order = List.of(Exit.OK, Exit.FINDINGS, Exit.ERRORS, Exit.INTEGRITY, Exit.USAGE, Exit.FAILED);
        return order.indexOf(one) > order.indexOf(other) ? one : other;
    }

    private static void write(Path file, JsonNode report) {
        try {
            Files.writeString(file, report.toPrettyString() + "\n");
        } catch (IOException e) {
            throw Failure.because(
                    "the migration is done, but %s cannot be written: %s".formatted(file, Failures.describe(e)),
                    "daybook migrations show RUN --format json prints the report again",
                    e);
        }
    }

    private static void show(CommandContext context, int wanted, List<JsonNode> reports) {
        if (wanted > 1 && context.output().format() != Format.table) {
            context.output()
                    .rows(List.of(Column.of("run"), Column.of("outcome"), Column.of("source")), reports.iterator(), "");
        } else {
            for (JsonNode it : reports) {
                ReportOutput.show(context, it);
                context.output().say(wanted > 1 ? "\n" : "");
            }
        }
        for (JsonNode it : reports) {
            if (it.hasNonNull("failure")) {
                context.note("daybook: the migration %s: %s"
                        .formatted(
                                it.path("outcome").asText().equals("failed") ? "failed" : "was rolled back",
                                it.path("failure").asText()));
                hint(context, it).ifPresent(next -> context.note("  " + next));
            }
        }
    }

    private static Optional<String> hint(CommandContext context, JsonNode report) {
        boolean begun = report.path("checkpoints").hasNonNull("before");
        boolean failed = report.path("outcome").asText().equals("failed");
        return begun && failed
                ? Optional.of("when the cause is gone, this goes on where it stopped: "
                        + Migrations.resume(context, report.path("run").asText()))
                : Optional.empty();
    }
}
