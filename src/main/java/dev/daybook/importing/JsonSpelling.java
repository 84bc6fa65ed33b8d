package dev.daybook.importing;

import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.domain.Spelling.Escapes;
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
        int newline = text.indexOf('\n');
        boolean crlf = newline > 0 && text.charAt(newline - 1) == '\r';
        String indent = indent(text, newline);
        String colon = after(text, ':', "");
        return new Spelling(
                indent,
                crlf ? "CRLF" : "LF",
                byteOrderMark,
                text.endsWith("\n"),
                "," + after(text, ',', indent.isEmpty() ? colon : ""),
                ":" + colon,
                Escapes.NONE,
                Optional.empty());
    }

    private static String indent(String text, int newline) {
        int first = text.indexOf('{');
        int list = text.indexOf('[');
        int open = first < 0 || (list >= 0 && list < first) ? list : first;
        if (newline < 0 || open < 0 || open > newline) {
            return "";
        }
        int to = newline + 1;
        while (to < text.length() && (text.charAt(to) == ' ' || text.charAt(to) == '\t')) {
            to++;
        }
        return text.substring(newline + 1, to);
    }

    /** Returns the blank after the first {@code separator} outside of texts; {@code otherwise} if there is none. */
    private static String after(String text, char separator, String otherwise) {
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            char it = text.charAt(i);
            if (it == '\\' && inside) {
                i++;
            } else if (it == '"') {
                inside = !inside;
            } else if (it == separator && !inside) {
                return i + 1 < text.length() && text.charAt(i + 1) == ' ' ? " " : "";
            }
        }
        return otherwise;
    }

    private JsonSpelling() {}
}
