package dev.daybook.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.http.Problem.Flaw;
import dev.daybook.http.Problem.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A path, query or header parameter of the contract. Its text is checked right here: a schema validator would need it
 * converted first, and most requests have parameters but no body.
 */
final class Parameter {

    /** What is wrong with a value. */
    record Mistake(Kind kind, Flaw flaw) {}

    private record Wrong(Kind kind, String detail) {}

    private final String name;
    private final String in;
    private final boolean required;
    private final boolean mayBeEmpty;
    private final boolean list;
    private final String type;
    private final Optional<String> standard;
    private final List<String> words;
    private final long minimum;
    private final long maximum;
    private final int lengthMin;
    private final int lengthMax;
    private final Optional<Pattern> pattern;

    private Parameter(JsonNode parameter, JsonNode whole, JsonNode schema) {
        this.name = parameter.path("name").asText();
        this.in = parameter.path("in").asText();
        this.required = parameter.path("required").asBoolean();
        this.mayBeEmpty = parameter.path("allowEmptyValue").asBoolean();
        this.list = whole.path("type").asText().equals("array");
        this.type = schema.path("type").asText("string");
        this.standard = Optional.ofNullable(whole.get("default")).map(JsonNode::asText);
        List<String> allowed = new ArrayList<>();
        schema.path("enum").forEach(word -> allowed.add(word.asText()));
        this.words = List.copyOf(allowed);
        this.minimum = schema.path("minimum").asLong(Long.MIN_VALUE);
        this.maximum = schema.path("maximum").asLong(Long.MAX_VALUE);
        this.lengthMin = schema.path("minLength").asInt(0);
        this.lengthMax = schema.path("maxLength").asInt(Integer.MAX_VALUE);
        this.pattern = Optional.ofNullable(schema.get("pattern")).map(text -> Pattern.compile(text.asText()));
    }

    static Parameter read(JsonNode document, JsonNode parameter) {
        JsonNode whole = ContractOperation.resolve(document, parameter.path("schema"));
        JsonNode items = ContractOperation.resolve(document, whole.path("items"));
        return new Parameter(parameter, whole, whole.path("type").asText().equals("array") ? items : whole);
    }

    String name() {
        return name;
    }

    String in() {
        return in;
    }

    Optional<String> standard() {
        return standard;
    }

    /** Returns what is wrong with the values that a request has for it; or else only with how often it has one. */
    Optional<Mistake> mistake(List<String> values, boolean checkValues) {
        if (values.isEmpty()) {
            return required ? Optional.of(mistake(new Wrong(Kind.INVALID_REQUEST, "is missing"))) : Optional.empty();
        }
        if (values.size() > 1 && !list) {
            return Optional.of(
                    mistake(new Wrong(Kind.INVALID_REQUEST, "is given " + values.size() + " times: want one")));
        }
        return !checkValues
                ? Optional.empty()
                : values.stream()
                        .flatMap(value -> list ? Request.split(value).stream() : List.of(value).stream())
                        .flatMap(value -> wrong(value).stream())
                        .findFirst()
                        .map(this::mistake);
    }

    private Mistake mistake(Wrong wrong) {
        return new Mistake(wrong.kind(), new Flaw(in, "/" + name, wrong.detail()));
    }

    private Optional<Wrong> wrong(String value) {
        if (value.isEmpty() && mayBeEmpty) {
            return Optional.empty();
        }
        return switch (type) {
            case "integer" -> wrongNumber(value);
            case "boolean" ->
                value.equals("true") || value.equals("false")
                        ? Optional.empty()
                        : Optional.of(new Wrong(Kind.WRONG_TYPE, "is '%s': want true or false".formatted(value)));
            default -> wrongText(value);
        };
    }

    private Optional<Wrong> wrongNumber(String value) {
        long number;
        try {
            number = Long.parseLong(value);
        } catch (NumberFormatException _) {
            return Optional.of(new Wrong(Kind.WRONG_TYPE, "is '%s': want a whole number".formatted(value)));
        }
        if (number < minimum) {
            return Optional.of(new Wrong(Kind.INVALID_REQUEST, "is %d: want at least %d".formatted(number, minimum)));
        }
        return number > maximum
                ? Optional.of(new Wrong(Kind.OVER_LIMIT, "is %d: want at most %d".formatted(number, maximum)))
                : Optional.empty();
    }

    private Optional<Wrong> wrongText(String value) {
        int length = value.codePointCount(0, value.length());
        if (length < lengthMin) {
            return Optional.of(new Wrong(Kind.INVALID_REQUEST, "is empty: want a value"));
        }
        if (length > lengthMax) {
            return Optional.of(
                    new Wrong(Kind.OVER_LIMIT, "has %d characters: want at most %d".formatted(length, lengthMax)));
        }
        if (!words.isEmpty() && !words.contains(value)) {
            return Optional.of(new Wrong(
                    Kind.INVALID_REQUEST, "is '%s': want one of %s".formatted(value, String.join(", ", words))));
        }
        return pattern.isPresent() && !pattern.get().matcher(value).find()
                ? Optional.of(
                        new Wrong(Kind.INVALID_REQUEST, "is '%s': want it to match %s".formatted(value, pattern.get())))
                : Optional.empty();
    }
}
