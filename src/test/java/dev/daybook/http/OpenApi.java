package dev.daybook.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.event.JsonText;
import dev.daybook.operation.Catalogue;
import dev.daybook.operation.Column;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Effect;
import dev.daybook.operation.Operation.Place;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Operations;
import dev.daybook.shape.Argument;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The contract of the catalogue, as OpenAPI 3.1: what stands in {@code openapi.json}. */
final class OpenApi {

    private static final List<String> COMMAND_HEADERS =
            List.of("Actor", "Source", "Session", "Correlation", "Traceparent", "IdempotencyKey");

    /** What is said of work that is no command. */
    private static final List<String> WORK_HEADERS = List.of("Actor", "Source");

    /** They answer everybody. */
    private static final List<String> FREE = List.of("/livez", "/readyz");

    /** What is answered beside success, by status: the names of the contract. */
    private static final Map<Integer, String> REFUSALS = Map.ofEntries(
            Map.entry(400, "Invalid"),
            Map.entry(401, "Unauthenticated"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "NotFound"),
            Map.entry(406, "NotAcceptable"),
            Map.entry(408, "BodyLate"),
            Map.entry(409, "Conflict"),
            Map.entry(410, "Gone"),
            Map.entry(412, "Stale"),
            Map.entry(413, "TooLarge"),
            Map.entry(415, "UnsupportedMediaType"),
            Map.entry(421, "HostNotAllowed"),
            Map.entry(422, "Refused"),
            Map.entry(429, "TooManyRequests"),
            Map.entry(428, "RevisionRequired"),
            Map.entry(500, "Internal"),
            Map.entry(503, "Unavailable"),
            Map.entry(504, "PositionTimeout"));

    /**
     * Adds the operations of a catalogue to a contract.
     *
     * @param written what is written by hand: what all have in common, and the operations that are in no catalogue
     */
    static ObjectNode of(ObjectNode written, Catalogue<?> catalogue) {
        ObjectNode document = written.deepCopy();
        for (Operations<?> group : catalogue.groups()) {
            group.all().stream().filter(it -> !it.isOnlyCommand()).forEach(it -> add(document, group.tag(), it));
        }
        document.path("paths").properties().stream()
                .filter(path -> !FREE.contains(path.getKey()))
                .flatMap(path -> path.getValue().properties().stream())
                .filter(member -> member.getValue().has("operationId"))
                .forEach(member -> List.of(401, 403, 429)
                        .forEach(status -> ((ObjectNode) member.getValue().path("responses"))
                                .set(Integer.toString(status), refusal(status))));
        List<String> tags = document.path("tags").findValuesAsText("name");
        List<String> listed = catalogue
                .all()
                .flatMap(it -> Stream.of(it.path(), it.pathOfFormats()))
                .toList();
        ObjectNode sorted = object();
        document.path("paths").properties().stream()
                .sorted(Comparator.<Map.Entry<String, JsonNode>>comparingInt(path -> tags.indexOf(
                                path.getValue().findPath("tags").path(0).asText()))
                        // What is written by hand comes behind.
                        .thenComparing(path -> !listed.contains(path.getKey()))
                        .thenComparingInt(path -> listed.indexOf(path.getKey())))
                .forEach(path -> sorted.set(path.getKey(), path.getValue()));
        document.set("paths", sorted);
        return document;
    }

    private static void add(ObjectNode document, String tag, Operation<?, ?> it) {
        it.answerForm().ifPresent(form -> AnswerSchemas.add((ObjectNode) document.at("/components/schemas"), form));
        if (it.projects().isPresent()) {
            JsonNode answer = document.at("/components/schemas/" + it.answer());
            JsonNode page = answer.has("oneOf") // a page, or all of it in another form
                    ? document.at(answer.at("/oneOf/0/$ref").asText().substring(1))
                    : answer;
            JsonNode written = page.at("/properties/items/items/$ref");
            String item = it.answerForm()
                    .map(form -> "/components/schemas/" + form.name())
                    .orElseGet(() -> written.asText().substring(1));
            document.withObject(item + "/properties/project")
                    .put("type", "string")
                    .put("description", "the project of a tool that it is of, once there are several");
        }
        ObjectNode operation = operation(tag, it);
        if (it.hasRows()) {
            rows(document, it, (ObjectNode) operation.at("/responses/200"));
        }
        var paths = (ObjectNode) document.path("paths");
        paths.withObjectProperty(it.path()).set(it.method().toLowerCase(Locale.ROOT), operation);
        if (!it.pathOfFormats().isEmpty()) {
            ObjectNode named = operation.deepCopy().put("operationId", it.id() + "As");
            named.put("summary", it.says().getFirst() + " The format is named by the suffix.");
            named.withArrayProperty("parameters").insert(0, reference("parameters", "format"));
            paths.withObjectProperty(it.pathOfFormats()).set("get", named);
        }
    }

    /** Promises the items of a list one by one, too. */
    private static void rows(ObjectNode document, Operation<?, ?> it, ObjectNode response) {
        JsonNode page = document.at("/components/schemas/" + it.answer());
        JsonNode first = page.path("oneOf").path(0);
        JsonNode list = first.isMissingNode() ? page : Promise.resolve(document, first);
        boolean isAlone = list.path("properties")
                .propertyStream()
                .allMatch(member -> List.of("items", "next").contains(member.getKey()));
        if (!isAlone) {
            response.withObjectProperty("headers").set("Daybook-Beside", reference("headers", "Beside"));
        }
        ObjectNode content = response.withObjectProperty("content");
        content.putObject(RowStream.NDJSON)
                .set("schema", list.at("/properties/items/items").deepCopy());
        content.putObject(RowStream.CSV)
                .put("example", it.csv().stream().map(Column::name).collect(Collectors.joining(",")))
                .putObject("schema")
                .put("type", "string");
    }

    private static ObjectNode operation(String tag, Operation<?, ?> it) {
        ObjectNode operation = object();
        operation.putArray("tags").add(tag);
        operation.put("operationId", it.id());
        operation.put("summary", it.says().getFirst());
        if (it.says().size() > 1) {
            operation.put(
                    "description",
                    String.join(" ", it.says().subList(1, it.says().size())));
        }
        parameters(it, operation.putArray("parameters"));
        if (it.hasBody()) {
            body(it, operation.putObject("requestBody"));
        }
        responses(it, operation.putObject("responses"));
        return operation;
    }

    private static void parameters(Operation<?, ?> it, ArrayNode parameters) {
        for (Place place : List.of(Place.PATH, Place.QUERY, Place.HEADER)) {
            it.given(place).forEach(argument -> parameters.add(parameter(it, place, argument)));
        }
        if (it.isPaged()) {
            List.of("limit", "cursor").forEach(name -> refer(parameters, name));
        }
        if (it.projects().isPresent()) {
            refer(parameters, "project");
        }
        if (it.isTimed()) {
            List.of(Operation.AS_OF, Operation.AS_RECORDED).forEach(name -> refer(parameters, name));
        }
        if (it.isBranched()) {
            refer(parameters, Operation.BRANCH);
        }
        if (it.mayReveal()) {
            refer(parameters, Operation.REVEAL);
        }
        if (it.hasRevision()) {
            refer(parameters, "IfNoneMatch");
        }
        if (!it.readModel().isEmpty()) {
            List.of("after", "wait").forEach(name -> refer(parameters, name));
        }
        if (it.revision() != Revision.NONE) {
            refer(parameters, it.revision() == Revision.REQUIRED ? "IfMatch" : "IfMatchOptional");
        }
        if (it.isLong()) {
            refer(parameters, "Prefer");
        }
        switch (it.effect()) {
            case READS -> {}
            case WORKS -> WORK_HEADERS.forEach(name -> refer(parameters, name));
            case WRITES, DESTROYS -> COMMAND_HEADERS.forEach(name -> refer(parameters, name));
        }
    }

    private static ObjectNode parameter(Operation<?, ?> it, Place place, Argument argument) {
        ObjectNode parameter = object();
        String header = it.header(argument.name());
        parameter.put("name", header.isEmpty() ? argument.name() : header);
        parameter.put("in", place.name().toLowerCase(Locale.ROOT));
        if (argument.required()) {
            parameter.put("required", true);
        }
        ObjectNode schema = schema(argument);
        if (schema.has("description")) {
            parameter.set("description", schema.remove("description"));
        }
        if (argument.kind() == Argument.Kind.FLAG) {
            parameter.put("allowEmptyValue", true);
        }
        parameter.set("schema", schema);
        if (argument.kind() == Argument.Kind.TEXTS && !it.isRepeated(argument.name())) {
            parameter.put("style", "form").put("explode", false);
        }
        argument.example().ifPresent(example -> parameter.set("example", JsonText.tree(example)));
        return parameter;
    }

    private static void body(Operation<?, ?> it, ObjectNode body) {
        body.put("required", true);
        ObjectNode media = body.putObject("content").putObject(Answer.JSON);
        if (!it.wholeBody().isEmpty()) {
            media.set("schema", reference("schemas", it.bodySchema()));
            it.given(Place.BODY).getFirst().example().ifPresent(example -> example(media, JsonText.tree(example)));
            return;
        }
        ObjectNode schema = media.putObject("schema").put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = schema.putArray("required");
        ObjectNode example = object();
        for (Argument argument : it.given(Place.BODY)) {
            properties.set(argument.name(), schema(argument));
            if (argument.required()) {
                required.add(argument.name());
            }
            argument.example().ifPresent(value -> example.set(argument.name(), JsonText.tree(value)));
        }
        if (required.isEmpty()) {
            schema.remove("required");
        }
        schema.put("additionalProperties", false);
        if (it.method().equals("PATCH")) {
            schema.put("minProperties", 1);
        }
        if (!example.isEmpty()) {
            example(media, example);
        }
    }

    private static void example(ObjectNode media, JsonNode example) {
        media.putObject("examples").putObject("typical").set("value", example);
    }

    private static ObjectNode schema(Argument argument) {
        var schema = (ObjectNode) JsonText.tree(argument.schema());
        if (argument.kind() == Argument.Kind.TEXTS) {
            schema.remove("default"); // none is none
        }
        return schema;
    }

    private static void responses(Operation<?, ?> it, ObjectNode responses) {
        var all = new TreeMap<Integer, JsonNode>();
        all.put(it.status(), success(it, it.status() > 200));
        if (it.status() == 201 && it.isRecorded()) {
            all.put(200, success(it, false));
        }
        if (it.hasRevision()) {
            ObjectNode known = success(it, false).put("description", "Still as in If-None-Match");
            known.remove("content");
            all.put(304, known);
        }
        boolean readsPast = it.effect() == Effect.READS && !it.readModel().isEmpty();
        if (it.isLong() || readsPast) { // whoever does not want to wait is told of the job
            all.put(202, reference("responses", "Accepted"));
        }
        refusals(it).forEach(status -> all.put(status, refusal(status)));
        for (int status : it.otherStatuses()) {
            all.put(
                    status,
                    REFUSALS.containsKey(status)
                            ? refusal(status)
                            : headers(it, object().put("description", "Nothing to do")));
        }
        all.forEach((status, response) -> responses.set(Integer.toString(status), response));
    }

    private static ObjectNode refusal(int status) {
        return reference("responses", REFUSALS.getOrDefault(status, "Invalid"));
    }

    private static List<Integer> refusals(Operation<?, ?> it) {
        var statuses = new java.util.TreeSet<>(List.of(400, 421, 500));
        boolean reads = it.effect() == Effect.READS;
        statuses.add(422);
        statuses.addAll(reads ? List.of(406) : List.of(409, 503));
        if (it.effect() == Effect.WORKS) {
            statuses.add(406);
        }
        if (!it.given(Place.PATH).isEmpty()) {
            statuses.add(404);
        }
        if (!it.readModel().isEmpty()) {
            statuses.add(504);
        }
        if (it.hasBody()) {
            statuses.addAll(List.of(408, 413, 415));
        }
        if (it.revision() != Revision.NONE) {
            statuses.add(412);
        }
        if (it.revision() == Revision.REQUIRED) {
            statuses.add(428);
        }
        return List.copyOf(statuses);
    }

    private static ObjectNode success(Operation<?, ?> it, boolean isNew) {
        ObjectNode response =
                object().put("description", !it.watched().isEmpty() ? it.watched() : described(it, isNew));
        headers(it, response);
        if (isNew) {
            refer(response.withObjectProperty("headers"), "Location");
        }
        ObjectNode content = response.putObject("content");
        content.putObject(Answer.JSON).set("schema", reference("schemas", it.answer()));
        if (!it.watched().isEmpty()) {
            content.putObject(ServerSentEvents.MEDIA).putObject("schema").put("type", "string");
        }
        return response;
    }

    private static String described(Operation<?, ?> it, boolean isNew) {
        return switch (it.effect()) {
            case READS -> "What was asked for";
            case WORKS -> isNew ? "Begun; Location says where to see it" : "Done";
            case WRITES, DESTROYS -> isNew ? "Made, durably" : "Done, durably";
        };
    }

    private static ObjectNode headers(Operation<?, ?> it, ObjectNode response) {
        ObjectNode headers = response.putObject("headers");
        headers.set("Daybook-Position", reference("headers", "Position"));
        headers.set("Daybook-Correlation", reference("headers", "Correlation"));
        if (it.isPaged()) {
            refer(headers, "Link");
        }
        if (it.hasRevision() || it.isRecorded()) {
            refer(headers, "ETag");
        }
        if (it.isRecorded()) {
            headers.set("Idempotency-Replayed", reference("headers", "Replayed"));
        }
        return response;
    }

    private static void refer(ObjectNode headers, String name) {
        headers.set(name, reference("headers", name));
    }

    private static void refer(ArrayNode parameters, String name) {
        parameters.add(reference("parameters", name));
    }

    private static ObjectNode reference(String kind, String name) {
        return object().put("$ref", "#/components/%s/%s".formatted(kind, name));
    }

    private static ObjectNode object() {
        return com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
    }

    private OpenApi() {}
}
