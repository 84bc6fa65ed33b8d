package dev.daybook.session.ait42;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.domain.Spelling.Escapes;
import dev.daybook.event.JsonText;
import dev.daybook.importing.JsonSplice;
import dev.daybook.session.SessionRecord;
import dev.daybook.session.SessionShape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A record of a file in which only that changes what is to be said otherwise: every other byte stays, whatever it is.
 *
 * <p>The bytes are taken one by one as letters, and new values are given their bytes of UTF-8 in the same way: so text
 * that is no UTF-8 stays as it is, too.
 */
final class SessionSplice {

    private static final String INSTANCES = "instances";
    private static final String MESSAGES = "chatHistory";

    private final JsonSplice record;

    private SessionSplice(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        this.record = JsonSplice.of(text, spelling(text));
    }

    /**
     * Returns the record as it should be, read as nothing else than that: a field that is not there is taken from
     * others, and must not change with them.
     *
     * @param bytes the record as it stands in the file
     * @param said what it is read as
     * @param now what it should say
     */
    static byte[] exact(byte[] bytes, SessionRecord said, SessionRecord now) {
        byte[] spliced = bytes(bytes, said, now);
        return Records.read(spliced)
                .filter(it -> !it.equals(now))
                .map(it -> bytes(spliced, it, now))
                .orElse(spliced);
    }

    /** Returns the record with every field that differs between {@code said} and {@code now} as the latter has it. */
    static byte[] bytes(byte[] bytes, SessionRecord said, SessionRecord now) {
        var splice = new SessionSplice(bytes);
        var was = (ObjectNode) JsonText.tree(SessionShape.RECORD.json(said));
        var is = (ObjectNode) JsonText.tree(SessionShape.RECORD.json(now));
        splice.merge(List.of(), was, is);
        return splice.record.text().getBytes(StandardCharsets.ISO_8859_1);
    }

    private void merge(List<String> path, ObjectNode was, ObjectNode is) {
        var gone = new ArrayList<String>();
        was.fieldNames().forEachRemaining(it -> {
            if (!is.has(it)) {
                gone.add(it);
            }
        });
        gone.forEach(it -> record.remove(below(path, it)));
        is.properties().forEach(it -> {
            JsonNode old = was.path(it.getKey());
            if (!it.getValue().equals(old)) {
                replace(below(path, it.getKey()), old, it.getValue());
            }
        });
    }

    private void replace(List<String> path, JsonNode old, JsonNode value) {
        boolean list = path.equals(List.of(INSTANCES)) || path.equals(List.of(MESSAGES));
        if (list && record.length(path).filter(it -> it == old.size()).isPresent()) {
            elements(path, (ArrayNode) old, (ArrayNode) value);
        } else {
            record.set(path, letters(value));
        }
    }

    private void elements(List<String> path, ArrayNode was, ArrayNode is) {
        for (int i = was.size() - 1; i >= is.size(); i--) {
            record.remove(below(path, Integer.toString(i)));
        }
        for (int i = 0; i < is.size(); i++) {
            if (i >= was.size()) {
                record.append(path, letters(is.get(i)));
            } else if (!is.get(i).equals(was.get(i))) {
                merge(below(path, Integer.toString(i)), (ObjectNode) was.get(i), (ObjectNode) is.get(i));
            }
        }
    }

    private static List<String> below(List<String> path, String key) {
        var all = new ArrayList<>(path);
        all.add(key);
        return all;
    }

    private static Json letters(JsonNode value) {
        return new Json(
                new String(JsonText.of(value).text().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }

    /** How it is written: a level is what the members are further in than the brace that ends the record. */
    private static Spelling spelling(String text) {
        int first = text.indexOf('\n');
        int last = text.lastIndexOf('\n');
        int levels = blanks(text, first) - (last == first ? 0 : blanks(text, last));
        boolean lines = first >= 0 && text.substring(0, first).strip().equals("{");
        String indent =
                lines ? text.substring(first + 1, first + 1 + Math.max(1, Math.min(levels, blanks(text, first)))) : "";
        boolean spaced = text.contains("\": ");
        return new Spelling(
                indent.isBlank() ? indent : "",
                first > 0 && text.charAt(first - 1) == '\r' ? "CRLF" : "LF",
                false,
                false,
                spaced ? ", " : ",",
                spaced ? ": " : ":",
                Escapes.NONE,
                Optional.empty());
    }

    private static int blanks(String text, int newline) {
        int at = newline + 1;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at - newline - 1;
    }
}
