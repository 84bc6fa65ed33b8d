package dev.daybook.cli;

import dev.daybook.text.ShellWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a shell needs to complete commands and options. */
@Command(
        name = "completion",
        description = {
            "Prints a script by which a shell completes commands, options and the words that they take.",
            "bash and zsh: source <(daybook completion bash); fish: daybook completion fish | source"
        })
final class Completion implements Runnable {

    private static final String PROGRAM = "daybook";

    /** Whose script it is. */
    enum Shell {
        bash,
        zsh,
        fish
    }

    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish")
    private Shell shell = Shell.bash;

    @SuppressWarnings("UnusedVariable") // its presence is what picocli looks at
    @CommandLine.Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    private boolean help;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        Environment environment = ((Daybook) spec.root().userObject()).environment();
        CommandLine tree = Cli.tree(environment);
        environment
                .out()
                .print(
                        switch (shell) {
                            case bash, zsh -> AutoComplete.bash(PROGRAM, tree);
                            case fish ->
                                commands(tree, List.of())
                                        .collect(Collectors.joining("\n", "complete -c daybook -f\n", "\n"));
                        });
    }

    /** Returns the lines for the commands behind those of {@code path}, and for their options. */
    private static Stream<String> commands(CommandLine command, List<String> path) {
        CommandSpec spec = command.getCommandSpec();
        String here = condition(path, command.getSubcommands().keySet().stream().toList());
        Stream<String> options = spec.options().stream()
                .filter(optionSpec -> !optionSpec.hidden())
                .map(optionSpec -> "complete -c %s -n %s%s".formatted(PROGRAM, ShellWord.of(here), option(optionSpec)));
        Stream<String> below = command.getSubcommands().entrySet().stream()
                .filter(entry ->
                        !entry.getValue().getCommandSpec().usageMessage().hidden())
                .flatMap(entry -> Stream.concat(
                        Stream.of("complete -c %s -n %s -a %s -d %s"
                                .formatted(
                                        PROGRAM,
                                        ShellWord.of(here),
                                        entry.getKey(),
                                        ShellWord.of(first(entry.getValue()
                                                .getCommandSpec()
                                                .usageMessage()
                                                .description())))),
                        commands(entry.getValue(), with(path, entry.getKey()))));
        return Stream.concat(options, below);
    }

    /** Returns when these words stand there, and none of the next ones. */
    private static String condition(List<String> path, List<String> next) {
        var conditions = new ArrayList<String>();
        path.forEach(text -> conditions.add("__fish_seen_subcommand_from " + text));
        if (!next.isEmpty()) {
            conditions.add(
                    path.isEmpty()
                            ? "__fish_use_subcommand"
                            : "not __fish_seen_subcommand_from " + String.join(" ", next));
        }
        return String.join("; and ", conditions);
    }

    private static String option(OptionSpec option) {
        var text = new StringBuilder();
        for (String name : option.names()) {
            text.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        if (option.arity().max() > 0) {
            text.append(words(option)
                    .map(oneText -> " -x -a " + ShellWord.of(oneText)) // only these, and no files beside them
                    .orElse(" -r"));
        }
        return text.append(" -d ")
                .append(ShellWord.of(first(option.description())))
                .toString();
    }

    private static Optional<String> words(OptionSpec option) {
        Iterable<String> words = option.completionCandidates();
        return Optional.ofNullable(words)
                .map(texts -> StreamSupport.stream(texts.spliterator(), false).collect(Collectors.joining(" ")))
                .filter(text -> !text.isEmpty());
    }

    private static String first(String[] description) {
        return description.length == 0 ? "" : description[0].replace("%%", "%").replace("${COMPLETION-CANDIDATES}", "");
    }

    private static List<String> with(List<String> path, String name) {
        return Stream.concat(path.stream(), Stream.of(name)).toList();
    }
}
