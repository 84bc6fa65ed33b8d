package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the contract against the routes that there are, and against itself. */
class ContractRoutesTest {

    private final Promise promise = new Promise();

    @TempDir
    private Path folder;

    @Test
    void every_route_is_in_the_contract_and_every_operation_is_routed() {
        try (var house = new Fixture(folder)) {
            List<String> routed = house.server.routes().all().stream()
                    .map(route -> route.method() + " " + route.template())
                    .distinct()
                    .sorted()
                    .toList();
            assertThat(routed).containsExactlyInAnyOrderElementsOf(promise.routes());
        }
    }

    @Test
    void every_route_takes_and_offers_what_the_contract_says() {
        JsonNode document = promise.document();
        try (var house = new Fixture(folder)) {
            assertThat(house.server.routes().all().stream().map(route -> {
                        RouteForm form = route.form();
                        return "%s %s offers %s"
                                .formatted(
                                        form.id(),
                                        form.parameters().stream()
                                                .map(it -> "%s %s %s %s"
                                                        .formatted(it.in(), it.name(), it.required(), it.isList()))
                                                .sorted()
                                                .toList(),
                                        form.offers());
                    }))
                    .containsExactlyInAnyOrderElementsOf(promise.operations().values().stream()
                            .map(operation -> "%s %s offers %s"
                                    .formatted(
                                            operation.path("operationId").asText(),
                                            operation
                                                    .path("parameters")
                                                    .valueStream()
                                                    .map(it -> taken(document, Promise.resolve(document, it)))
                                                    .sorted()
                                                    .toList(),
                                            offered(operation)))
                            .toList());
        }
    }

    private static String taken(JsonNode document, JsonNode parameter) {
        JsonNode schema = Promise.resolve(document, parameter.path("schema"));
        return "%s %s %s %s"
                .formatted(
                        parameter.path("in").asText(),
                        parameter.path("name").asText(),
                        parameter.path("required").asBoolean(),
                        schema.path("type").asText().equals("array"));
    }

    private static List<String> offered(JsonNode operation) {
        return operation.path("responses").properties().stream()
                .filter(response -> response.getKey().startsWith("2"))
                .flatMap(response -> response.getValue().path("content").properties().stream())
                .map(Map.Entry::getKey)
                .distinct()
                .toList();
    }

    @Test
    void every_operation_names_itself_its_answers_and_its_mistakes() {
        JsonNode document = promise.document();
        List<String> flaws = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(member -> member.getValue().has("operationId"))
                        .forEach(member -> {
                            JsonNode operation = member.getValue();
                            String name = operation.path("operationId").asText();
                            if (operation.path("summary").asText().isEmpty()) {
                                flaws.add(name + " has no summary");
                            }
                            operation.path("responses").properties().forEach(response -> {
                                JsonNode answer = Promise.resolve(document, response.getValue());
                                if (!answer.path("headers").has("Daybook-Position")) {
                                    flaws.add("%s %s has no Daybook-Position".formatted(name, response.getKey()));
                                }
                                if (!response.getKey().startsWith("2")
                                        && !response.getKey().startsWith("3")
                                        && !name.equals("mcp") // has errors of its own
                                        && !answer.path("content").has("application/problem+json")) {
                                    flaws.add("%s %s is no problem".formatted(name, response.getKey()));
                                }
                            });
                        }));
        assertThat(flaws).isEmpty();
        assertThat(referred(document))
                .allMatch(reference -> !document.at(reference).isMissingNode());
    }

    private static List<String> referred(JsonNode node) {
        return node.findValuesAsText("$ref").stream()
                .map(reference -> reference.substring(1))
                .distinct()
                .collect(Collectors.toList());
    }

    @Test
    void the_examples_of_requests_fit_their_schemas() {
        JsonNode document = promise.document();
        document.path("paths")
                .forEach(path -> path.forEach(operation -> {
                    JsonNode content = operation.at("/requestBody/content/application~1json");
                    content.path("examples")
                            .forEach(example -> promise.fits(
                                    operation.path("operationId").asText(),
                                    content.path("schema"),
                                    example.path("value")));
                }));
    }
}
