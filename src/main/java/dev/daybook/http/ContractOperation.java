package dev.daybook.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.http.Problem.Flaw;
import dev.daybook.http.Problem.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/** One operation of the contract: its parameters and its body. Thread-safe. */
final class ContractOperation {

    private static final String REF = "$ref";
    private static final String QUERY = "query";

    private final String id;
    private final String method;
    private final String template;
    private final Map<String, Parameter> parameters;
    private final List<String> offers;

    private ContractOperation(
            String id, String method, String template, Map<String, Parameter> parameters, List<String> offers) {
        this.id = id;
        this.method = method;
        this.template = template;
        this.parameters = parameters;
        this.offers = offers;
    }

    static ContractOperation read(
            JsonNode document, String method, String template, JsonNode common, JsonNode operation) {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        for (JsonNode list : List.of(common, operation.path("parameters"))) {
            for (JsonNode each : list) {
                Parameter parameter = Parameter.read(document, resolve(document, each));
                parameters.put(parameter.name(), parameter);
            }
        }
        return new ContractOperation(
                operation.path("operationId").asText(),
                method,
                template,
                parameters,
                offers(operation.path("responses")));
    }

    private static List<String> offers(JsonNode responses) {
        List<String> offers = new ArrayList<>();
        responses
                .propertyStream()
                .filter(response -> response.getKey().startsWith("2"))
                .forEach(response -> response.getValue()
                        .path("content")
                        .fieldNames()
                        .forEachRemaining(media -> {
                            if (!offers.contains(media)) {
                                offers.add(media);
                            }
                        }));
        return List.copyOf(offers);
    }

    /** Returns what {@code node} refers to within the document, or the node itself. */
    static JsonNode resolve(JsonNode document, JsonNode node) {
        return node.has(REF) ? document.at(node.path(REF).asText().substring(1)) : node;
    }

    String id() {
        return id;
    }

    String method() {
        return method;
    }

    String template() {
        return template;
    }

    /** Returns the value that a missing parameter has, if the contract names one. */
    Optional<String> standard(String name) {
        Parameter parameter = parameters.get(name);
        if (parameter == null) {
            throw new IllegalStateException("%s has no parameter %s in the contract".formatted(id, name));
        }
        return parameter.standard();
    }

    /**
     * Checks path, query and headers; throws one problem that names all their mistakes.
     *
     * @param elsewhere tells parameters whose values somebody else checks
     */
    void check(Map<String, String> path, NamedValues query, NamedValues headers, Predicate<String> elsewhere) {
        List<Flaw> flaws = new ArrayList<>();
        Kind kind = Kind.INVALID_REQUEST;
        for (Parameter parameter : parameters.values()) {
            List<String> values = switch (parameter.in()) {
                case QUERY -> query.getAll(parameter.name());
                case "header" -> headers.getAll(parameter.name());
                default -> List.of(path.getOrDefault(parameter.name(), ""));
            };
            Optional<Parameter.Mistake> mistake = parameter.mistake(values, !elsewhere.test(parameter.name()));
            if (mistake.isPresent()) {
                kind = flaws.isEmpty() ? mistake.get().kind() : Kind.INVALID_REQUEST;
                flaws.add(mistake.get().flaw());
            }
        }
        List<String> known = parameters.values().stream()
                .filter(parameter -> parameter.in().equals(QUERY))
                .map(Parameter::name)
                .toList();
        for (String name : new TreeSet<>(query.names())) {
            if (!known.contains(name)) {
                kind = Kind.UNKNOWN_FIELD;
                flaws.add(new Flaw(
                        QUERY,
                        "/" + name,
                        known.isEmpty()
                                ? "is not a parameter of %s: it has none".formatted(id)
                                : "is not a parameter of %s: want one of %s".formatted(id, String.join(", ", known))));
            }
        }
        if (!flaws.isEmpty()) {
            throw Problem.of(kind, sentence(flaws), flaws).thrown();
        }
    }

    /** Refuses a body that says something. */
    void refuseBody(byte[] bytes) {
        if (!new String(bytes, StandardCharsets.UTF_8).strip().matches("(\\{\\s*})?")) {
            throw Problem.thrown(
                    Kind.INVALID_REQUEST, "%s takes no body, but there is one of %d bytes", id, bytes.length);
        }
    }

    /** Returns the media type of the answer: as the suffix of the path says, else what the client likes best. */
    String media(Map<String, String> path, Optional<String> accept) {
        String suffix = path.getOrDefault("format", "");
        if (!suffix.isEmpty()) {
            return offers.stream()
                    .filter(media -> media.endsWith(suffix))
                    .findFirst()
                    .orElse(Answer.JSON);
        }
        return Accept.best(accept, offers)
                .or(() -> offers.isEmpty() ? Optional.of("") : Optional.empty())
                .orElseThrow(() -> Problem.thrown(
                        Kind.NOT_ACCEPTABLE,
                        "Accept is '%s': want %s",
                        accept.orElse(""),
                        String.join(" or ", offers)));
    }

    static String sentence(List<Flaw> flaws) {
        Flaw first = flaws.getFirst();
        String where = first.pointer().isEmpty() ? "the " + first.in() : first.pointer();
        String more = flaws.size() > 1 ? " (and %d more, see errors)".formatted(flaws.size() - 1) : "";
        return "%s %s%s".formatted(where, first.detail(), more);
    }
}
