package dev.daybook.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.sbi.SbiShape;
import dev.daybook.sbi.SbiShape.Edited;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options that set one field of a task each, as the task is described. */
final class EditOptions implements IModelTransformer {

    @Override
    public CommandSpec transform(CommandSpec command) {
        for (Edited<?, ?> field : SbiShape.EDITED) {
            command.addOption(OptionSpec.builder("--" + field.name())
                    .paramLabel(field.label())
                    .type(field.isNumber() ? Integer.class : String.class)
                    .description(field.says())
                    .build());
            if (field.isOptional()) {
                command.addOption(OptionSpec.builder("--no-" + field.name())
                        .type(boolean.class)
                        .description("none from now on")
                        .build());
            }
        }
        return command;
    }

    /** Puts what was given into the body of an edit. */
    static void put(ObjectNode body, CommandSpec command) {
        for (Edited<?, ?> field : SbiShape.EDITED) {
            Object value = command.findOption("--" + field.name()).getValue();
            boolean none = field.isOptional()
                    && (Boolean.TRUE.equals(
                                    command.findOption("--no-" + field.name()).getValue())
                            || "".equals(value));
            if (none) {
                body.putNull(field.name());
            } else if (value != null) {
                body.set(field.name(), Output.JSON.valueToTree(value));
            }
        }
    }
}
