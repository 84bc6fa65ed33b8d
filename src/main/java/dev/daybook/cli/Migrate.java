package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.operation.Column;
import dev.daybook.text.ShellWord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks a person first, shows how far each migration is, and its report at the end. */
@Command
final class Migrate implements Procedure {

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "write the report there, as JSON; an array of them if there are several PATHs")
    private Optional<Path> report;

    @Option(names = "--yes", description = "do not ask; without a terminal nothing is asked anyway")
    private boolean yes;

    @Option(names = "--keep-going", description = "take over what can be read and report the rest (default)")
    private boolean keepGoing;

    @Mixin
    private FailOn failOn = new FailOn();

    /** One run to ask for, and what it is about, in words and as a command. */
    private record Wanted(Map<String, JsonNode> values, String what, String command) {}

    @Override
    public Exit run(CommandContext context, Asked asked) {
        List<Wanted> wanted = wanted(context, asked);
        boolean dryRun = asked.values().containsKey("dryRun");
        if (dryRun) {
            context.connection().writeNothing();
        }
        if (!yes && !dryRun && Confirmation.isAsked()) {
            ask(context, wanted, asked.text("backup"));
        }
        var reports = new ArrayList<JsonNode>();
        Exit worst = Exit.OK;
        for (Wanted one : wanted) {
            try {
                var done = Migrations.migrate(context, asked.asking().apply(one.values()), one.command());
                reports.add(done);
                worst = worse(worst, failOn.of(Migrations.exit(context, done)));
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

    private List<Wanted> wanted(CommandContext context, Asked asked) {
        List<String> paths = asked.values()
                .getOrDefault("path", MissingNode.getInstance())
                .valueStream()
                .map(JsonNode::asText)
                .toList();
        if (Stream.of("path", "resume", "retry")
                        .filter(asked.values()::containsKey)
                        .count()
                != 1) {
            throw Failure.usage(
                    "migrate wants one of PATH, --resume and --retry",
                    "daybook migrations lists the runs; --resume and --retry read where that run did");
        }
        if (keepGoing && asked.values().containsKey("strict")) {
            throw Failure.usage("--keep-going and --strict contradict each other", "want one of them");
        }
        if (paths.size() > 1 && Stream.of("backup", "project").anyMatch(asked.values()::containsKey)) {
            throw Failure.usage("--backup and --project are for one PATH", "migrate the paths one after the other");
        }
        for (String path : paths) {
            Failures.refuseUnlessFolder(Path.of(path), "name the folder that holds the files of a tool");
        }
        if (paths.isEmpty()) {
            return List.of(again(context, asked));
        }
        return paths.stream()
                .map(path -> {
                    var values = new LinkedHashMap<>(asked.values());
                    values.put("path", TextNode.valueOf(path));
                    return new Wanted(values, path, command(context, ShellWord.of(path)));
                })
                .toList();
    }

    /** One run goes on, or reads again. */
    private static Wanted again(CommandContext context, Asked asked) {
        String option = asked.values().containsKey("resume") ? "resume" : "retry";
        String run = asked.text(option);
        return new Wanted(
                asked.values(), "run " + run, command(context, "--%s %s".formatted(option, ShellWord.of(run))));
    }

    private static String command(CommandContext context, String what) {
        return "daybook migrate %s%s".formatted(what, context.dataFlag());
    }

    private static void ask(CommandContext context, List<Wanted> wanted, String backup) {
        for (Wanted one : wanted) {
            context.note("About to take over %s into %s."
                    .formatted(one.what(), context.data().path()));
        }
        if (!backup.isEmpty()) {
            context.note("The files are packed into %s first.".formatted(backup));
        }
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
                Migrations.show(context, it);
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
