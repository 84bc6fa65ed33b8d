package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.AllSlices;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The contract follows from the catalogue, and promises what it promised when it was written by hand. */
class OpenApiTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LINE_CHARS_MAX = 120;
    private static final Set<String> WORDS = Set.of("description", "example", "examples", "title");

    /** The generated file stands beside the sources, so that a change of the contract is seen in review. */
    @Test
    void the_contract_is_what_the_catalogue_says() throws IOException {
        Path file = Path.of("src/main/resources/openapi.json");
        JsonNode written =
                JSON.readTree(Path.of("src/main/openapi/written.json").toFile());
        ObjectNode generated = OpenApi.of((ObjectNode) written, AllSlices.of().catalogue());
        Path anew = Path.of("target/openapi.json");
        Files.writeString(anew, printed(generated, 0) + "\n");

        assertThat(Files.readString(file).equals(Files.readString(anew)))
                .as("%s is what the catalogue says: else look at %s, and copy it there", file, anew)
                .isTrue();
    }

    @Test
    void each_kind_of_operations_has_a_name_of_its_own() throws IOException {
        JsonNode contract =
                JSON.readTree(Path.of("src/main/resources/openapi.json").toFile());
        assertThat(contract.path("tags").findValuesAsText("name")).doesNotHaveDuplicates();
    }

    /** Returns JSON as people read it: on one line what fits there. */
    private static String printed(JsonNode node, int depth) {
        String inside = "\n" + "  ".repeat(depth + 1);
        String end = "\n" + "  ".repeat(depth);
        if (node.isEmpty() || node.toString().length() + 2 * depth < LINE_CHARS_MAX) {
            return node.toString();
        }
        if (node.isArray()) {
            var items = new ArrayList<String>();
            node.forEach(item -> items.add(inside + printed(item, depth + 1)));
            return "[" + String.join(",", items) + end + "]";
        }
        return node.properties().stream()
                .map(it -> inside + JSON.valueToTree(it.getKey()) + ": " + printed(it.getValue(), depth + 1))
                .collect(Collectors.joining(",", "{", end + "}"));
    }

    @Test
    void an_operation_that_was_promised_by_hand_is_promised_still() throws IOException {
        var before = promises(resource("before.json"));
        var now = promises(
                JSON.readTree(Path.of("src/main/resources/openapi.json").toFile()));
        List<String> differences = new ArrayList<>();
        before.forEach((what, promise) -> {
            JsonNode other = now.get(what);
            if (!promise.equals(other)) {
                differences.add("%s: %s ==> %s".formatted(what, promise, other == null ? "gone" : other));
            }
        });
        now.keySet().stream()
                .filter(it ->
                        !before.containsKey(it) && !it.contains(" status ")) // a refusal more is no promise broken
                .forEach(it -> differences.add(it + " is new: " + now.get(it)));
        List<Pattern> wanted = wanted();

        assertThat(differences.stream()
                        .filter(it -> wanted.stream()
                                .noneMatch(pattern -> pattern.matcher(it).find()))
                        .toList())
                .isEmpty();
        assertThat(wanted)
                .as("what is allowed and does not happen")
                .allMatch(pattern ->
                        differences.stream().anyMatch(it -> pattern.matcher(it).find()));
    }

    /** Returns the differences that are wanted: each line is a regular expression, below a comment that says why. */
    private static List<Pattern> wanted() throws IOException {
        try (InputStream in = Objects.requireNonNull(OpenApiTest.class.getResourceAsStream("/contract/wanted.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Pattern::compile)
                    .toList();
        }
    }

    private static JsonNode resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(OpenApiTest.class.getResourceAsStream("/contract/" + name))) {
            return JSON.readTree(in);
        }
    }

    /** Returns what is promised, piece by piece, without words for people. */
    private static Map<String, JsonNode> promises(JsonNode document) {
        var promises = new TreeMap<String, JsonNode>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(member -> member.getValue().has("operationId"))
                        .forEach(member -> operation(
                                document,
                                path.getValue().path("parameters"),
                                member.getKey(),
                                path.getKey(),
                                member.getValue(),
                                promises)));
        return promises;
    }

    private static void operation(
            JsonNode document,
            JsonNode common,
            String method,
            String path,
            JsonNode operation,
            Map<String, JsonNode> promises) {
        String name = operation.path("operationId").asText();
        promises.put(name, JSON.createObjectNode().put("route", method + " " + path));
        for (JsonNode list : List.of(common, operation.path("parameters"))) {
            for (JsonNode each : list) {
                JsonNode parameter = Promise.resolve(document, each);
                promises.put(
                        "%s %s %s"
                                .formatted(
                                        name,
                                        parameter.path("in").asText(),
                                        parameter.path("name").asText()),
                        bare(document, parameter));
            }
        }
        JsonNode schema = bare(document, operation.at("/requestBody/content/application~1json/schema"));
        schema.path("properties")
                .properties()
                .forEach(member -> promises.put("%s body %s".formatted(name, member.getKey()), member.getValue()));
        if (schema instanceof ObjectNode object) {
            object.remove("properties");
            promises.put(name + " body", object);
        }
        operation.path("responses").properties().forEach(response -> {
            promises.put("%s status %s".formatted(name, response.getKey()), JSON.createObjectNode());
            response.getValue()
                    .path("content")
                    .properties()
                    .forEach(content -> promises.put(
                            "%s %s %s".formatted(name, response.getKey(), content.getKey()),
                            bare(document, content.getValue().path("schema"))));
        });
    }

    /** Returns a schema with what it refers to in it, and without words for people. */
    private static JsonNode bare(JsonNode document, JsonNode node) {
        JsonNode meant = Promise.resolve(document, node);
        if (meant instanceof ArrayNode array) {
            var list = new ArrayList<JsonNode>();
            array.forEach(item -> list.add(bare(document, item)));
            list.sort(Comparator.comparing(JsonNode::toString));
            return JSON.createArrayNode().addAll(list);
        }
        if (!meant.isObject()) {
            return meant;
        }
        ObjectNode copy = JSON.createObjectNode();
        meant.properties().stream()
                .filter(member -> !WORDS.contains(member.getKey())
                        || (member.getValue().isObject() && member.getValue().has("type")))
                .forEach(member -> copy.set(member.getKey(), bare(document, member.getValue())));
        return copy;
    }
}
