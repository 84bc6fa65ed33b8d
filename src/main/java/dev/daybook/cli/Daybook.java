package dev.daybook.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The program itself: without a command it shows its help. */
@Command(
        name = "daybook",
        description =
                "The system of record for AI-assisted development: what was planned, done and decided, kept for good.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            Daybook.EXIT_CODES,
            "",
            "daybook help COMMAND explains a command, daybook help words the words that are used here.",
            "Start with: daybook demo"
        })
final class Daybook implements Runnable {

    static final String EXIT_CODES = """
            Exit codes: 0 done, 1 failed, 2 done with warnings or differences, 3 wrong
            usage, 4 damaged data, 5 done with errors. --fail-on error|warn|never says
            which findings count. A signal that ends a command adds 128 to its number:
            143 after SIGTERM, 130 after Ctrl-C.""";

    private final Environment environment;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("UnusedVariable") // its presence is what picocli looks at
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            description = "show the version")
    private boolean version;

    Daybook(Environment environment) {
        this.environment = environment;
    }

    Environment environment() {
        return environment;
    }

    @Override
    public void run() {
        if (version) {
            environment.out().println("daybook " + environment.version());
            return;
        }
        spec.commandLine().usage(environment.out());
    }
}
