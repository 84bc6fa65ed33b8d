package dev.daybook.mcp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.event.JsonText;
import dev.daybook.operation.Operation.Effect;
import dev.daybook.shape.Argument;
import dev.daybook.shape.Shape;
import java.util.Collection;
import java.util.List;

/** How a tool stands in the list of tools: as few words as an agent needs. */
final class Definition {

    private final ObjectNode tool = McpServer.object();
    private final ObjectNode properties;
    private final ArrayNode required;

    Definition(String name, String says) {
        tool.put("name", name).put("description", says);
        ObjectNode schema = tool.putObject("inputSchema").put("type", "object");
        properties = schema.putObject("properties");
        required = schema.putArray("required");
        schema.put("additionalProperties", false);
    }

    static Definition of(String name, String says, Shape<?> arguments) {
        var definition = new Definition(name, says);
        arguments.described().forEach(argument -> definition.with(argument, argument.says(), argument.required()));
        return definition;
    }

    Definition with(Argument argument, String says, boolean isRequired) {
        var schema = (ObjectNode) JsonText.tree(argument.schema());
        schema.put("description", says);
        // Told when they are not kept: a list that is read before each conversation has to be short.
        schema.remove(List.of("minLength", "maxLength", "maxItems", "pattern"));
        if (schema.path("default").isArray() || schema.path("default").isBoolean()) {
            schema.remove("default"); // nothing, and no: as anybody would expect
        }
        if (schema.path("items") instanceof ObjectNode items) {
            items.remove(List.of("minLength", "maxLength", "pattern"));
        }
        return with(argument.name(), schema, isRequired);
    }

    Definition with(String argument, ObjectNode schema, boolean isRequired) {
        properties.set(argument, schema);
        if (isRequired) {
            required.add(argument);
        }
        return this;
    }

    /** Adds a word to those that an argument may be. */
    Definition word(String argument, String word) {
        ((ArrayNode) properties.path(argument).path("enum")).add(word);
        return this;
    }

    static ObjectNode text(String says) {
        return McpServer.object().put("type", "string").put("description", says);
    }

    static ObjectNode number(String says) {
        return McpServer.object().put("type", "integer").put("description", says);
    }

    /** Ends it. A write is the same however often it is sent, as it has a key. */
    ObjectNode of(Collection<Effect> effects) {
        if (required.isEmpty()) {
            ((ObjectNode) tool.path("inputSchema")).remove("required");
        }
        boolean reads = effects.stream().allMatch(Effect.READS::equals);
        ObjectNode hints = tool.putObject("annotations").put("readOnlyHint", reads);
        if (!reads) { // of what only reads they say nothing
            hints.put("destructiveHint", effects.contains(Effect.DESTROYS)).put("idempotentHint", true);
        }
        hints.put("openWorldHint", false);
        return tool;
    }
}
