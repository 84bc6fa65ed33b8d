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
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

    /** What an option may be called. */
    private static final Pattern OPTION = Pattern.compile("-+[\\w.-]*");

    /** The commands that are more than operations. Made only when wanted: looking at all of them costs start-up time. */
    private static final Map<String, Function<Wanted, Object>> OWN = Map.ofEntries(
            Map.entry("demo", _ -> Demo.command()),
            Map.entry("serve", _ -> Serve.command()),
            Map.entry("login", _ -> new Login()),
            Map.entry("open", _ -> new Open()),
            Map.entry("mcp", _ -> new McpSubcommand()),
            Map.entry("setup", _ -> new Setup()),
            Map.entry("show", _ -> new Show()),
            Map.entry("schema", _ -> Schemas.command()),
            Map.entry("repair", _ -> new Repair()),
            Map.entry("copy", _ -> new CopyCommand()),
            Map.entry("config", Cli::config),
            Map.entry("rollout", Cli::rollout),
            Map.entry("rehearse", _ -> new Rehearse()),
            Map.entry("completion", _ -> new Completion()),
            Map.entry("help", _ -> new Help()));

    /** Needs no command at all. */
    private static final List<String> VERSION = List.of("--version");

    /** What the commands are for, in the order of the help. */
    private static final Map<String, List<String>> GROUPS = groups();

    private static Map<String, List<String>> groups() {
        var groups = new LinkedHashMap<String, List<String>>();
        groups.put("Begin", List.of("demo", "serve", "open", "login", "migrate", "completion", "help"));
        groups.put("Agents", List.of("mcp", "prime", "setup", "agent", "message", "inbox", "memory", "context"));
        groups.put("Work", List.of("sbi", "plan", "item", "session", "config"));
        groups.put(
                "Look",
                List.of(
                        "status",
                        "search",
                        "show",
                        "log",
                        "audit",
                        "activity",
                        "history",
                        "blame",
                        "diff",
                        "journal",
                        "events"));
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
        groups.put("Go back", List.of("undo", "checkpoint", "checkpoints", "rollback", "rollbacks", "branch"));
        groups.put("Files of other tools", List.of("follow", "migrations", "export", "files", "rollout", "compare"));
        groups.put(
                "Keep",
                List.of(
                        "doctor",
                        "backup",
                        "space",
                        "optimize",
                        "verify",
                        "repair",
                        "copy",
                        "head",
                        "prove",
                        "verifier",
                        "drift",
                        "projections",
                        "rebuild",
                        "jobs",
                        "nodes",
                        "schema",
                        "token"));
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
                : (args.length > 0 && !args[0].isBlank() ? named(wanted, args[0]) : Optional.empty())
                        .map(command -> commandLine(wanted, Map.of(args[0], command)))
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
            if (Arrays.stream(args).anyMatch(Cli::isTextWithDash)) {
                line.setUnmatchedOptionsArePositionalParams(true); // a search takes them so anyway
            }
            code = line.execute(LeadingOptions.behind(line, args));
            environment.out().flush();
        } catch (OutputClosed | Failure e) {
            code = failed(environment, terminal, debug, line.getCommandName(), e);
        }
        boolean told = !environment.err().checkError();
        return told || code != Exit.OK.code() ? code : Exit.FAILED.code();
    }

    /** Returns whether an argument begins like an option and can be none, such as a line of a list: {@code "- fixed it"}. */
    static boolean isTextWithDash(String argument) {
        return argument.startsWith("-")
                && !OPTION.matcher(argument.split("=", 2)[0]).matches();
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
        var all = new LinkedHashMap<String, Object>();
        Stream.of(
                        GROUPS.values().stream().flatMap(List::stream),
                        OWN.keySet().stream().sorted(),
                        environment.catalogue().get().groups().stream().map(Operations::name))
                .flatMap(names -> names)
                .filter(name -> !name.isEmpty())
                .forEach(name -> named(wanted, name).ifPresent(command -> all.putIfAbsent(name, command)));
        return commandLine(wanted, all);
    }

    /** Returns the command of that name: one of those above, or what the catalogue has. */
    private static Optional<Object> named(Wanted wanted, String name) {
        return Optional.ofNullable(OWN.get(name))
                .map(command -> command.apply(wanted))
                .or(() -> name.indexOf(' ') < 0 ? described(wanted, name) : Optional.empty());
    }

    private static CommandLine commandLine(Wanted wanted, Map<String, Object> commands) {
        var line = new CommandLine(new Daybook(wanted.environment()));
        // Only a line of its own has its model transformed.
        commands.forEach((name, command) -> line.addSubcommand(name, new CommandLine(command)));
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, _ -> "");
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, Cli::grouped);
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false) // a text may begin with @: else that file's words would take its place
                .setExitCodeExceptionMapper(_ -> Exit.FAILED.code());
    }

    /** The settings of the program; its subcommands are about those on record. */
    private static CommandSpec config(Wanted wanted) {
        CommandSpec spec = CommandSpec.forAnnotatedObject(new Config());
        return with(spec, described(wanted, "config"));
    }

    /** How it stands, if nothing else is wanted. */
    private static CommandSpec rollout(Wanted wanted) {
        CommandSpec spec = described(wanted, "rollout status").orElseThrow().name("rollout");
        return with(spec, described(wanted, "rollout"));
    }

    private static CommandSpec with(CommandSpec spec, Optional<CommandSpec> group) {
        group.orElseThrow().subcommands().forEach(spec::addSubcommand);
        return spec;
    }

    /**
     * Returns what the catalogue has of that name: a group, an operation of its own with those called after it, or, where
     * several slices have something of that name, both in one.
     */
    private static Optional<CommandSpec> described(Wanted wanted, String name) {
        List<? extends Operations<?>> groups =
                wanted.environment().catalogue().get().groups();
        Optional<CommandSpec> group = groups.stream()
                .filter(operations -> operations.name().equals(name))
                .findFirst()
                .map(operations -> OperationGroup.spec(operations, wanted.subcommand(), Cli::procedure));
        Optional<CommandSpec> alone = groups.stream()
                .filter(operations -> !operations.name().equals(name))
                .flatMap(operations -> command(operations, name).stream())
                .findFirst();
        return alone.isPresent() && group.isPresent()
                ? alone.map(command -> with(command, group))
                : group.or(() -> alone);
    }

    private static Optional<CommandSpec> command(Operations<?> group, String name) {
        Function<Operation<?, ?>, CommandSpec> spec =
                operation -> OperationCommand.spec(operation, group, procedure(operation));
        Optional<CommandSpec> alone = group.all().stream()
                .filter(operation -> operation.name().equals(name))
                .findFirst()
                .map(spec);
        alone.ifPresent(command -> group.all().stream()
                .filter(operation -> group.name().isEmpty() && operation.name().startsWith(name + " "))
                .map(spec)
                .forEach(below -> command.addSubcommand(below.name(), below)));
        return alone;
    }

    /** Returns how a command goes about its operation, where it does more than to ask and to show the answer. */
    private static Optional<Procedure> procedure(Operation<?, ?> it) {
        return it.form().hasProcedure()
                ? Optional.of(
                        switch (it.method() + " " + it.path()) {
                            case "POST /migrations" -> it.isOnlyCommand() ? new ToolMigration() : new Migrate();
                            case "GET /migrations" -> new Migrations.Listing();
                            case "GET /migrations/{run}" -> new Migrations.Shown();
                            case "POST /follows" -> new Follow();
                            case "GET /agents/{id}/inbox" -> new Inbox();
                            case "GET /sbis/{id}/attachments/{name}" -> new AttachedFile();
                            case "POST /repositories/refresh" -> new Synchronization(it.isOnlyCommand());
                            case "GET /version" -> new Version();
                            case "GET /prime" -> new Prime();
                            case "GET /journal" -> new JournalTail();
                            case "GET /roots" -> new RefreshedList("/projects/refresh");
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
                err.println("  " + Failures.next(failure));
            }
        }
        if (debug) {
            failure.printStackTrace(err);
        }
        return code;
    }

    private Cli() {}
}
