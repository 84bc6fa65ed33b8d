package dev.daybook.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.sbi.SbiId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** Returns the text, of a field that may also be null: outer: whether it is given; inner: its value. */
    Optional<Optional<String>> change(String name) {
        return has(name) ? Optional.of(maybeText(name)) : Optional.empty();
    }

    /** Returns all fields that are texts, whole numbers or null, by their names: {@code String}, {@code Integer}. */
    Map<String, Optional<Object>> values() {
        var values = new LinkedHashMap<String, Optional<Object>>();
        for (Map.Entry<String, JsonNode> field : body.properties()) {
            JsonNode value = field.getValue();
            if (value.isTextual() || value.isInt() || value.isNull()) {
                values.put(
                        field.getKey(),
                        maybeText(field.getKey()).map(text -> value.isInt() ? (Object) value.asInt() : text));
            }
        }
        return values;
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

    Optional<List<String>> maybeTexts(String name) {
        return has(name) ? Optional.of(texts(name)) : Optional.empty();
    }

    List<SbiId> ids(String name) {
        return texts(name).stream().map(SbiId::new).toList();
    }

    Optional<List<SbiId>> maybeIds(String name) {
        return has(name) ? Optional.of(ids(name)) : Optional.empty();
    }

    Optional<Json> maybeJson(String name) {
        return has(name) ? Optional.of(JsonOutput.json(body.path(name))) : Optional.empty();
    }
}
