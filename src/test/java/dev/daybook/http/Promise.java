package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Holds answers against the contract: status, headers, media type, and each field of the body. */
final class Promise {

    private final JsonNode document = contract();
    private final Map<String, JsonNode> operations = new TreeMap<>();
    private final List<String> routes = new ArrayList<>();
    private final Map<JsonNode, Validator> validators = new HashMap<>();

    Promise() {
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(member -> {
                    if (member.getValue().has("operationId")) {
                        operations.put(member.getValue().path("operationId").asText(), member.getValue());
                        routes.add(member.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));
    }

    /** Reads the contract that the jar carries. */
    static JsonNode contract() {
        try (InputStream in = Objects.requireNonNull(Promise.class.getResourceAsStream("/openapi.json"))) {
            return JsonOutput.read(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what {@code node} refers to within a document, or the node itself. */
    static JsonNode resolve(JsonNode document, JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }

    JsonNode document() {
        return document;
    }

    /** Returns the operations by their names. */
    Map<String, JsonNode> operations() {
        return operations;
    }

    /** Returns the methods and paths of all operations. */
    List<String> routes() {
        return routes;
    }

    /** Returns the reply, if it is one that the contract promises for this operation. */
    Caller.Reply kept(String operation, Caller.Reply reply) {
        JsonNode promised = Objects.requireNonNull(operations.get(operation), operation)
                .path("responses")
                .path(Integer.toString(reply.status()));
        assertThat(promised.isMissingNode())
                .as("%s answers %d, which the contract does not name: %s", operation, reply.status(), reply.text())
                .isFalse();
        JsonNode response = resolve(document, promised);
        assertThat(reply.header("Daybook-Position"))
                .as("Daybook-Position of %s", operation)
                .matches("[0-9]+");
        if (response.path("content").isEmpty()) {
            assertThat(reply.http().body()).isEmpty();
            return reply;
        }
        String media = reply.header("Content-Type").split(";", 2)[0];
        JsonNode content = response.path("content").path(media);
        assertThat(content.isMissingNode())
                .as("%s answers %s", operation, media)
                .isFalse();
        if (media.equals("application/x-ndjson")) {
            reply.lines().forEach(line -> fits(operation, content.path("schema"), line));
        } else if (media.endsWith("json")) {
            fits(operation, content.path("schema"), reply.json());
        }
        return reply;
    }

    /** Refuses JSON that is not as a schema of the contract has it. */
    void fits(String operation, JsonNode schema, JsonNode body) {
        OutputUnit result =
                validators.computeIfAbsent(schema, this::validator).validate(Json.decodeValue(body.toString()));
        assertThat(result.getValid())
                .as(() -> "%s answers %s, which does not fit: %s"
                        .formatted(operation, body, result.toJson().encodePrettily()))
                .isTrue();
    }

    private Validator validator(JsonNode schema) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.setAll((ObjectNode) strict(schema));
        ObjectNode definitions = root.putObject("$defs");
        document.at("/components/schemas")
                .properties()
                .forEach(each -> definitions.set(each.getKey(), strict(each.getValue())));
        return Validator.create(
                JsonSchema.of(new JsonObject(root.toString())),
                new JsonSchemaOptions()
                        .setBaseUri("app://promise/")
                        .setDraft(Draft.DRAFT202012)
                        .setOutputFormat(OutputFormat.Basic));
    }

    /** A client must bear fields that it does not know; we must not send such fields. */
    private static JsonNode strict(JsonNode schema) {
        if (schema.isArray()) {
            var copy = JsonNodeFactory.instance.arrayNode();
            schema.forEach(item -> copy.add(strict(item)));
            return copy;
        }
        if (!schema.isObject()) {
            return schema.isTextual()
                    ? JsonNodeFactory.instance.textNode(schema.asText().replace("#/components/schemas/", "#/$defs/"))
                    : schema;
        }
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        schema.properties().forEach(member -> copy.set(member.getKey(), strict(member.getValue())));
        if (copy.path("properties").isObject() && !copy.has("additionalProperties")) {
            copy.put("additionalProperties", false);
        }
        return copy;
    }
}
