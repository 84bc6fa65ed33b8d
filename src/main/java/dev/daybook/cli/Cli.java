package dev.daybook.cli;

import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reads the arguments and runs the command they name. */
public final class Cli {

    /**
     * What a command is made for.
     *
     * @param subcommand the only one that is needed; all if it is none
     */
    private record Wanted(Environment environment, String subcommand) {}

    /** The commands in the order of the help. Made only when wanted: looking at all of them costs start-up time. */
    private static final Map<String, Function<Wanted, Object>> COMMANDS = commands();

    /** Needs no command at all. */
    private static final List<String> VERSION = List.of("--version");

    private static Map<String, Function<Wanted, Object>> commands() {
        var commands = new LinkedHashMap<String, Function<Wanted, Object>>();
        commands.put("demo", _ -> new Demo());
        commands.put("serve", _ -> new Serve());
        commands.put("login", _ -> new Login());
        commands.put("mcp", _ -> new McpSubcommand());
        commands.put("prime", _ -> new Prime());
        commands.put("setup", _ -> new Setup());
        commands.put("migrate", wanted -> described(wanted, "migrate", new Migrate()));
        commands.put("follow", wanted -> described(wanted, "follow", new Follow()));
        commands.put(
                "migrations",
                wanted -> described(wanted, "migrations", new Migrations.Listing())
                        .addSubcommand("show", described(wanted, "migrations show", new Migrations.Shown())));
        commands.put("rollback", wanted -> described(wanted, "rollback"));
        commands.put("undo", wanted -> described(wanted, "undo"));
        commands.put("checkpoint", wanted -> described(wanted, "checkpoint"));
        commands.put("checkpoints", wanted -> described(wanted, "checkpoints"));
        commands.put("export", wanted -> described(wanted, "export"));
        commands.put("rollout", Cli::rollout);
        commands.put("compare", wanted -> described(wanted, "compare"));
        commands.put("verify", wanted -> described(wanted, "verify"));
        commands.put("rebuild", wanted -> described(wanted, "rebuild"));
        commands.put("projections", wanted -> described(wanted, "projections"));
        commands.put("search", wanted -> described(wanted, "search"));
        commands.put("status", wanted -> described(wanted, "status"));
        commands.put("show", _ -> new Show());
        commands.put("log", wanted -> described(wanted, "log"));
        commands.put("audit", wanted -> described(wanted, "audit"));
        commands.put("history", wanted -> described(wanted, "history"));
        commands.put("events", wanted -> described(wanted, "events"));
        commands.put("journal", wanted -> described(wanted, "journal"));
        commands.put("schema", _ -> new Schemas());
        commands.put("config", Cli::config);
        commands.put("sbi", wanted -> described(wanted, "sbi"));
        commands.put("plan", wanted -> described(wanted, "plan"));
        commands.put("item", wanted -> described(wanted, "item"));
        commands.put("agent", wanted -> described(wanted, "agent"));
        commands.put("message", wanted -> described(wanted, "message"));
        commands.put("inbox", wanted -> described(wanted, "inbox", new Inbox()));
        commands.put("memory", wanted -> described(wanted, "memory"));
        commands.put("context", wanted -> described(wanted, "context"));
        commands.put("session", wanted -> described(wanted, "session"));
        commands.put("projects", wanted -> described(wanted, "projects", new RefreshedList()));
        commands.put("project", wanted -> described(wanted, "project"));
        commands.put("update", wanted -> described(wanted, "update"));
        commands.put("dirs", wanted -> described(wanted, "dirs", new RefreshedList()));
        commands.put("dir", wanted -> described(wanted, "dir"));
        commands.put("roots", wanted -> described(wanted, "roots"));
        commands.put("clone", wanted -> described(wanted, "clone"));
        commands.put("github", wanted -> described(wanted, "github", new RefreshedList()));
        commands.put("sync", wanted -> described(wanted, "sync", new Synchronization(false)));
        commands.put("doctor", wanted -> described(wanted, "doctor"));
        commands.put("freshness", wanted -> described(wanted, "freshness"));
        commands.put("crontab", wanted -> described(wanted, "crontab", new PlainText("crontab")));
        commands.put("token", wanted -> described(wanted, "token"));
        commands.put("jobs", wanted -> described(wanted, "jobs"));
        commands.put("rehearse", _ -> new Rehearse());
        commands.put("completion", _ -> new Completion());
        commands.put("help", _ -> new Help());
        return commands;
    }

    /** What the commands are for, in the order of the help. */
    private static final Map<String, List<String>> GROUPS = groups();

    private static Map<String, List<String>> groups() {
        var groups = new LinkedHashMap<String, List<String>>();
        groups.put("Begin", List.of("demo", "serve", "login", "migrate", "completion", "help"));
        groups.put("Agents", List.of("mcp", "prime", "setup", "agent", "message", "inbox", "memory", "context"));
        groups.put("Work", List.of("sbi", "plan", "item", "session", "config"));
        groups.put("Look", List.of("status", "search", "show", "log", "audit", "history", "journal", "events"));
        groups.put(
                "Projects",
                List.of(
                        "projects",
                        "project",
                        "update",
                        "dirs",
                        "dir",
                        "github",
                        "clone",
                        "roots",
                        "sync",
                        "freshness",
                        "crontab"));
        groups.put("Go back", List.of("undo", "checkpoint", "checkpoints", "rollback"));
        groups.put("Files of other tools", List.of("follow", "migrations", "export", "rollout", "compare"));
        groups.put("Keep", List.of("doctor", "verify", "projections", "rebuild", "jobs", "schema", "token"));
        return groups;
    }

    /** Returns the commands under what they are for; those that are in no group stand at the end. */
    private static String grouped(CommandLine.Help help) {
        var left = new LinkedHashMap<>(help.subcommands());
        var text = new StringBuilder();
        GROUPS.forEach((heading, names) -> {
            var rows = new LinkedHashMap<String, CommandLine.Help>();
            names.forEach(name -> Optional.ofNullable(left.remove(name)).ifPresent(oneHelp -> rows.put(name, oneHelp)));
            text.append(list(help, heading, rows));
        });
        return text.append(list(help, "More", left)).toString();
    }

    private static String list(CommandLine.Help help, String heading, Map<String, CommandLine.Help> rows) {
        rows.values().removeIf(oneHelp -> oneHelp.commandSpec().usageMessage().hidden());
        return rows.isEmpty() ? "" : help.createHeading("%n@|bold " + heading + "|@%n") + help.commandList(rows);
    }

    /** Runs the command and returns the exit code. Never throws. */
    public static int run(Environment environment, String... args) {
        var wanted = new Wanted(environment, args.length > 1 ? args[1] : "");
        var line = List.of(args).equals(VERSION)
                ? commandLine(wanted, Map.of())
                : (args.length > 0 ? named(wanted, args[0]) : Optional.<Function<Wanted, Object>>empty())
                        .map(function -> commandLine(wanted, Map.of(args[0], function)))
                        .orElseGet(() -> tree(environment));
        boolean debug = Arrays.asList(args).contains("--debug");
        var terminal = Terminal.detect(environment.environment());
        line.setOut(new PrintWriter(environment.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(environment.err(), true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(terminal.color() ? Ansi.ON : Ansi.OFF));
        line.setParameterExceptionHandler(usage(terminal));
        line.setExecutionExceptionHandler(
                (failure, command, _) -> failed(environment, terminal, debug, command.getCommandName(), failure));
        int code;
        try {
            for (int i = 0; i < args.length; i++) {
                Text.given("argument " + (i + 1), args[i]);
            }
            line.setExecutionStrategy(parsed -> execute(parsed, environment, terminal, debug));
            code = line.execute(LeadingOptions.behind(line, args));
            environment.out().flush();
        } catch (OutputClosed | Failure e) {
            code = failed(environment, terminal, debug, line.getCommandName(), e);
        }
        boolean told = !environment.err().checkError();
        return told || code != Exit.OK.code() ? code : Exit.FAILED.code();
    }

    /** Here and not in the command line's own hands, as it would print the trace of a help that cannot be written. */
    private static int execute(ParseResult parsed, Environment environment, Terminal terminal, boolean debug) {
        try {
            List<CommandLine> named = parsed.asCommandLineList();
            CommandLine last = named.getLast();
            List<String> unmatched = last.getParseResult().unmatched();
            if (!unmatched.isEmpty()
                    && !unmatched.getFirst().startsWith("-")
                    && !last.getSubcommands().isEmpty()) {
                throw new UnmatchedArgumentException(last, unmatched); // who asks for help on it wants no other help
            }
            return new CommandLine.RunLast().execute(parsed);
        } catch (OutputClosed | Failure e) {
            return failed(environment, terminal, debug, parsed.commandSpec().name(), e);
        }
    }

    /** Returns the whole command tree, for documentation and its tests. */
    static CommandLine tree(Environment environment) {
        var wanted = new Wanted(environment, "");
        var all = new LinkedHashMap<>(COMMANDS);
        environment.catalogue().get().groups().stream()
                .map(Operations::name)
                .filter(name -> !name.isEmpty())
                .forEach(name -> named(wanted, name).ifPresent(function -> all.putIfAbsent(name, function)));
        return commandLine(wanted, all);
    }

    /** Returns the command of that name: one of those above, or a group of the catalogue that only it knows. */
    private static Optional<Function<Wanted, Object>> named(Wanted wanted, String name) {
        return Optional.ofNullable(COMMANDS.get(name))
                .or(() -> wanted.environment().catalogue().get().groups().stream()
                        .filter(operations -> operations.name().equals(name) && !name.isEmpty())
                        .findFirst()
                        .map(_ -> oneWanted -> described(oneWanted, name)));
    }

    private static CommandLine commandLine(Wanted wanted, Map<String, Function<Wanted, Object>> commands) {
        var line = new CommandLine(new Daybook(wanted.environment()));
        // Only a line of its own has its model transformed.
        commands.forEach((name, command) -> line.addSubcommand(name, new CommandLine(command.apply(wanted))));
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, _ -> "");
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, Cli::grouped);
        return line.setCaseInsensitiveEnumValuesAllowed(true).setExitCodeExceptionMapper(_ -> Exit.FAILED.code());
    }

    /** The settings of the program; its subcommands are about those on record. */
    private static CommandSpec config(Wanted wanted) {
        CommandSpec spec = CommandSpec.forAnnotatedObject(new Config());
        described(wanted, "config").subcommands().forEach((name, command) -> spec.addSubcommand(name, command));
        return spec;
    }

    /** How it stands, if nothing else is wanted. */
    private static CommandSpec rollout(Wanted wanted) {
        CommandSpec spec = described(wanted, "rollout status").name("rollout");
        described(wanted, "rollout").subcommands().forEach((name, command) -> spec.addSubcommand(name, command));
        return spec;
    }

    private static CommandSpec described(Wanted wanted, String name) {
        return described(wanted, name, Optional.empty());
    }

    private static CommandSpec described(Wanted wanted, String name, Procedure procedure) {
        return described(wanted, name, Optional.of(procedure));
    }

    private static CommandSpec described(Wanted wanted, String name, Optional<Procedure> procedure) {
        for (Operations<?> group : wanted.environment().catalogue().get().groups()) {
            if (group.name().equals(name)) {
                return OperationGroup.spec(group, wanted.subcommand(), Cli::procedure);
            }
            Optional<? extends Operation<?, ?>> alone = group.all().stream()
                    .filter(operation -> operation.name().equals(name))
                    .findFirst();
            if (alone.isPresent()) {
                return OperationCommand.spec(alone.get(), group, procedure);
            }
        }
        throw new IllegalStateException("nothing in the catalogue is called " + name);
    }

    /** Returns how another name of a command goes about the operation. */
    private static Optional<Procedure> procedure(Operation<?, ?> it) {
        return it.isOnlyCommand() && it.form().hasProcedure()
                ? Optional.of(
                        switch (it.method() + " " + it.path()) {
                            case "GET /crontab" -> new PlainText("crontab");
                            case "POST /repositories/refresh" -> new Synchronization(true);
                            case "GET /version" -> new Version();
                            case "GET /journal" -> new JournalTail();
                            case "GET /roots" -> new RefreshedList("/projects/refresh");
                            case "POST /migrations" -> new ToolMigration();
                            default -> new RefreshedList();
                        })
                : Optional.empty();
    }

    private static IParameterExceptionHandler usage(Terminal terminal) {
        return (ParameterException failure, String[] args) -> {
            Failure said = UsageErrors.of(failure, List.of(args));
            var err = failure.getCommandLine().getErr();
            err.println(terminal.err("daybook: " + said.getMessage()));
            said.next().ifPresent(next -> err.println("  " + next));
            return Exit.USAGE.code();
        };
    }

    /** Says what went wrong, and returns the exit code. */
    private static int failed(
            Environment environment, Terminal terminal, boolean debug, String command, Exception failure) {
        if (Shutdown.isUnderWay()) {
            return Exit.FAILED.code(); // everything fails now, and the user knows why
        }
        var err = environment.err();
        int code = Exit.FAILED.code();
        switch (failure) {
            case OutputClosed _ -> code = Exit.OK.code(); // the reader of our output has seen enough
            case Failure it -> {
                code = it.exit().code();
                err.println(terminal.err("daybook: " + it.getMessage()));
                it.next().ifPresent(next -> err.println(terminal.err("  " + next)));
            }
            default -> {
                err.println(terminal.err("daybook: " + command + " failed: " + Failures.describe(failure)));
                err.println("  this is a mistake in Daybook; the same command with --debug shows where");
            }
        }
        if (debug) {
            failure.printStackTrace(err);
        }
        return code;
    }

    private Cli() {}
}
