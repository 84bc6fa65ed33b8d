package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Column;
import dev.daybook.sbi.SbiShape;
import dev.daybook.sbi.SbiShape.Edited;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tasks: looking at them and describing them. */
@Command(
        name = "sbi",
        description = "Tasks (SBIs): registered, worked on turn by turn, done.",
        subcommands = {
            SbiSubcommand.Listing.class,
            SbiSubcommand.Show.class,
            SbiSubcommand.Turns.class,
            SbiSubcommand.Register.class,
            SbiSubcommand.Edit.class,
            TaskCommands.Pick.class,
            TaskCommands.Lease.class,
            TaskCommands.Release.class,
            TaskCommands.Start.class,
            TaskCommands.Finish.class,
            TaskCommands.Note.class,
            TaskCommands.Reset.class,
            TaskCommands.Terminate.class,
            TaskCommands.Delete.class
        })
final class SbiSubcommand implements Runnable {

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
                "sbi wants to know what to do: "
                        + String.join(", ", spec.subcommands().keySet()));
    }

    static String path(String id) {
        return "/sbis/" + Client.encode(id);
    }

    private static String holder(JsonNode sbi) {
        var lease = sbi.path("lease");
        return lease.path("holder").asText() + (lease.path("expired").asBoolean() ? " (expired)" : "");
    }

    @Command(name = "list", description = "The tasks, the most urgent first.")
    static final class Listing extends Action {

        @Option(
                names = "--status",
                paramLabel = "STATUS",
                split = ",",
                description = "only these: READY, WIP, REVIEW, REVIEW&WIP, DONE, FAILED")
        private List<String> status = List.of();

        @Option(names = "--label", paramLabel = "LABEL", description = "only tasks with this label")
        private Optional<String> label;

        @Option(names = "--parent", paramLabel = "PLAN", description = "only those of this PBI or EPIC")
        private Optional<String> parent;

        @Option(names = "--priority", paramLabel = "0..2", description = "only those of this priority")
        private Optional<Integer> priority;

        @Option(
                names = "--sort",
                paramLabel = "ORDER",
                description = "priority, created, updated or id (default: priority)")
        private Optional<String> sort;

        @Option(names = "--limit", paramLabel = "N", description = "how many at most (default: 100; 0 is all)")
        private int limit = 100;

        @Override
        Exit run(CommandContext context) {
            var query = Client.query()
                    .with("status", status.isEmpty() ? Optional.empty() : Optional.of(String.join(",", status)))
                    .with("label", label)
                    .with("parent", parent)
                    .with("priority", priority)
                    .with("sort", sort.orElse("priority"));
            var rows = new Paging(context.client(), "/sbis", query, limit);
            context.output()
                    .rows(
                            List.of(
                                    Column.of("id"),
                                    Column.of("status"),
                                    Column.of("priority"),
                                    Column.of("turn"),
                                    Column.of("step"),
                                    Column.of("label"),
                                    new Column("lease", SbiSubcommand::holder),
                                    Column.of("updated", "/updatedAt"),
                                    Column.of("title")),
                            rows,
                            "no tasks that fit: daybook sbi register TITLE makes one, daybook migrate PATH takes some"
                                    + " over");
            if (rows.hasMore()) {
                context.note("there are more: --limit 0 shows all");
            }
            return Exit.OK;
        }
    }

    @Command(name = "show", description = "Everything about one task.")
    static final class Show extends Action {

        private static final List<Column> FIRST = List.of(
                Column.of("id"),
                Column.of("title"),
                new Column("status", Show::status),
                Column.of("step"),
                Column.of("turn"),
                Column.of("attempt"),
                Column.of("decision"),
                Column.of("priority"),
                Column.of("label"),
                Column.of("labels"),
                Column.of("parent"),
                Column.of("depends on", "/dependsOn"));

        @Parameters(paramLabel = "ID", description = "which task")
        private String id;

        @Override
        Exit run(CommandContext context) {
            var sbi = context.client().get(path(id));
            // What can be edited is shown.
            Stream<Column> more = SbiShape.EDITED.stream()
                    .map(Edited::name)
                    .filter(name -> FIRST.stream().noneMatch(it -> it.name().equals(name)))
                    .map(Column::of);
            Stream<Column> last = Stream.of(
                    new Column("lease", row -> lease(context.output(), row)),
                    Column.of("created", "/createdAt"),
                    Column.of("updated", "/updatedAt"),
                    Column.of("completed", "/completedAt"),
                    Column.of("metadata"),
                    Column.of("revision"),
                    Column.of("spec"));
            context.output()
                    .fields(
                            Stream.of(FIRST.stream(), more, last)
                                    .flatMap(it -> it)
                                    .toList(),
                            sbi);
            return Exit.OK;
        }

        private static String status(JsonNode sbi) {
            var original = sbi.path("originalStatus").asText("");
            return sbi.path("status").asText()
                    + (original.isEmpty() ? "" : " (was " + original + ")")
                    + (sbi.path("deleted").asBoolean() ? " (deleted)" : "");
        }

        private static String lease(Output output, JsonNode sbi) {
            var lease = sbi.path("lease");
            return lease.isMissingNode()
                    ? ""
                    : "%s %s %s (lease %s)"
                            .formatted(
                                    lease.path("holder").asText(),
                                    lease.path("expired").asBoolean() ? "until it expired at" : "until",
                                    output.time(lease.path("expiresAt").asText()),
                                    lease.path("generation").asText());
        }
    }

    @Command(name = "turns", description = "What was done about a task, turn by turn, or the text of one turn.")
    static final class Turns extends Action {

        @Parameters(paramLabel = "ID", index = "0", description = "which task")
        private String id;

        @Parameters(paramLabel = "TURN", index = "1", arity = "0..1", description = "show this one with its text")
        private Optional<Integer> turn;

        @Override
        Exit run(CommandContext context) {
            if (turn.isPresent()) {
                context.output().thing(context.client().get(path(id) + "/executions/" + turn.get()));
                return Exit.OK;
            }
            context.output()
                    .rows(
                            List.of(
                                    Column.of("turn"),
                                    Column.of("step"),
                                    Column.of("status"),
                                    Column.of("attempt"),
                                    Column.of("decision"),
                                    Column.of("started", "/startedAt"),
                                    Column.of("completed", "/completedAt"),
                                    Column.of("bytes", "/contentBytes"),
                                    Column.of("file")),
                            new Paging(context.client(), path(id) + "/executions", Client.query(), 0),
                            "no turns so far: daybook sbi start ID STEP begins one");
            return Exit.OK;
        }
    }

    @Command(name = "register", description = "Registers a task.")
    static final class Register extends Action {

        @Parameters(paramLabel = "TITLE", description = "what it is about, in one line")
        private String title;

        @Mixin
        private WriteOptions writing = new WriteOptions();

        @Option(names = "--id", paramLabel = "ID", description = "SBI- and a ULID (default: a new one)")
        private Optional<String> id;

        @Option(names = "--spec", paramLabel = "FILE", description = "the specification; - is standard input")
        private Optional<String> spec;

        @Option(names = "--label", paramLabel = "LABEL", description = "a label; repeat it for more")
        private List<String> labels = List.of();

        @Option(names = "--priority", paramLabel = "0..2", description = "0 is normal, 2 the most urgent")
        private Optional<Integer> priority;

        @Option(names = "--parent", paramLabel = "PLAN", description = "the PBI or EPIC it belongs to")
        private Optional<String> parent;

        @Option(names = "--depends-on", paramLabel = "ID", split = ",", description = "tasks that must be done first")
        private List<String> dependsOn = List.of();

        @Option(names = "--only-implement", description = "it is done with its implementation, without a review")
        private boolean onlyImplement;

        @Option(names = "--metadata", paramLabel = "JSON", description = "anything else, as a JSON object")
        private Optional<String> metadata;

        @Override
        boolean begins() {
            return true;
        }

        @Override
        Exit run(CommandContext context) {
            var body = Bodies.object().put("title", title);
            Bodies.put(body, "id", id);
            Bodies.put(body, "spec", Bodies.text(spec));
            Bodies.put(body, "labels", labels);
            Bodies.put(body, "priority", priority);
            Bodies.put(body, "parent", parent);
            Bodies.put(body, "dependsOn", dependsOn);
            if (onlyImplement) {
                body.put("onlyImplement", true);
            }
            metadata.ifPresent(it -> body.set("metadata", Bodies.json("--metadata", it)));
            context.output().thing(writing.send(context, "POST", "/sbis", body));
            return Exit.OK;
        }
    }

    @Command(
            name = "edit",
            description = "Changes what is given and leaves the rest.",
            modelTransformer = EditOptions.class)
    static final class Edit extends Action {

        @Parameters(paramLabel = "ID", description = "which task")
        private String id;

        @Mixin
        private LeasedWriting writing = new LeasedWriting();

        @Spec
        private CommandSpec command;

        @Option(names = "--spec", paramLabel = "FILE", description = "a new specification; - is standard input")
        private Optional<String> spec;

        @Option(names = "--label", paramLabel = "LABEL", description = "the labels it has from now on; '' is none")
        private @Nullable List<String> labels;

        @Option(
                names = "--depends-on",
                paramLabel = "ID",
                split = ",",
                description = "what must be done first from now on; '' is nothing")
        private @Nullable List<String> dependsOn;

        @Option(names = "--metadata", paramLabel = "JSON", description = "its metadata from now on")
        private Optional<String> metadata;

        @Override
        Exit run(CommandContext context) {
            var body = Bodies.object();
            EditOptions.put(body, command);
            Bodies.put(body, "spec", Bodies.text(spec));
            Bodies.put(body, "labels", Optional.ofNullable(labels).map(Edit::given));
            Bodies.put(body, "dependsOn", Optional.ofNullable(dependsOn).map(Edit::given));
            metadata.ifPresent(it -> body.set("metadata", Bodies.json("--metadata", it)));
            if (body.isEmpty()) {
                throw Failure.usage("nothing to change was given", "daybook sbi edit --help lists what can be changed");
            }
            context.output().thing(writing.sendTo(context, "PATCH", path(id), path(id), body));
            return Exit.OK;
        }

        private static List<String> given(List<String> values) {
            var given = new ArrayList<>(values);
            given.removeIf(String::isEmpty);
            return given;
        }
    }
}
