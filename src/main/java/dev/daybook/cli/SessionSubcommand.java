package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
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

/** Sessions of several agents: looking at them. */
@Command(
        name = "session",
        description = "Sessions of several agents on one task, by workspace.",
        subcommands = {
            SessionSubcommand.Workspaces.class,
            SessionSubcommand.Listing.class,
            SessionSubcommand.Show.class,
            SessionSubcommand.Whole.class,
            SessionSubcommand.Messages.class,
            SessionSubcommand.Variants.class,
            SessionSubcommand.Board.class,
            SessionCommands.Create.class,
            SessionCommands.Update.class,
            SessionCommands.Say.class,
            SessionCommands.Instance.class,
            SessionCommands.Status.class,
            SessionCommands.Winner.class,
            SessionCommands.Integrate.class,
            SessionCommands.Evaluate.class,
            SessionCommands.Complete.class,
            SessionCommands.Delete.class,
            SessionCommands.Assign.class
        })
final class SessionSubcommand implements Runnable {

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
                "session wants to know what to do: "
                        + String.join(", ", spec.subcommands().keySet()));
    }

    @Command(name = "workspaces", description = "The workspaces that have sessions.")
    static final class Workspaces extends Action {

        /** What the tool makes of an empty path: sessions that were started in no folder. */
        private static final String NONE = "e3b0c44298fc1c14";

        @Override
        Exit run(CommandContext context) {
            context.output()
                    .rows(
                            List.of(
                                    Column.of("hash"),
                                    Column.of("sessions"),
                                    Column.of("messages"),
                                    Column.of("changed", "/changedAt"),
                                    Column.of("aliases"),
                                    new Column("path", Workspaces::path)),
                            context.client().get("/workspaces").path("items").iterator(),
                            "no workspaces: daybook session create makes a session, daybook migrate PATH takes some over");
            return Exit.OK;
        }

        private static String path(JsonNode workspace) {
            String hash = workspace.path("hash").asText();
            if (workspace.hasNonNull("path")) {
                return workspace.path("path").asText();
            }
            return hash.equals(NONE) ? "(none)" : "(unknown: daybook session assign %s FOLDER)".formatted(hash);
        }
    }

    @Command(name = "list", description = "The sessions of a workspace, the last changed first.")
    static final class Listing extends Action {

        @Mixin
        private SessionPlace place = new SessionPlace();

        @Option(
                names = "--type",
                paramLabel = "TYPE",
                split = ",",
                description = "only these: competition, ensemble, debate")
        private List<String> types = List.of();

        @Option(
                names = "--status",
                paramLabel = "STATUS",
                split = ",",
                description = "only these: running, completed, failed, paused, round_1 …")
        private List<String> statuses = List.of();

        @Option(names = "--from", paramLabel = "WHEN", description = "only those created then or later")
        private Optional<String> from;

        @Option(
                names = "--to",
                paramLabel = "WHEN",
                description = "only those created then or before; a day with all its hours")
        private Optional<String> to;

        @Option(
                names = "--text",
                paramLabel = "TEXT",
                description = "only those with this in their task, their id or the name of an agent")
        private Optional<String> text;

        @Option(
                names = "--sort",
                paramLabel = "ORDER",
                description = "updatedAt, createdAt, duration or filesChanged (default: updatedAt)")
        private Optional<String> sort;

        @Option(names = "--asc", description = "the smallest or oldest first")
        private boolean ascending;

        @Option(names = "--limit", paramLabel = "N", description = "how many at most (default: 100; 0 is all)")
        private int limit = 100;

        @Override
        Exit run(CommandContext context) {
            var query = place.query()
                    .with("type", joined(types))
                    .with("status", joined(statuses))
                    .with("from", from.map(context.times()::from))
                    .with("to", to.map(context.times()::last))
                    .with("text", text)
                    .with("sort", sort)
                    .with("order", ascending ? Optional.of("asc") : Optional.empty());
            var rows = new Paging(context.client(), place.sessions(), query, limit);
            context.output()
                    .rows(
                            List.of(
                                    Column.of("id"),
                                    Column.of("type"),
                                    Column.of("status"),
                                    Column.of("instances"),
                                    Column.of("messages"),
                                    Column.of("updated", "/updatedAt"),
                                    Column.of("title")),
                            rows,
                            "no sessions that fit: daybook session workspaces shows where there are some");
            if (rows.hasMore()) {
                context.note("there are more: --limit 0 shows all");
            }
            return Exit.OK;
        }

        private static Optional<String> joined(List<String> words) {
            return words.isEmpty() ? Optional.empty() : Optional.of(String.join(",", words));
        }
    }

    @Command(
            name = "show",
            description = "Everything about one session; --format json shows it as the tool's file does.")
    static final class Show extends Action {

        @Parameters(paramLabel = "ID", description = "which session")
        private String id;

        @Mixin
        private SessionPlace place = new SessionPlace();

        @Override
        Exit run(CommandContext context) {
            SessionOutput.session(context, context.client().get(place.session(id), place.query()));
            return Exit.OK;
        }
    }

    @Command(name = "get-all", description = "All sessions of a workspace, whole, as the tool's get_all_sessions.")
    static final class Whole extends Action {

        @Mixin
        private SessionPlace place = new SessionPlace();

        @Override
        Exit run(CommandContext context) {
            var sessions = context.client().get(place.sessions(), place.query().with("view", "full"));
            switch (context.output().format()) {
                case table -> context.output().text(sessions.toPrettyString());
                default -> context.output().rows(SessionOutput.FIELDS, sessions.iterator(), "");
            }
            return Exit.OK;
        }
    }

    @Command(name = "messages", description = "What was said in a session, in its order.")
    static final class Messages extends Action {

        @Parameters(paramLabel = "ID", description = "which session")
        private String id;

        @Mixin
        private SessionPlace place = new SessionPlace();

        @Option(
                names = "--instance",
                paramLabel = "N",
                description = "only about this instance, and those of the system")
        private Optional<Long> instance;

        @Option(names = "--limit", paramLabel = "N", description = "how many at most (default: 100; 0 is all)")
        private int limit = 100;

        @Override
        Exit run(CommandContext context) {
            var rows = new Paging(
                    context.client(),
                    place.session(id) + "/messages",
                    place.query().with("instance", instance),
                    limit);
            context.output()
                    .rows(
                            List.of(
                                    Column.of("timestamp"),
                                    Column.of("role"),
                                    Column.of("instance", "/instanceId"),
                                    Column.of("id"),
                                    Column.of("content")),
                            rows,
                            "nothing was said so far: daybook session message %s TEXT says something".formatted(id));
            if (rows.hasMore()) {
                context.note("there are more: --limit 0 shows all");
            }
            return Exit.OK;
        }
    }

    @Command(name = "variants", description = "Further records of a session's id, which decide nothing.")
    static final class Variants extends Action {

        @Parameters(paramLabel = "ID", description = "which session")
        private String id;

        @Mixin
        private SessionPlace place = new SessionPlace();

        @Override
        Exit run(CommandContext context) {
            context.output()
                    .rows(
                            List.of(
                                    Column.of("workspace"),
                                    Column.of("file"),
                                    Column.of("place"),
                                    Column.of("encoding"),
                                    Column.of("record")),
                            context.client()
                                    .get(place.session(id) + "/variants", place.query())
                                    .path("items")
                                    .iterator(),
                            "there is only one record of this id");
            return Exit.OK;
        }
    }

    @Command(name = "board", description = "How many sessions of a workspace stand in which column.")
    static final class Board extends Action {

        @Mixin
        private SessionPlace place = new SessionPlace();

        @Override
        Exit run(CommandContext context) {
            context.output()
                    .thing(context.client()
                            .get(place.sessions().replaceFirst("sessions$", "board"), place.query())
                            .path("columns"));
            return Exit.OK;
        }
    }
}
