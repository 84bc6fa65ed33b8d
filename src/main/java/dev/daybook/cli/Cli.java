package dev.daybook.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;

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
        commands.put("export", Export::new);
        commands.put("rollout", Rollout::new);
        commands.put("compare", Compare::new);
        commands.put("verify", Verify::new);
        commands.put("rebuild", Projections.Rebuild::new);
        commands.put("projections", Projections::new);
        commands.put("search", Search::new);
        commands.put("audit", Audit::new);
        commands.put("history", History::new);
        commands.put("events", Events::new);
        commands.put("journal", Journals::new);
        commands.put("schema", Schemas::new);
        commands.put("config", Config::new);
        commands.put("sbi", Sbi::new);
        commands.put("plan", Plan::new);
        commands.put("session", Session::new);
        commands.put("rehearse", Rehearse::new);
        return commands;
    }

    /** Runs the command and returns the exit code. Never throws. */
    public static int run(Surroundings surroundings, String... args) {
        var line = args.length > 0 && COMMANDS.containsKey(args[0])
                ? commandLine(surroundings, Map.of(args[0], COMMANDS.get(args[0])))
                : commandLine(surroundings, COMMANDS);
        boolean debug = Arrays.asList(args).contains("--debug");
        line.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(
                Terminal.detect(surroundings.environment()).color() ? Ansi.ON : Ansi.OFF));
        line.setParameterExceptionHandler(usage());
        line.setExecutionExceptionHandler(failures(surroundings, debug));
        return line.execute(args);
    }

    /** Returns the whole command tree, for documentation and its tests. */
    static CommandLine tree(Surroundings surroundings) {
        return commandLine(surroundings, COMMANDS);
    }

    private static CommandLine commandLine(Surroundings surroundings, Map<String, Supplier<Object>> commands) {
        var line = new CommandLine(new Daybook(surroundings));
        commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
        return line.setCaseInsensitiveEnumValuesAllowed(true).setExitCodeExceptionMapper(_ -> Exit.FAILED.code());
    }

    private static IParameterExceptionHandler usage() {
        return (ParameterException failure, String[] args) -> {
            var line = failure.getCommandLine();
            line.getErr().println("daybook: " + failure.getMessage());
            if (!CommandLine.UnmatchedArgumentException.printSuggestions(failure, line.getErr())) {
                line.getErr().println("  " + line.getCommandSpec().qualifiedName() + " --help shows how it is used");
            }
            return Exit.USAGE.code();
        };
    }

    private static IExecutionExceptionHandler failures(Surroundings surroundings, boolean debug) {
        return (failure, line, parsed) -> {
            if (Shutdown.isUnderWay()) {
                return Exit.FAILED.code(); // everything fails now, and the user knows why
            }
            var err = surroundings.err();
            int code = Exit.FAILED.code();
            switch (failure) {
                case OutputClosed _ -> code = Exit.OK.code(); // the reader of our output has seen enough
                case Failure it -> {
                    code = it.exit().code();
                    err.println("daybook: " + it.getMessage());
                    it.next().ifPresent(next -> err.println("  " + next));
                }
                default -> {
                    err.println("daybook: " + line.getCommandName() + " failed: " + Failures.describe(failure));
                    err.println("  this is a mistake in Daybook; the same command with --debug shows where");
                }
            }
            if (debug) {
                failure.printStackTrace(err);
            }
            return code;
        };
    }

    private Cli() {}
}
