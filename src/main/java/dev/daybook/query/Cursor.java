package dev.daybook.query;

import dev.daybook.domain.Rejected;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Names the last item of a page by the values that order the list. Opaque to callers; {@code list} says which list and
 * order it belongs to, so that it is not taken for another's.
 */
record Cursor(String list, List<String> key) {

    private static final String BETWEEN = "\u001f";

    /** Paths and what files told may hold any character: the two that mean something here are written otherwise. */
    private static final String ESCAPE = "\u001d";

    private static final String ESCAPED_ESCAPE = ESCAPE + '0';
    private static final String ESCAPED_BETWEEN = ESCAPE + '1';

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
        List<String> parts = Stream.of(plain.split(BETWEEN, -1))
                .map(part -> part.replace(ESCAPED_BETWEEN, BETWEEN).replace(ESCAPED_ESCAPE, ESCAPE))
                .toList();
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
        String plain = Stream.concat(Stream.of(list), key.stream())
                .map(part -> part.replace(ESCAPE, ESCAPED_ESCAPE).replace(BETWEEN, ESCAPED_BETWEEN))
                .collect(Collectors.joining(BETWEEN));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }
}
