package dev.daybook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Place;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.shape.Argument;
import dev.daybook.slice.Ground;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An operation with arguments that it may well have, and how they are asked for over HTTP. */
record DoorExample(Operation<?, Ground> operation, ObjectNode arguments) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static final Map<String, Operation<?, Ground>> CATALOGUE =
            AllSlices.of().catalogue().all().collect(Collectors.toMap(Operation::id, it -> it));

    /** Stands in an example for the id that was answered last at its door, a folder, or a job. */
    private static final Map<String, String> PLACEHOLDERS = Stream.of(
                    "id", "tree", "out", "job", "project", "archive", "repository", "target")
            .collect(Collectors.toMap(it -> "@" + it, it -> it));

    /** Returns those of all operations, in the order in which they are asked. */
    static List<DoorExample> all() throws IOException {
        try (InputStream in = Objects.requireNonNull(DoorExample.class.getResourceAsStream("/doors/examples.json"))) {
            return JSON.readTree(in)
                    .valueStream()
                    .map(it -> new DoorExample(
                            Objects.requireNonNull(
                                    CATALOGUE.get(it.path(0).asText()),
                                    "no operation is called " + it.path(0).asText()),
                            (ObjectNode) it.path(1)))
                    .toList();
        }
    }

    /** Returns an operation without arguments. */
    static DoorExample question(String id) {
        return new DoorExample(Objects.requireNonNull(CATALOGUE.get(id)), JSON.createObjectNode());
    }

    JsonNode of(String argument) {
        return arguments.path(argument);
    }

    /** Returns it with what is meant at a door in place of the placeholders. */
    DoorExample with(Map<String, String> meant) {
        ObjectNode filled = arguments.deepCopy();
        filled.properties()
                .forEach(it -> it.setValue(
                        it.getValue() instanceof ArrayNode list
                                ? JSON.valueToTree(list.valueStream()
                                        .map(each -> meant(each, meant))
                                        .toList())
                                : meant(it.getValue(), meant)));
        return new DoorExample(operation, filled);
    }

    private static JsonNode meant(JsonNode value, Map<String, String> meant) {
        return Optional.ofNullable(PLACEHOLDERS.get(value.asText()))
                .flatMap(name -> Optional.ofNullable(meant.get(name)))
                .<JsonNode>map(TextNode::valueOf)
                .orElse(value);
    }

    @Override
    public String toString() {
        return operation.id() + " " + arguments;
    }

    /** @param more of the query */
    String uri(List<String> more) {
        var query = new ArrayList<String>();
        for (Argument argument : operation.given(Place.QUERY)) {
            JsonNode value = of(argument.name());
            if (!value.isMissingNode()) {
                query.add(argument.name() + "=" + Operation.encoded(text(value)));
            }
        }
        query.addAll(more);
        return "/api/v1" + Operation.path(operation.path(), name -> text(of(name)))
                + (query.isEmpty() ? "" : "?" + String.join("&", query));
    }

    Map<String, String> headers() {
        var headers = new HashMap<String, String>();
        if (operation.isLong()) {
            headers.put("Prefer", "wait=600"); // the machine of a test may be busy
        }
        if (operation.hasBody()) {
            headers.put("Content-Type", "application/json");
        }
        if (operation.revision() == Revision.REQUIRED) {
            headers.put("If-Match", "*");
        }
        return headers;
    }

    String body() {
        if (!operation.hasBody()) {
            return "";
        }
        if (!operation.wholeBody().isEmpty()) {
            return of(operation.wholeBody()).toString();
        }
        ObjectNode body = JSON.createObjectNode();
        operation
                .given(Place.BODY)
                .forEach(it -> Optional.of(of(it.name()))
                        .filter(value -> !value.isMissingNode())
                        .ifPresent(value -> body.set(it.name(), value)));
        return body.toString();
    }

    private static String text(JsonNode value) {
        return value.isArray()
                ? value.valueStream().map(JsonNode::asText).collect(Collectors.joining(","))
                : value.asText();
    }
}
