package dev.daybook.cli;

import picocli.CommandLine.Command;

/** Shows the one text that an answer has as it is, to be used as it is. */
@Command
record PlainText(String member) implements Procedure {

    @Override
    public Exit run(CommandContext context, Asked asked) {
        if (context.output().format() != Format.table) {
            return asked.usual().get();
        }
        asked.answer().path(member).asText().lines().forEach(context.output()::text);
        return Exit.OK;
    }
}
