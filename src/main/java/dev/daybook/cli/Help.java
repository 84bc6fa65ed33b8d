package dev.daybook.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Explains a command at length, or the words that are used here. */
@Command(
        name = "help",
        description = {"Explains a command, or the words that are used here.", "Example: daybook help sbi pick"})
final class Help implements Runnable {

    private static final String WORDS = "words";

    /** A row of a Markdown table: a word, and what it means. */
    private static final Pattern ROW = Pattern.compile("\\| ([^|]+) \\| ((?:[^|\\\\]|\\\\.)+) \\|");

    private static final String FIRST_TABLE = "| word | means |";
    private static final int INDENT = 4;

    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "which one; 'words' explains the words")
    private List<String> command = List.of();

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        Environment environment = ((Daybook) spec.root().userObject()).environment();
        if (command.equals(List.of(WORDS))) {
            words(environment.out(), Terminal.detect(environment.environment()));
            return;
        }
        CommandLine line = Cli.tree(environment);
        line.setColorScheme(spec.commandLine().getColorScheme());
        for (String name : command) {
            CommandLine sub = line.getSubcommands().get(name);
            if (sub == null) {
                throw Failure.usage(
                        "there is no command '%s'".formatted(String.join(" ", command)),
                        "daybook help lists the commands, daybook help words explains the words");
            }
            line = sub;
        }
        line.usage(environment.out());
        if (!command.isEmpty()) {
            environment.out().printf("%n%s%n", Daybook.EXIT_CODES);
        }
    }

    /** Prints what stands in {@code docs/words.md}, which is on the class path, as a terminal has it. */
    private static void words(PrintStream out, Terminal terminal) {
        try (InputStream file =
                Objects.requireNonNull(Help.class.getResourceAsStream("/words.md"), "words.md is in the jar")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            Matcher row = ROW.matcher(text.substring(text.indexOf(FIRST_TABLE) + FIRST_TABLE.length()));
            while (row.find()) {
                if (!row.group(1).startsWith("-")) {
                    out.println(terminal.bold(plain(row.group(1))));
                    Text.wrapped(plain(row.group(2)), terminal.columns() - INDENT)
                            .forEach(line -> out.println(" ".repeat(INDENT) + line));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String plain(String markdown) {
        return markdown.replace("**", "").replace("`", "").replace("\\|", "|");
    }
}
