package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.sqlite.Schema;
import dev.daybook.journal.sqlite.Schema.Migrated;
import dev.daybook.journal.sqlite.Schema.Step;
import dev.daybook.operation.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** What is done with the schema of the journal's file. Works on the file itself, so no server may run. */
@Command
final class Schemas extends Action {

    private static final List<Column> STEPS =
            List.of(Column.of("version"), Column.of("name"), Column.of("state"), Column.of("applied", "/appliedAt"));

    private enum Work {
        INFO("Every step and where it stands."),
        VALIDATE("Whether this program may touch the file; exit code 4 if not."),
        MIGRATE("Applies the pending steps, after a backup."),
        UNDO("Takes the newest step back, after a backup. Facts are never removed."),
        REPAIR("Accepts edited scripts whose edit changes nothing in the file.");

        private final String says;

        Work(String says) {
            this.says = says;
        }
    }

    private final Work work;

    private Schemas(Work work) {
        this.work = work;
    }

    static CommandSpec command() {
        return OperationGroup.spec(
                "schema",
                "The tables of the journal's file: numbered steps, each with a way back.",
                Stream.of(Work.values())
                        .map(work -> {
                            CommandSpec spec = CommandSpec.forAnnotatedObject(new Schemas(work));
                            spec.usageMessage().description(work.says);
                            return spec.name(work.name().toLowerCase(Locale.ROOT));
                        })
                        .toList());
    }

    @Override
    Exit run(CommandContext context) {
        context.claimForFiles();
        var schema = new Schema(context.data().journal(), context.environment().clock());
        try {
            return switch (work) {
                case INFO -> steps(context, schema.info(), "no steps");
                case VALIDATE -> problems(context, schema.validate());
                case MIGRATE -> changed(context, schema.migrate(), "nothing is pending");
                case UNDO -> changed(context, schema.undo(), "nothing was applied");
                case REPAIR -> steps(context, schema.repair(), "nothing to repair");
            };
        } catch (JournalUnavailable e) {
            throw Failure.because(
                    Failures.describe(e),
                    "daybook schema info shows every step, daybook schema validate what is wrong",
                    e);
        }
    }

    private static Exit steps(CommandContext context, List<Step> steps, String ifNone) {
        var rows = new ArrayList<JsonNode>();
        for (Step step : steps) {
            var row = Bodies.object()
                    .put("version", step.version())
                    .put("name", step.name())
                    .put("state", step.state().name());
            step.appliedAt().ifPresent(at -> row.put("appliedAt", at.toString()));
            rows.add(row);
        }
        context.output().rows(STEPS, rows.iterator(), ifNone);
        return Exit.OK;
    }

    private static Exit changed(CommandContext context, Migrated migrated, String ifNone) {
        steps(context, migrated.steps(), ifNone);
        migrated.backup().ifPresent(path -> context.note("the file as it was before is " + path));
        return Exit.OK;
    }

    private static Exit problems(CommandContext context, List<String> problems) {
        var rows = new ArrayList<JsonNode>();
        problems.forEach(text -> rows.add(Bodies.object().put("problem", text)));
        context.output().rows(List.of(Column.of("problem")), rows.iterator(), "the schema is as it should be");
        return problems.isEmpty() ? Exit.OK : Exit.INTEGRITY;
    }
}
