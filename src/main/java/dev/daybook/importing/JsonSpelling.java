package dev.daybook.importing;

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

    private JsonSpelling() {}
}
