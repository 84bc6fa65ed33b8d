package dev.daybook.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.operation.Operation.Effect;
import dev.daybook.operation.Role;
import dev.daybook.shape.Shape;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiFunction;

/**
 * One thing that agents may ask for. Immutable.
 *
 * @param role what somebody has to be allowed to do for it
 * @param definition it as the list of tools has it
 * @param work carries it out with its arguments; throws what {@link Front#refusal} can tell of
 */
record Tool(String name, Role role, ObjectNode definition, BiFunction<ObjectNode, Turn, JsonNode> work) {

    /** Returns one that only reads, with arguments of its own. */
    static <A> Tool reading(String name, String says, Shape<A> arguments, BiFunction<A, Turn, JsonNode> answer) {
        return new Tool(
                name,
                Role.READ,
                Definition.of(name, says, arguments).of(List.of(Effect.READS)),
                (given, turn) ->
                        answer.apply(arguments.strict(given.toString().getBytes(StandardCharsets.UTF_8), ""), turn));
    }
}
