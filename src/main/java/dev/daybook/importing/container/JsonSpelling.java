package dev.daybook.importing.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.domain.Spelling.Escapes;
import dev.daybook.shape.JsonLook;
import dev.daybook.shape.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Finds out how a JSON text was written. */
public final class JsonSpelling {

    /**
     * Returns the spelling in which {@code json} is {@code text} again, character by character: the simplest one that
     * does, and the text itself if none does.
     *
     * @param text without its byte order mark
     */
    public static Spelling of(String text, boolean byteOrderMark, Json json) {
        Spelling plain = looks(text, byteOrderMark);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (Escapes escapes : Escapes.values()) {
            Spelling candidate = plain.withEscapes(escapes);
            if (Arrays.equals(JsonWriter.text(json, candidate), bytes)) {
                return candidate;
            }
        }
        return verbatim(text, byteOrderMark);
    }

    /** Returns the spelling that is the text itself. What is added to it looks like the rest. */
    public static Spelling verbatim(String text, boolean byteOrderMark) {
        return looks(text, byteOrderMark).withVerbatim(Optional.of(text));
    }

    /** Returns what can be seen without knowing the value. */
    static Spelling looks(String text, boolean byteOrderMark) {
        return JsonLook.of((byteOrderMark ? "\uFEFF" + text : text).getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a spelling as frames hold it. */
    public static ObjectNode json(Spelling as) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("indent", as.indent())
                .put("newline", as.newline())
                .put("byteOrderMark", as.byteOrderMark())
                .put("finalNewline", as.finalNewline())
                .put("comma", as.comma())
                .put("colon", as.colon())
                .put("escapes", as.escapes().name());
        as.verbatim().ifPresent(text -> json.put("verbatim", text));
        return json;
    }

    /** Returns what {@link #json} is of. */
    public static Spelling of(JsonNode json) {
        return new Spelling(
                json.path("indent").asText(),
                json.path("newline").asText("LF"),
                json.path("byteOrderMark").asBoolean(),
                json.path("finalNewline").asBoolean(true),
                json.path("comma").asText(","),
                json.path("colon").asText(":"),
                Escapes.valueOf(json.path("escapes").asText("NONE")),
                Optional.ofNullable(json.path("verbatim").textValue()));
    }

    private JsonSpelling() {}
}
