package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.postgres.DatabaseSchema;
import dev.daybook.journal.postgres.Server;
import dev.daybook.journal.sql.SchemaStep;
import dev.daybook.journal.sqlite.Schema;
import dev.daybook.journal.sqlite.Schema.Migrated;
import dev.daybook.journal.sqlite.SchemaRuns.Run;
import dev.daybook.journal.sqlite.StepLimits;
import dev.daybook.operation.Column;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** What is done with the schema of the journal. Works on the file itself, so no server may run; beside nodes in a database. */
@Command
final class Schemas extends Action {

    private static final List<Column> STEPS =
            List.of(Column.of("version"), Column.of("name"), Column.of("state"), Column.of("applied", "/appliedAt"));

    private enum Work {
        INFO("Every step and where it stands."),
        RUNS("What became of each run of a step: when, how long, how often it was tried, and why it failed."),
        VALIDATE("Whether this program may touch the file; exit code 4 if not."),
        MIGRATE("Applies the pending steps, after a backup."),
        UNDO("Takes the newest step back, after a backup. Facts are never removed."),
        REPAIR("Accepts edited scripts whose edit changes nothing in the file.");

        private final String says;

        Work(String says) {
            this.says = says;
        }
    }

    private static final List<Column> RUNS = List.of(
            Column.of("started", "/startedAt"),
            Column.of("step"),
            Column.of("direction"),
            Column.of("outcome"),
            Column.of("attempts"),
            Column.of("ms", "/durationMs"),
            Column.of("message"));

    private static final String TIMEOUT = "--timeout-s";

    private final Work work;

    @Spec
    private CommandSpec spec;

    private Schemas(Work work) {
        this.work = work;
    }

    static CommandSpec command() {
        return OperationGroup.spec(
                "schema",
                "The tables of the journal, in its file or its database: numbered steps, each with a way back.",
                Stream.of(Work.values())
                        .map(work -> {
                            CommandSpec spec = CommandSpec.forAnnotatedObject(new Schemas(work));
                            spec.usageMessage().description(work.says);
                            if (work == Work.MIGRATE || work == Work.UNDO) {
                                spec.addOption(timeout());
                            }
                            return spec.name(work.name().toLowerCase(Locale.ROOT));
                        })
                        .toList());
    }

    private static OptionSpec timeout() {
        return OptionSpec.builder(TIMEOUT)
                .paramLabel("SECONDS")
                .type(Long.class)
                .defaultValue(Long.toString(StepLimits.DEFAULT.timeout().toSeconds()))
                .description("how long a step may take before it is taken back; ${DEFAULT-VALUE} if left out")
                .build();
    }

    private StepLimits limits() {
        OptionSpec option = spec.findOption(TIMEOUT);
        if (option == null) {
            return StepLimits.DEFAULT;
        }
        long seconds = option.<Long>getValue();
        if (seconds < 1) {
            throw Failure.usage(
                    "%s is %d: want seconds from 1".formatted(TIMEOUT, seconds), "leave it out for the default");
        }
        return StepLimits.DEFAULT.withTimeout(Duration.ofSeconds(seconds));
    }

    @Override
    Exit run(CommandContext context) {
        Optional<String> shared = context.sharedJournal();
        if (shared.isPresent()) {
            return inDatabase(context, shared.get());
        }
        StepLimits limits = limits();
        context.connection().claimForFiles();
        var schema = new Schema(context.data().journal(), context.environment().clock(), limits);
        try {
            return switch (work) {
                case INFO -> steps(context, schema.info(), "no steps");
                case RUNS -> runs(context, schema.runs());
                case VALIDATE -> problems(context, schema.validate());
                case MIGRATE -> changed(context, schema.migrate(), "nothing is pending");
                case UNDO -> changed(context, schema.undo(), "nothing was applied");
                case REPAIR -> steps(context, schema.repair(), "nothing to repair");
            };
        } catch (JournalUnavailable e) {
            throw Failure.because(
                    Failures.describe(e),
                    "daybook schema info shows every step, schema runs what became of each, schema validate what is wrong",
                    e);
        }
    }

    /** A server may run meanwhile: what is pending is one transaction, and an older program goes on with the newer tables. */
    private Exit inDatabase(CommandContext context, String address) {
        if (work == Work.RUNS || work == Work.UNDO || work == Work.REPAIR) {
            throw Failure.because(
                    "the journal is in %s, whose steps are each whole or not there: no runs are kept, and none is undone while nodes may use it"
                            .formatted(Server.withoutPassword(address)),
                    "schema info, validate and migrate work there; pg_dump before a migrate is the way back");
        }
        var schema = new DatabaseSchema(
                JournalServer.at(address, context.settings()),
                context.environment().clock());
        try {
            return switch (work) {
                case MIGRATE -> steps(context, schema.migrate(), "nothing is pending");
                case VALIDATE -> problems(context, schema.validate());
                default -> steps(context, schema.info(), "no steps");
            };
        } catch (JournalUnavailable e) {
            throw Failure.because(Failures.describe(e), "daybook schema info shows every step", e);
        }
    }

    private static Exit steps(CommandContext context, List<SchemaStep> steps, String ifNone) {
        var rows = new ArrayList<JsonNode>();
        for (SchemaStep step : steps) {
            var row = Bodies.object()
                    .put("version", step.version())
                    .put("name", step.name())
                    .put("state", step.state().name());
            step.appliedAt().ifPresent(at -> row.put("appliedAt", at.toString()));
            step.checksum().ifPresent(sha256 -> row.put("checksum", sha256));
            rows.add(row);
        }
        context.output().rows(STEPS, rows.iterator(), ifNone);
        return Exit.OK;
    }

    private static Exit runs(CommandContext context, List<Run> runs) {
        var rows = new ArrayList<JsonNode>();
        for (Run run : runs) {
            var row = Bodies.object()
                    .put("startedAt", run.startedAt().toString())
                    .put("step", "%03d_%s".formatted(run.version(), run.name()))
                    .put("direction", run.direction().name())
                    .put("outcome", run.outcome().name())
                    .put("attempts", run.attempts())
                    .put("durationMs", run.duration().toMillis());
            run.message().ifPresent(text -> row.put("message", text));
            rows.add(row);
        }
        context.output().rows(RUNS, rows.iterator(), "no run of a step is known");
        return Exit.OK;
    }

    private static Exit changed(CommandContext context, Migrated migrated, String ifNone) {
        steps(context, migrated.steps(), ifNone);
        migrated.backup().ifPresent(path -> context.note("the file as it was before is " + path));
        return Exit.OK;
    }

    private static Exit problems(CommandContext context, List<String> problems) {
        if (!problems.isEmpty() && context.output().format() == Format.table) {
            problems.forEach(context.output()::say); // whole sentences: a table would cut them
            return Exit.INTEGRITY;
        }
        var rows = new ArrayList<JsonNode>();
        problems.forEach(text -> rows.add(Bodies.object().put("problem", text)));
        context.output().rows(List.of(Column.of("problem")), rows.iterator(), "the schema is as it should be");
        return problems.isEmpty() ? Exit.OK : Exit.INTEGRITY;
    }
}
