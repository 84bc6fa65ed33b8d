package dev.daybook.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "export", description = "Writes the files of another tool back. Not in this version.")
final class Export extends Action {

    @Parameters(paramLabel = "ARGUMENT", arity = "0..*", hidden = true)
    private List<String> ignored = List.of();

    @Override
    Exit run(Desk desk) {
        throw Failure.because(
                "this version of Daybook takes files over and does not write them back yet",
                "the files a migration reads stay as they are: the tool they belong to can go on with them");
    }
}
