package dev.daybook.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.operation.Role;

/** One thing that agents may ask for. Immutable. */
interface Tool {

    String name();

    /** Returns what somebody has to be allowed to do for it. */
    Role role();

    /** Returns it as the list of tools has it. */
    ObjectNode definition();

    /**
     * Carries it out.
     *
     * @throws RuntimeException that {@link Front#refusal} can tell of
     */
    JsonNode call(ObjectNode arguments, Turn turn);
}
