package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Operation;
import java.util.Map;
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
     * @param answer asks for it and returns what is answered
     */
    record Asked(Operation<?, ?> operation, Map<String, JsonNode> values, Supplier<JsonNode> answer) {

        String text(String argument) {
            JsonNode value = values.get(argument);
            return value == null ? "" : value.asText();
        }
    }

    Exit run(CommandContext context, Asked asked);
}
