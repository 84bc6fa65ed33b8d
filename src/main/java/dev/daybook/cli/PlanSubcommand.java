package dev.daybook.cli;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.daybook.operation.Column;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** PBIs and EPICs. */
@Command(
        name = "plan",
        description = "What tasks belong to: EPICs and PBIs with their children.",
        subcommands = {
            PlanSubcommand.Listing.class,
            PlanSubcommand.Show.class,
            PlanSubcommand.Register.class,
            PlanSubcommand.Edit.class,
            PlanSubcommand.Delete.class
        })
final class PlanSubcommand implements Runnable {

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
                "plan wants to know what to do: "
                        + String.join(", ", spec.subcommands().keySet()));
    }

    private static String path(String id) {
        return "/plans/" + Client.encode(id);
    }

    @Command(name = "list", description = "The plans.")
    static final class Listing extends Action {

        @Option(names = "--kind", paramLabel = "KIND", description = "only EPIC or PBI")
        private Optional<String> kind;

        @Override
        Exit run(CommandContext context) {
            context.output()
                    .rows(
                            List.of(
                                    Column.of("id"),
                                    Column.of("kind"),
                                    Column.of("status"),
                                    Column.of("priority"),
                                    Column.of("points"),
                                    Column.of("parent"),
                                    Column.of("title")),
                            new Paging(
                                    context.client(), "/plans", Client.query().with("kind", kind), 0),
                            "no plans: daybook plan register ID KIND TITLE makes one");
            return Exit.OK;
        }
    }

    @Command(name = "show", description = "Everything about one plan, with what belongs to it.")
    static final class Show extends Action {

        @Parameters(paramLabel = "ID", description = "which one")
        private String id;

        @Override
        Exit run(CommandContext context) {
            context.output().thing(context.client().get(path(id)));
            return Exit.OK;
        }
    }

    /** What a plan is described by. */
    static final class Description {

        @Option(names = "--body", paramLabel = "FILE", description = "its text; - is standard input")
        private Optional<String> body;

        @Option(names = "--points", paramLabel = "N", description = "its estimate")
        private Optional<Integer> points;

        @Option(names = "--priority", paramLabel = "0..2", description = "its priority")
        private Optional<Integer> priority;

        @Option(names = "--parent", paramLabel = "PLAN", description = "what it belongs to")
        private Optional<String> parent;

        private void describe(com.fasterxml.jackson.databind.node.ObjectNode plan) {
            Bodies.put(plan, "body", Bodies.text(body));
            Bodies.put(plan, "points", points);
            Bodies.put(plan, "priority", priority);
            Bodies.put(plan, "parent", parent);
        }
    }

    @Command(name = "register", description = "Registers a PBI or an EPIC.")
    static final class Register extends Action {

        @Parameters(paramLabel = "ID", index = "0", description = "its id")
        private String id;

        @Parameters(paramLabel = "KIND", index = "1", description = "EPIC or PBI")
        private String kind;

        @Parameters(paramLabel = "TITLE", index = "2", description = "what it is about, in one line")
        private String title;

        @Mixin
        private Description description = new Description();

        @Mixin
        private WriteOptions writing = new WriteOptions();

        @Override
        boolean begins() {
            return true;
        }

        @Override
        Exit run(CommandContext context) {
            var body = Bodies.object().put("id", id).put("kind", kind).put("title", title);
            description.describe(body);
            context.output().thing(writing.send(context, "POST", "/plans", body));
            return Exit.OK;
        }
    }

    @Command(name = "edit", description = "Changes what is given and leaves the rest.")
    static final class Edit extends Action {

        @Parameters(paramLabel = "ID", description = "which one")
        private String id;

        @Option(names = "--title", paramLabel = "TEXT", description = "a new title")
        private Optional<String> title;

        @Option(
                names = "--status",
                paramLabel = "STATUS",
                description = "pending, planning, planned, in_progress, done or failed")
        private Optional<String> status;

        @Mixin
        private Description description = new Description();

        @Mixin
        private WriteOptions writing = new WriteOptions();

        @Override
        Exit run(CommandContext context) {
            var body = Bodies.object();
            Bodies.put(body, "title", title);
            Bodies.put(body, "status", status);
            description.describe(body);
            if (body.isEmpty()) {
                throw Failure.usage(
                        "nothing to change was given", "daybook plan edit --help lists what can be changed");
            }
            context.output().thing(writing.sendTo(context, "PATCH", path(id), path(id), body));
            return Exit.OK;
        }
    }

    @Command(name = "delete", description = "Takes a plan off the list; its history stays.")
    static final class Delete extends Action {

        @Parameters(paramLabel = "ID", description = "which one")
        private String id;

        @Option(names = "--why", paramLabel = "TEXT", description = "why")
        private Optional<String> why;

        @Mixin
        private WriteOptions writing = new WriteOptions();

        @Override
        Exit run(CommandContext context) {
            var path = path(id);
            var query = Client.query().with("why", why);
            context.output().thing(writing.sendTo(context, "DELETE", path, path + query, MissingNode.getInstance()));
            return Exit.OK;
        }
    }
}
