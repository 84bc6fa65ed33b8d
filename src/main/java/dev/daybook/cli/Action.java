package dev.daybook.cli;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that does something, with the options that all have. */
abstract class Action implements Callable<Integer> {

    @Mixin
    private Common common = new Common();

    @Spec
    private CommandSpec spec;

    /** Does it. */
    abstract Exit run(CommandContext context);

    /** Returns the settings that this command has flags of its own for. */
    Map<ProgramSetting, String> flags() {
        return Map.of();
    }

    /** Returns the formats that only this command has. */
    Set<String> formats() {
        return Set.of();
    }

    /** Returns whether it may begin a journal: what only reads leaves no trace of a mistyped folder. */
    boolean begins() {
        return false;
    }

    /** Returns whether it only asks what is recorded, by operations of the catalogue: no lock is needed for that. */
    boolean reads() {
        return false;
    }

    final CommandSpec spec() {
        return spec;
    }

    @Override
    public final Integer call() {
        var root = (Daybook) spec.root().userObject();
        try (var context =
                new CommandContext(root.environment(), common, flags(), spec.qualifiedName(), begins(), reads())) {
            context.format(formats());
            return run(context).code();
        }
    }
}
