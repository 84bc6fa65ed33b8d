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
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Holds answers against the contract: status, headers, media type, and each field of the body. */
final class Promise {

    private final Contract contract = Contract.read();
    private final Map<String, JsonNode> operations = new HashMap<>();
    private final Map<JsonNode, Validator> validators = new HashMap<>();

    Promise() {
        contract.document()
                .path("paths")
                .forEach(path -> path.forEach(member -> {
                    if (member.has("operationId")) {
                        operations.put(member.path("operationId").asText(), member);
                    }
                }));
    }

    Contract contract() {
        return contract;
    }

    /** Returns the reply, if it is one that the contract promises for this operation. */
    Caller.Reply kept(String operation, Caller.Reply reply) {
        JsonNode promised = Objects.requireNonNull(operations.get(operation), operation)
                .path("responses")
                .path(Integer.toString(reply.status()));
        assertThat(promised.isMissingNode())
                .as("%s answers %d, which the contract does not name: %s", operation, reply.status(), reply.text())
                .isFalse();
        JsonNode response = ContractOperation.resolve(contract.document(), promised);
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
        contract.document()
                .at("/components/schemas")
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
