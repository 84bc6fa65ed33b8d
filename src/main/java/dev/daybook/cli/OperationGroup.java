package dev.daybook.cli;

import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands of one kind of thing; by itself it only says which there are. */
final class OperationGroup implements Runnable {

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("UnusedVariable") // its presence is what picocli looks at
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    private boolean help;

    /** @param wanted the only one that is needed, if there is one of that name: to look at all costs start-up time */
    static CommandSpec spec(
            Operations<?> operations, String wanted, Function<Operation<?, ?>, Optional<Procedure>> procedures) {
        CommandSpec spec = operations.all().stream()
                .filter(operation -> operation.name().equals(operations.name()))
                .findFirst()
                .map(operation -> OperationCommand.spec(operation, operations, procedures.apply(operation)))
                .orElseGet(() -> CommandSpec.forAnnotatedObject(new OperationGroup()));
        spec.name(operations.name()).usageMessage().description(operations.says());
        String name = operations.name() + " " + wanted;
        boolean known =
                operations.all().stream().anyMatch(operation -> operation.name().equals(name));
        operations.all().stream()
                .filter(operation -> known
                        ? operation.name().equals(name)
                        : !operation.name().isEmpty() && !operation.name().equals(operations.name()))
                .map(operation -> OperationCommand.spec(operation, operations, procedures.apply(operation)))
                .forEach(commandSpec -> spec.addSubcommand(commandSpec.name(), commandSpec));
        return spec;
    }

    /** Returns one of commands that are no operations. */
    static CommandSpec spec(String name, String says, List<CommandSpec> commands) {
        CommandSpec spec = CommandSpec.forAnnotatedObject(new OperationGroup()).name(name);
        spec.usageMessage().description(says);
        commands.forEach(command -> spec.addSubcommand(command.name(), command));
        return spec;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "%s wants to know what to do: %s"
                        .formatted(
                                spec.name(),
                                String.join(", ", spec.subcommands().keySet())));
    }
}
