package dev.daybook.cli;

import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
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
                .filter(it -> it.name().equals(operations.name()))
                .findFirst()
                .map(it -> OperationCommand.spec(it, operations, Optional.empty()))
                .orElseGet(() -> CommandSpec.forAnnotatedObject(new OperationGroup()));
        spec.name(operations.name()).usageMessage().description(operations.says());
        String name = operations.name() + " " + wanted;
        boolean known = operations.all().stream().anyMatch(it -> it.name().equals(name));
        operations.all().stream()
                .filter(it -> known
                        ? it.name().equals(name)
                        : !it.name().isEmpty() && !it.name().equals(operations.name()))
                .map(it -> OperationCommand.spec(it, operations, procedures.apply(it)))
                .forEach(it -> spec.addSubcommand(it.name(), it));
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
