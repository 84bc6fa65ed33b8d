package dev.daybook.query;

import dev.daybook.domain.Rejected;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Names the last item of a page by the values that order the list. Opaque to callers; {@code list} says which list and
 * order it belongs to, so that it is not taken for another's.
 */
record Cursor(String list, List<String> key) {

    private static final char BETWEEN = '\u001f'; // ids and times hold no control characters

    static Cursor of(String list, Object... key) {
        var texts = new ArrayList<String>(key.length);
        for (Object part : key) {
            texts.add(String.valueOf(part));
        }
        return new Cursor(list, texts);
    }

    /** Reads a cursor of this list and order. */
    static Optional<Cursor> parse(Optional<String> text, String list, int keys) {
        return text.map(oneText -> parse(oneText, list, keys));
    }

    private static Cursor parse(String text, String list, int keys) {
        String plain;
        try {
            plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw foreign(text);
        }
        List<String> parts = List.of(plain.split(String.valueOf(BETWEEN), -1));
        if (parts.size() != keys + 1 || !parts.getFirst().equals(list)) {
            throw foreign(text);
        }
        return new Cursor(list, parts.subList(1, parts.size()));
    }

    String text(int index) {
        return key.get(index);
    }

    long number(int index) {
        try {
            return Long.parseLong(key.get(index));
        } catch (NumberFormatException e) {
            throw foreign(toString());
        }
    }

    private static Rejected foreign(String text) {
        return Rejected.invalidAt(
                "/cursor", "'%s' is no cursor of this list: want the one that came with its last page", text);
    }

    @Override
    public String toString() {
        String plain = list + BETWEEN + String.join(String.valueOf(BETWEEN), key);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }
}
