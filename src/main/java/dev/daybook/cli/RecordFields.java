package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** The fields that the records of an operation may have, as the contract promises them. */
final class RecordFields {

    private final JsonNode contract;

    private RecordFields(JsonNode contract) {
        this.contract = contract;
    }

    /**
     * Returns their names; none if the contract promises none.
     *
     * @param listed whether its items are printed, each as a record
     */
    static Set<String> of(Operation<?, ?> operation, boolean listed) {
        try (InputStream in =
                Objects.requireNonNull(RecordFields.class.getResourceAsStream("/openapi.json"), "it is in the jar")) {
            return new RecordFields(Output.JSON.readTree(in)).names(operation, listed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Set<String> names(Operation<?, ?> operation, boolean listed) {
        JsonNode responses = contract.path("paths")
                .path(operation.path())
                .path(operation.method().toLowerCase(Locale.ROOT))
                .path("responses");
        JsonNode answer = Stream.of("200", "201")
                .map(responses::path)
                .filter(node -> !node.isMissingNode())
                .findFirst()
                .orElse(responses)
                .path("content")
                .path("application/json")
                .path("schema");
        String inside = operation.form().inside();
        var names = new LinkedHashSet<String>();
        collect(inside.isEmpty() ? answer : member(answer, inside), listed, names);
        return names;
    }

    private void collect(JsonNode schema, boolean listed, Set<String> names) {
        JsonNode whole = resolved(schema);
        Stream.of("allOf", "anyOf", "oneOf")
                .forEach(text -> whole.path(text).forEach(part -> collect(part, listed, names)));
        JsonNode items =
                resolved(listed ? whole.at("/properties/items") : whole).path("items");
        if (!items.isMissingNode()) {
            collect(items, false, names);
        } else if (!listed) {
            whole.path("properties").fieldNames().forEachRemaining(names::add);
        }
    }

    private JsonNode member(JsonNode schema, String name) {
        return resolved(schema).path("properties").path(name);
    }

    private JsonNode resolved(JsonNode schema) {
        JsonNode whole = schema;
        while (whole.has("$ref")) {
            whole = contract.at(whole.path("$ref").asText().substring(1));
        }
        return whole;
    }
}
