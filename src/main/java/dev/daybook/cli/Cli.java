package dev.daybook.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Reads the arguments and runs the command they name. */
public final class Cli {

    /** The commands in the order of the help. Made only when wanted: looking at all of them costs start-up time. */
    private static final Map<String, Supplier<Object>> COMMANDS = commands();

    private static Map<String, Supplier<Object>> commands() {
        var commands = new LinkedHashMap<String, Supplier<Object>>();
        commands.put("demo", Demo::new);
        commands.put("serve", Serve::new);
        commands.put("migrate", Migrate::new);
        commands.put("follow", Follow::new);
        commands.put("migrations", Migrations.Listing::new);
        commands.put("rollback", Checkpoints.Rollback::new);
        commands.put("checkpoint", Checkpoints.Naming::new);
        commands.put("checkpoints", Checkpoints.Listing::new);
        commands.put("export", ExportSubcommand::new);
        commands.put("rollout", RolloutSubcommand::new);
        commands.put("compare", CompareSubcommand::new);
        commands.put("verify", Verify::new);
        commands.put("rebuild", Projections.Rebuild::new);
        commands.put("projections", Projections::new);
        commands.put("search", Search::new);
        commands.put("audit", AuditSubcommand::new);
        commands.put("history", HistorySubcommand::new);
        commands.put("events", EventsSubcommand::new);
        commands.put("journal", Journals::new);
        commands.put("schema", Schemas::new);
        commands.put("config", Config::new);
        commands.put("sbi", SbiSubcommand::new);
        commands.put("plan", PlanSubcommand::new);
        commands.put("item", ItemSubcommand::new);
        commands.put("session", SessionSubcommand::new);
        commands.put("rehearse", Rehearse::new);
        return commands;
    }

    /** Runs the command and returns the exit code. Never throws. */
    public static int run(Environment environment, String... args) {
        var line = args.length > 0 && COMMANDS.containsKey(args[0])
                ? commandLine(environment, Map.of(args[0], COMMANDS.get(args[0])))
                : commandLine(environment, COMMANDS);
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
            code = line.execute(args);
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
            return new CommandLine.RunLast().execute(parsed);
        } catch (OutputClosed | Failure e) {
            return failed(environment, terminal, debug, parsed.commandSpec().name(), e);
        }
    }

    /** Returns the whole command tree, for documentation and its tests. */
    static CommandLine tree(Environment environment) {
        return commandLine(environment, COMMANDS);
    }

    private static CommandLine commandLine(Environment environment, Map<String, Supplier<Object>> commands) {
        var line = new CommandLine(new Daybook(environment));
        // Only a line of its own has its model transformed.
        commands.forEach((name, command) -> line.addSubcommand(name, new CommandLine(command.get())));
        return line.setCaseInsensitiveEnumValuesAllowed(true).setExitCodeExceptionMapper(_ -> Exit.FAILED.code());
    }

    private static IParameterExceptionHandler usage(Terminal terminal) {
        return (ParameterException failure, String[] args) -> {
            var line = failure.getCommandLine();
            line.getErr().println(terminal.err("daybook: " + failure.getMessage()));
            if (!CommandLine.UnmatchedArgumentException.printSuggestions(failure, line.getErr())) {
                line.getErr().println("  " + line.getCommandSpec().qualifiedName() + " --help shows how it is used");
            }
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
