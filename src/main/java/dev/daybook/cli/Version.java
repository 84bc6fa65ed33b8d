package dev.daybook.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says which version the program is of, without asking anybody. */
@Command
final class Version implements Procedure {

    @Option(
            names = {"-v", "--verbose"},
            description = "also of Java, and of this machine's system")
    private boolean verbose;

    @Override
    public Exit run(CommandContext context, Asked asked) {
        context.output().text("daybook " + context.environment().version());
        if (verbose) {
            context.output().text("Java %s".formatted(Runtime.version()));
            context.output()
                    .text("%s %s, %s"
                            .formatted(
                                    System.getProperty("os.name"),
                                    System.getProperty("os.version"),
                                    System.getProperty("os.arch")));
        }
        return Exit.OK;
    }
}
