package dev.daybook.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What picocli has against a command line, in the words of this program: what is wrong, what is wanted, what next. */
final class UsageErrors {

    private static final int SUGGESTED_MAX = 3;

    /** Returns the failure that says so. */
    static Failure of(ParameterException failure, List<String> args) {
        CommandSpec command = failure.getCommandLine().getCommandSpec();
        return switch (failure) {
            case UnmatchedArgumentException it -> unmatched(it, command, args);
            case MissingParameterException it
            when !it.getMissing().isEmpty() ->
                unknown(command, args)
                        .map(option -> unmatched(
                                new UnmatchedArgumentException(failure.getCommandLine(), List.of(option)),
                                command,
                                args))
                        .orElseGet(() -> help(missing(it.getMissing(), String.valueOf(failure.getMessage())), command));
            case OverwrittenOptionException it ->
                help("%s is given twice: want it once".formatted(name(it.getOverwritten())), command);
            default -> help(wrong(failure), command);
        };
    }

    /** Returns the first long option that the command does not have: what is missing may have been meant by it. */
    private static Optional<String> unknown(CommandSpec command, List<String> args) {
        Map<String, OptionSpec> options = command.optionsMap();
        for (int at = 0; at < args.size() && !args.get(at).equals("--"); at++) {
            String arg = args.get(at);
            OptionSpec option = options.get(arg);
            if (option != null) {
                at += option.arity().min();
            } else if (arg.startsWith("--") && !options.containsKey(arg.split("=", 2)[0]) && !Cli.isTextWithDash(arg)) {
                return Optional.of(arg);
            }
        }
        return Optional.empty();
    }

    private static Failure unmatched(UnmatchedArgumentException failure, CommandSpec command, List<String> args) {
        String first = failure.getUnmatched().getFirst();
        int end = args.indexOf("--"); // what stands behind it is no option, whatever it looks like
        boolean option = failure.isUnknownOption() && (end < 0 || args.indexOf(first) < end);
        if (!option && command.subcommands().isEmpty()) {
            return help("'%s' is one word too many for %s".formatted(first, command.qualifiedName()), command);
        }
        String what = option
                ? "%s has no option %s".formatted(command.qualifiedName(), first)
                : "there is no command '%s %s'".formatted(command.qualifiedName(), first);
        List<String> near = failure.getSuggestions();
        return near.isEmpty() || first.length() == 1
                ? help(what, command)
                : Failure.usage(
                        what,
                        "did you mean %s?"
                                .formatted(near.stream().limit(SUGGESTED_MAX).collect(Collectors.joining(" or "))));
    }

    private static String missing(List<ArgSpec> missing, String message) {
        // Of an option that stands there without its value, picocli says so in its text alone.
        if (missing.size() == 1 && missing.getFirst() instanceof OptionSpec option && message.contains("for option")) {
            return "%s wants a value: %s".formatted(name(option), shown(option));
        }
        return missing.stream().map(UsageErrors::shown).collect(Collectors.joining(" and "))
                + (missing.size() == 1 ? " is missing" : " are missing");
    }

    private static String wrong(ParameterException failure) {
        ArgSpec argument = failure.getArgSpec();
        if (argument == null || failure.getValue() == null) {
            return String.valueOf(failure.getMessage());
        }
        Class<?> type = argument.auxiliaryTypes().length > 0 ? argument.auxiliaryTypes()[0] : argument.type();
        String given = "%s is '%s': want ".formatted(name(argument), failure.getValue());
        if (type.isEnum()) {
            return Stream.of(type.getEnumConstants())
                    .map(word -> word.toString().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", ", given + "one of ", ""));
        }
        return type == int.class || type == long.class || Number.class.isAssignableFrom(type)
                ? given + "a whole number"
                : String.valueOf(failure.getMessage());
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String shown(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? option.longestName() + " " + option.paramLabel()
                : argument.paramLabel();
    }

    private static Failure help(String what, CommandSpec command) {
        return Failure.usage(what, command.qualifiedName() + " --help shows how it is used");
    }

    private UsageErrors() {}
}
