package dev.daybook.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** What is taken out of a tool's arguments before an operation reads the rest strictly. */
final class Arguments {

    private final ObjectNode rest;

    Arguments(ObjectNode given) {
        this.rest = given.deepCopy();
    }

    Optional<String> text(String name) {
        return take(name).map(value -> simple(name, value).asText());
    }

    /** Clients write numbers for texts; a list is no text that is empty. */
    private static JsonNode simple(String name, JsonNode value) {
        if (value.isContainerNode()) {
            throw Rejected.invalidAt("/" + name, "%s is %s: want a text", name, value);
        }
        return value;
    }

    Optional<Json> value(String name) {
        return take(name).map(node -> new Json(node.toString()));
    }

    OptionalLong number(String name) {
        return take(name).map(node -> OptionalLong.of(whole(name, node))).orElse(OptionalLong.empty());
    }

    /** Returns how many items a page has at most. */
    int limit(int standard, int max) {
        long limit = number("limit").orElse(standard);
        if (limit < 1 || limit > max) {
            throw Rejected.invalidAt("/limit", "limit is %d: want 1 to %d", limit, max);
        }
        return (int) limit;
    }

    private Optional<JsonNode> take(String name) {
        return Optional.ofNullable(rest.remove(name)).filter(node -> !node.isNull());
    }

    private static long whole(String name, JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw Rejected.invalidAt("/" + name, "%s is %s: want a whole number", name, value);
        }
        return value.longValue();
    }

    /** Refuses what the definition of a tool does not have: the operation behind it may take more, or not those of a page. */
    static void refuseUnknown(ObjectNode arguments, JsonNode definition) {
        JsonNode known = definition.at("/inputSchema/properties");
        arguments
                .propertyStream()
                .map(Map.Entry::getKey)
                .filter(argument -> !known.has(argument))
                .findFirst()
                .ifPresent(argument -> {
                    throw Rejected.invalidAt(
                            "/" + argument,
                            "%s has no %s: want one of %s",
                            definition.path("name").asText(),
                            argument,
                            known.propertyStream().map(Map.Entry::getKey).collect(Collectors.joining(", ")));
                });
    }

    ObjectNode rest() {
        return rest;
    }
}
