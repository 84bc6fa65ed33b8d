package dev.daybook.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** No {@link Action}: what those need takes as much memory as all the rest, and this one stays for hours. */
@Command(
        name = "mcp",
        description = {
            "Lets in an agent that speaks the Model Context Protocol by standard input and output.",
            "It forwards each line to the server of the data directory, and starts one if there is none; that one lives"
                    + " by itself and ends when nobody has asked for 15 minutes."
        })
final class McpSubcommand implements Callable<Integer> {

    @Mixin
    private Common common = new Common();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Environment environment = ((Daybook) spec.root().userObject()).environment();
        Map<String, String> variables = environment.environment();
        var data = DataDirectory.at(common.data().orElseGet(() -> DataDirectory.byDefault(variables)));
        var settings = ProgramSettings.of(common.flags(), variables, data.path());
        new LineForwarder(
                        new AgentServer(data, settings, variables),
                        settings.text(ProgramSetting.ACTOR),
                        System.in,
                        environment.out(),
                        environment.err()::println)
                .run();
        return Exit.OK.code();
    }
}
