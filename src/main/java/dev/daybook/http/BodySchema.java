package dev.daybook.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.http.Problem.Flaw;
import dev.daybook.http.Problem.Kind;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The schema of a body, compiled when the first one comes. Thread-safe. */
final class BodySchema {

    private static final String BASE = "app://daybook/";
    private static final String COMPONENTS = "#/components/schemas/";
    private static final String DEFINITIONS = "#/$defs/";
    private static final int FLAWS_MAX = 50;

    /** Keywords whose errors only say that something below them is wrong. */
    private static final Set<String> OUTER = Set.of("$ref", "properties", "items", "prefixItems", "allOf");

    private static final Set<String> LIMITS = Set.of("maximum", "maxLength", "maxItems", "maxProperties");

    private final JsonNode document;
    private final JsonNode schema;
    private final ReentrantLock compiling = new ReentrantLock();
    private volatile @Nullable Compiled compiled;

    private record Compiled(JsonNode schema, Validator validator) {}

    BodySchema(JsonNode document, JsonNode schema) {
        this.document = document;
        this.schema = schema;
    }

    /** Returns the body, parsed; throws one problem that names all its mistakes. */
    JsonNode check(byte[] bytes, Optional<String> contentType) {
        checkMedia(contentType);
        JsonNode body = parse(bytes);
        List<Flaw> flaws = new ArrayList<>();
        Object plain = PlainJson.of(body, flaws);
        if (!flaws.isEmpty()) {
            throw Problem.of(Kind.INVALID_REQUEST, ContractOperation.sentence(flaws), flaws)
                    .thrown();
        }
        OutputUnit result = compiled().validator().validate(plain);
        if (!result.getValid()) {
            throw problem(result, body).thrown();
        }
        return body;
    }

    static void checkMedia(Optional<String> contentType) {
        String media = contentType.orElse("nothing").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!media.equals(Answer.JSON) && !media.endsWith("+json")) {
            throw Problem.thrown(Kind.UNSUPPORTED_MEDIA_TYPE, "Content-Type is '%s': want %s", media, Answer.JSON);
        }
    }

    private static JsonNode parse(byte[] bytes) {
        try {
            JsonNode body = JsonOutput.read(bytes);
            if (body.isMissingNode()) {
                throw Problem.thrown(Kind.INVALID_REQUEST, "the body is empty: want JSON");
            }
            return body;
        } catch (JacksonException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " (line %d, column %d)"
                            .formatted(
                                    e.getLocation().getLineNr(), e.getLocation().getColumnNr());
            throw Problem.thrown(Kind.INVALID_REQUEST, "the body is not JSON: %s%s", e.getOriginalMessage(), where);
        } catch (IOException e) {
            throw Problem.thrown(
                    Kind.INVALID_REQUEST, "the body is not JSON in UTF-8: %s", String.valueOf(e.getMessage()));
        }
    }

    private Problem problem(OutputUnit result, JsonNode body) {
        List<OutputUnit> errors = Optional.ofNullable(result.getErrors()).orElse(List.of());
        // The validator reports a known field that is wrong as an unknown one, too.
        Set<String> known = errors.stream()
                .filter(error -> keyword(error).equals("properties"))
                .map(OutputUnit::getInstanceLocation)
                .collect(Collectors.toSet());
        Map<Flaw, Kind> flaws = new LinkedHashMap<>();
        for (OutputUnit error : errors) {
            String keyword = keyword(error);
            boolean twice = keyword.equals("additionalProperties") && known.contains(error.getInstanceLocation());
            if (!OUTER.contains(keyword) && !twice && flaws.size() < FLAWS_MAX) {
                flaws.put(flaw(keyword, error, body), kind(keyword));
            }
        }
        Kind kind = List.of(Kind.UNKNOWN_FIELD, Kind.WRONG_TYPE, Kind.OVER_LIMIT).stream()
                .filter(flaws::containsValue)
                .findFirst()
                .orElse(Kind.INVALID_REQUEST);
        List<Flaw> all = List.copyOf(flaws.keySet());
        return Problem.of(
                kind, all.isEmpty() ? "the body does not fit the contract" : ContractOperation.sentence(all), all);
    }

    private static Kind kind(String keyword) {
        return switch (keyword) {
            case "additionalProperties" -> Kind.UNKNOWN_FIELD;
            case "type" -> Kind.WRONG_TYPE;
            default -> LIMITS.contains(keyword) ? Kind.OVER_LIMIT : Kind.INVALID_REQUEST;
        };
    }

    private Flaw flaw(String keyword, OutputUnit error, JsonNode body) {
        String at = error.getInstanceLocation().substring(1);
        String owner = pointer(error.getAbsoluteKeywordLocation().substring(BASE.length() + 1), 1);
        JsonNode rule = compiled().schema().at(owner);
        return switch (keyword) {
            case "additionalProperties" ->
                new Flaw(
                        "body",
                        at,
                        "is not a field of this request: want one of "
                                + rule.path("properties")
                                        .propertyStream()
                                        .map(Map.Entry::getKey)
                                        .collect(Collectors.joining(", ")));
            case "type" ->
                new Flaw("body", at, "is %s: want %s".formatted(name(body.at(at)), words(rule.path("type"))));
            case "enum" ->
                new Flaw("body", at, "is %s: want one of %s".formatted(body.at(at), words(rule.path("enum"))));
            case "required" -> {
                String[] quoted = error.getError().split("\"", 3);
                yield quoted.length == 3
                        ? new Flaw("body", at + "/" + quoted[1], "is missing")
                        : new Flaw("body", at, error.getError());
            }
            default -> new Flaw("body", at, "is refused: " + error.getError());
        };
    }

    private static String keyword(OutputUnit error) {
        String location = error.getKeywordLocation();
        return location.substring(location.lastIndexOf('/') + 1);
    }

    /** Drops the last {@code steps} parts of a JSON pointer. */
    private static String pointer(String location, int steps) {
        String pointer = location;
        for (int step = 0; step < steps; step++) {
            pointer = pointer.substring(0, Math.max(0, pointer.lastIndexOf('/')));
        }
        return pointer;
    }

    private static String name(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "a text";
            case NUMBER -> value.isIntegralNumber() ? "a whole number" : "a fraction";
            case BOOLEAN -> value.asText();
            case NULL -> "null";
            case ARRAY -> "a list";
            default -> "an object";
        };
    }

    private static String words(JsonNode one) {
        if (!one.isArray()) {
            return one.asText();
        }
        List<String> words = new ArrayList<>();
        one.forEach(word -> words.add(word.asText()));
        return String.join(", ", words);
    }

    private Compiled compiled() {
        Compiled known = compiled;
        if (known != null) {
            return known;
        }
        compiling.lock();
        try {
            Compiled mine = compiled;
            if (mine == null) {
                mine = compile(document, schema);
                compiled = mine;
            }
            return mine;
        } finally {
            compiling.unlock();
        }
    }

    private static Compiled compile(JsonNode document, JsonNode schema) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        Map<String, JsonNode> definitions = new LinkedHashMap<>();
        root.setAll((ObjectNode) closed(document, schema, definitions));
        root.putObject("$defs").setAll(definitions);
        Validator validator = Validator.create(
                JsonSchema.of(new JsonObject(root.toString())),
                new JsonSchemaOptions()
                        .setBaseUri(BASE)
                        .setDraft(Draft.DRAFT202012)
                        .setOutputFormat(OutputFormat.Basic));
        return new Compiled(root, validator);
    }

    /** Copies a schema with its references turned to {@code $defs}, and collects what they refer to. */
    private static JsonNode closed(JsonNode document, JsonNode schema, Map<String, JsonNode> definitions) {
        if (schema.isArray()) {
            var copy = JsonNodeFactory.instance.arrayNode();
            schema.forEach(item -> copy.add(closed(document, item, definitions)));
            return copy;
        }
        if (!schema.isObject()) {
            return schema;
        }
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        schema.properties().forEach(member -> {
            String text = member.getValue().asText();
            if (member.getKey().equals("$ref") && text.startsWith(COMPONENTS)) {
                String name = text.substring(COMPONENTS.length());
                copy.put("$ref", DEFINITIONS + name);
                if (!definitions.containsKey(name)) {
                    definitions.put(name, JsonNodeFactory.instance.objectNode());
                    definitions.put(name, closed(document, document.at(text.substring(1)), definitions));
                }
            } else {
                copy.set(member.getKey(), closed(document, member.getValue(), definitions));
            }
        });
        return copy;
    }
}
