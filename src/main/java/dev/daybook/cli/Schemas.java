package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.sqlite.Schema;
import dev.daybook.journal.sqlite.Schema.Migrated;
import dev.daybook.journal.sqlite.Schema.Step;
import dev.daybook.operation.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The schema of the journal's file. Works on the file itself, so no server may run. */
@Command(
        name = "schema",
        description = "The tables of the journal's file: numbered steps, each with a way back.",
        subcommands = {
            Schemas.Info.class,
            Schemas.Validate.class,
            Schemas.Migrate.class,
            Schemas.Undo.class,
            Schemas.Repair.class
        })
final class Schemas implements Runnable {

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("UnusedVariable") // its presence is what picocli looks at
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    private boolean help;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "schema wants to know what to do: "
                        + String.join(", ", spec.subcommands().keySet()));
    }

    private static <T> T on(CommandContext context, Function<Schema, T> work) {
        context.claimForFiles();
        try {
            return work.apply(
                    new Schema(context.data().journal(), context.environment().clock()));
        } catch (JournalUnavailable e) {
            throw Failure.because(
                    Failures.describe(e),
                    "daybook schema info shows every step, daybook schema validate what is wrong",
                    e);
        }
    }

    private static void show(CommandContext context, List<Step> steps, String ifNone) {
        var rows = new ArrayList<JsonNode>();
        for (Step step : steps) {
            var row = Bodies.object()
                    .put("version", step.version())
                    .put("name", step.name())
                    .put("state", step.state().name());
            step.appliedAt().ifPresent(at -> row.put("appliedAt", at.toString()));
            rows.add(row);
        }
        context.output()
                .rows(
                        List.of(
                                Column.of("version"),
                                Column.of("name"),
                                Column.of("state"),
                                Column.of("applied", "/appliedAt")),
                        rows.iterator(),
                        ifNone);
    }

    private static Exit show(CommandContext context, Migrated migrated, String ifNone) {
        show(context, migrated.steps(), ifNone);
        migrated.backup().ifPresent(path -> context.note("the file as it was before is " + path));
        return Exit.OK;
    }

    @Command(name = "info", description = "Every step and where it stands.")
    static final class Info extends Action {

        @Override
        Exit run(CommandContext context) {
            show(context, on(context, Schema::info), "no steps");
            return Exit.OK;
        }
    }

    @Command(name = "validate", description = "Whether this program may touch the file; exit code 4 if not.")
    static final class Validate extends Action {

        @Override
        Exit run(CommandContext context) {
            var problems = new ArrayList<JsonNode>();
            on(context, Schema::validate)
                    .forEach(text -> problems.add(Bodies.object().put("problem", text)));
            context.output().rows(List.of(Column.of("problem")), problems.iterator(), "the schema is as it should be");
            return problems.isEmpty() ? Exit.OK : Exit.INTEGRITY;
        }
    }

    @Command(name = "migrate", description = "Applies the pending steps, after a backup.")
    static final class Migrate extends Action {

        @Override
        Exit run(CommandContext context) {
            return show(context, on(context, Schema::migrate), "nothing is pending");
        }
    }

    @Command(name = "undo", description = "Takes the newest step back, after a backup. Facts are never removed.")
    static final class Undo extends Action {

        @Override
        Exit run(CommandContext context) {
            return show(context, on(context, Schema::undo), "nothing was applied");
        }
    }

    @Command(name = "repair", description = "Accepts edited scripts whose edit changes nothing in the file.")
    static final class Repair extends Action {

        @Override
        Exit run(CommandContext context) {
            show(context, on(context, Schema::repair), "nothing to repair");
            return Exit.OK;
        }
    }
}
