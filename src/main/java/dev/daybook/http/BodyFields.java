package dev.daybook.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The fields of a body that fits its schema: types and limits need no second look. */
record BodyFields(JsonNode body) {

    boolean has(String name) {
        return body.has(name);
    }

    String text(String name) {
        return body.path(name).asText();
    }

    Optional<String> maybeText(String name) {
        return body.hasNonNull(name) ? Optional.of(text(name)) : Optional.empty();
    }

    int number(String name, int standard) {
        return body.path(name).asInt(standard);
    }

    Optional<Integer> maybeNumber(String name) {
        return body.hasNonNull(name) ? Optional.of(body.path(name).asInt()) : Optional.empty();
    }

    Optional<Long> maybeLong(String name) {
        return body.hasNonNull(name) ? Optional.of(body.path(name).asLong()) : Optional.empty();
    }

    boolean flag(String name) {
        return body.path(name).asBoolean();
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        body.path(name).forEach(text -> texts.add(text.asText()));
        return List.copyOf(texts);
    }
}
