package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/**
 * Shows what became of asking a host; that it did not answer is a failure, whatever was heard before, and that it did not
 * tell of some repositories is told, too.
 */
@Command
final class Synchronization implements Procedure {

    @Override
    public Exit run(CommandContext context, Asked asked) {
        JsonNode answer = asked.answer();
        context.output().thing(answer);
        return answer.hasNonNull("error") ? Exit.FAILED : answer.path("errors").isEmpty() ? Exit.OK : Exit.ERRORS;
    }
}
