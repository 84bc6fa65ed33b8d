package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Operation;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * How a command goes about its operation, where it does more than to ask and to show the answer. Options of its own
 * stand as fields of picocli in it, beside those that follow from the operation.
 */
interface Procedure {

    /**
     * What is asked for.
     *
     * @param values of the arguments, by their names
     * @param reveals whether secrets are to be shown as they are
     * @param asking asks with some values and returns what is answered
     * @param usual asks, and shows the answer as any command does
     */
    record Asked(
            Operation<?, ?> operation,
            Map<String, JsonNode> values,
            boolean reveals,
            Function<Map<String, JsonNode>, JsonNode> asking,
            Supplier<Exit> usual) {

        JsonNode answer() {
            return asking.apply(values);
        }

        String text(String argument) {
            JsonNode value = values.get(argument);
            return value == null ? "" : value.asText();
        }
    }

    Exit run(CommandContext context, Asked asked);

    /** Returns whether it does more than its operation, which only reads, by what was given. */
    default boolean writes() {
        return false;
    }
}
