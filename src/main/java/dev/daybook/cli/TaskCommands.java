package dev.daybook.cli;

import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tasks: working on them. */
final class TaskCommands {

    @Command(name = "pick", description = "Leases the next task to work on: by priority, age and dependencies.")
    static final class Pick extends Action {

        @Mixin
        private Leasing leasing = new Leasing();

        @Mixin
        private WriteOptions writing = new WriteOptions();

        @Override
        Exit run(CommandContext context) {
            var picked = writing.send(context, "POST", "/sbis/pick", leasing.body(context));
            if (picked.isMissingNode()) {
                context.output().say("nothing to do");
                return Exit.OK;
            }
            context.output().thing(picked);
            return Exit.OK;
        }
    }

    @Command(name = "lease", description = "Takes the lease of a task, or renews it.")
    static final class Lease extends Action {

        @Parameters(paramLabel = "ID", description = "which task")
        private String id;

        @Mixin
        private Leasing leasing = new Leasing();

        @Mixin
        private LeasedWriting writing = new LeasedWriting();

        @Override
        Exit run(CommandContext context) {
            context.output()
                    .thing(writing.send(context, "POST", SbiSubcommand.path(id) + "/lease", leasing.body(context)));
            return Exit.OK;
        }
    }

    @Command(name = "release", description = "Gives the lease of a task back.")
    static final class Release extends Action {

        @Parameters(paramLabel = "ID", description = "which task")
        private String id;

        @Option(names = "--holder", paramLabel = "NAME", description = "who holds it (default: the actor)")
        private Optional<String> holder;

        @Mixin
        private LeasedWriting writing = new LeasedWriting();

        @Override
        Exit run(CommandContext context) {
            var path = SbiSubcommand.path(id)
                    + "/lease"
                    + Client.query()
                            .with(
                                    "holder",
                                    holder.orElseGet(() -> context.settings().text(ProgramSetting.ACTOR)));
            context.output().thing(writing.send(context, "DELETE", path, MissingNode.getInstance()));
            return Exit.OK;
        }
    }

    /** Who takes a lease, and for how long. */
    static final class Leasing {

        @Option(names = "--holder", paramLabel = "NAME", description = "who works on it (default: the actor)")
        private Optional<String> holder;

        @Option(names = "--seconds", paramLabel = "N", description = "how long it is held (default: 600)")
        private Optional<Integer> seconds;

        com.fasterxml.jackson.databind.node.ObjectNode body(CommandContext context) {
            var body = Bodies.object()
                    .put("holder", holder.orElseGet(() -> context.settings().text(ProgramSetting.ACTOR)));
            Bodies.put(body, "ttlSeconds", seconds);
            return body;
        }
    }

    @Command(name = "start", description = "Begins the next turn of a task.")
    static final class Start extends Action {

        @Parameters(paramLabel = "ID", index = "0", description = "which task")
        private String id;

        @Parameters(paramLabel = "STEP", index = "1", description = "plan, implement, test or review")
        private String step;

        @Option(
                names = "--holder",
                paramLabel = "NAME",
                description = "who works on it (default: the actor); must hold the lease if there is one")
        private Optional<String> holder;

        @Mixin
        private LeasedWriting writing = new LeasedWriting();

        @Override
        Exit run(CommandContext context) {
            var body = Bodies.object().put("step", step);
            Bodies.put(body, "holder", holder);
            body.put("turnsMax", context.settings().number(ProgramSetting.TURNS_MAX));
            context.output().thing(writing.send(context, "POST", SbiSubcommand.path(id) + "/executions", body));
            return Exit.OK;
        }
    }

    @Command(name = "finish", description = "Ends the open turn of a task with a decision.")
    static final class Finish extends Action {

        @Parameters(paramLabel = "ID", index = "0", description = "which task")
        private String id;

        @Parameters(
                paramLabel = "DECISION",
                index = "1",
                description = "PENDING, NEEDS_CHANGES, SUCCEEDED, FAILED or a synonym")
        private String decision;

        @Option(names = "--turn", paramLabel = "N", description = "which turn (default: its last one)")
        private Optional<Integer> turn;

        @Option(names = "--report", paramLabel = "FILE", description = "what was done, Markdown; - is standard input")
        private Optional<String> report;

        @Option(names = "--holder", paramLabel = "NAME", description = "who worked on it (default: the actor)")
        private Optional<String> holder;

        @Option(names = "--artifact", paramLabel = "PATH", description = "a file that came of it; repeat it for more")
        private List<String> artifacts = List.of();

        @Mixin
        private LeasedWriting writing = new LeasedWriting();

        @Override
        Exit run(CommandContext context) {
            var body = Bodies.object().put("decision", decision);
            Bodies.put(body, "holder", holder);
            Bodies.put(body, "content", Bodies.text(report));
            Bodies.put(body, "artifacts", artifacts);
            body.put("attemptsMax", context.settings().number(ProgramSetting.ATTEMPTS_MAX));
            int which = turn.orElseGet(() ->
                    context.client().get(SbiSubcommand.path(id)).path("turn").asInt());
            context.output()
                    .thing(writing.send(
                            context, "POST", SbiSubcommand.path(id) + "/executions/" + which + "/finish", body));
            return Exit.OK;
        }
    }

    @Command(name = "note", description = "Adds a note to a task.")
    static final class Note extends Action {

        @Parameters(paramLabel = "ID", index = "0", description = "which task")
        private String id;

        @Parameters(paramLabel = "TEXT", index = "1", description = "the note")
        private String text;

        @Option(names = "--turn", paramLabel = "N", description = "the turn it is about")
        private Optional<Integer> turn;

        @Mixin
        private LeasedWriting writing = new LeasedWriting();

        @Override
        Exit run(CommandContext context) {
            var body = Bodies.object().put("text", text);
            Bodies.put(body, "turn", turn);
            context.output().thing(writing.send(context, "POST", SbiSubcommand.path(id) + "/notes", body));
            return Exit.OK;
        }
    }

    @Command(name = "reset", description = "Lets a task start over; its turns stay on record.")
    static final class Reset extends Action {

        @Parameters(paramLabel = "ID", description = "which task")
        private String id;

        @Option(
                names = "--status",
                paramLabel = "STATUS",
                description = "the status it starts over with (default: READY)")
        private Optional<String> status;

        @Option(names = "--why", paramLabel = "TEXT", description = "why")
        private Optional<String> why;

        @Mixin
        private LeasedWriting writing = new LeasedWriting();

        @Override
        Exit run(CommandContext context) {
            var body = Bodies.object();
            Bodies.put(body, "status", status);
            Bodies.put(body, "why", why);
            context.output().thing(writing.send(context, "POST", SbiSubcommand.path(id) + "/reset", body));
            return Exit.OK;
        }
    }

    @Command(name = "terminate", description = "Ends a task by force.")
    static final class Terminate extends Action {

        @Parameters(paramLabel = "ID", description = "which task")
        private String id;

        @Option(names = "--why", paramLabel = "TEXT", description = "why")
        private Optional<String> why;

        @Mixin
        private LeasedWriting writing = new LeasedWriting();

        @Override
        Exit run(CommandContext context) {
            var body = Bodies.object();
            Bodies.put(body, "why", why);
            context.output().thing(writing.send(context, "POST", SbiSubcommand.path(id) + "/terminate", body));
            return Exit.OK;
        }
    }

    @Command(
            name = "delete",
            description = "Takes a task off the list; its history stays. rollback --to what was before brings it back.")
    static final class Delete extends Action {

        @Parameters(paramLabel = "ID", description = "which task")
        private String id;

        @Option(names = "--why", paramLabel = "TEXT", description = "why")
        private Optional<String> why;

        @Mixin
        private LeasedWriting writing = new LeasedWriting();

        @Override
        Exit run(CommandContext context) {
            var path = SbiSubcommand.path(id);
            var query = Client.query().with("why", why);
            context.output().thing(writing.sendTo(context, "DELETE", path, path + query, MissingNode.getInstance()));
            return Exit.OK;
        }
    }

    private TaskCommands() {}
}
