package dev.daybook.domain;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What every domain asks of a text. Each check returns it, or refuses it naming the field of the request. */
public final class Texts {

    /** Titles, names of people, agents and things. */
    public static final int NAME_CHARS_MAX = 200;

    /** Reasons: a paragraph, not a document. */
    public static final int REASON_CHARS_MAX = 2_000;

    /** Specifications and bodies: documents, written or read by a person. */
    public static final int DOCUMENT_BYTES_MAX = 4 << 20;

    /** What a machine writes: results of executions, attachments. */
    public static final int CONTENT_BYTES_MAX = 16 << 20;

    /** JSON of a caller's own: metadata, settings. */
    public static final int JSON_BYTES_MAX = 1 << 20;

    /** A text of 1 to {@link #NAME_CHARS_MAX} characters on one line, not only blanks. */
    public static String name(String pointer, String text) {
        if (text.isBlank()) {
            throw Rejected.invalidAt(pointer, "the text is empty: want 1 to %d characters", NAME_CHARS_MAX);
        }
        atMost(pointer, text, NAME_CHARS_MAX);
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw Rejected.invalidAt(pointer, "the text has line ends or control characters: want one line");
        }
        return text;
    }

    /** A name of a thing that also stands in paths: no slashes, no surrounding blanks. */
    public static String key(String pointer, String text) {
        name(pointer, text);
        if (!text.strip().equals(text)
                || text.indexOf('/') >= 0
                || text.indexOf('\\') >= 0
                || text.equals(".")
                || text.equals("..")) {
            throw Rejected.invalidAt(pointer, "'%s' is no name: want one without slashes or surrounding blanks", text);
        }
        return text;
    }

    public static String reason(String pointer, String text) {
        return atMost(pointer, text, REASON_CHARS_MAX);
    }

    public static String document(String pointer, String text) {
        return atMostBytes(pointer, text, DOCUMENT_BYTES_MAX);
    }

    public static String content(String pointer, String text) {
        return atMostBytes(pointer, text, CONTENT_BYTES_MAX);
    }

    public static Json json(String pointer, Json json) {
        atMostBytes(pointer, json.text(), JSON_BYTES_MAX);
        return json;
    }

    /** Metadata: a JSON object, so that it can be extended. */
    public static Json object(String pointer, Json json) {
        if (!json.text().startsWith("{")) {
            throw Rejected.invalidAt(pointer, "the value is no JSON object: want one such as {\"team\":\"web\"}");
        }
        return json(pointer, json);
    }

    /** Returns what no database keeps of the text as it is; nothing if it keeps all. */
    public static Optional<String> unstorable(String text) {
        for (int at = 0; at < text.length(); at++) {
            char here = text.charAt(at);
            if (here == 0) {
                return Optional.of("has a NUL character at %d: remove it".formatted(at));
            }
            if (Character.isSurrogate(here) && !isPair(text, at++)) {
                return Optional.of("has half a surrogate pair at %d: want whole characters".formatted(at - 1));
            }
        }
        return Optional.empty();
    }

    /** Returns whether both halves of a surrogate pair stand there. */
    public static boolean isPair(String text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1));
    }

    public static String atMost(String pointer, String text, int charsMax) {
        if (text.length() > charsMax) {
            throw Rejected.invalidAt(pointer, "the text has %d characters: want at most %d", text.length(), charsMax);
        }
        return text;
    }

    private static String atMostBytes(String pointer, String text, int bytesMax) {
        // A char takes at most three bytes: short texts need no counting.
        if (text.length() > bytesMax / 3) {
            int bytes = text.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > bytesMax) {
                throw Rejected.invalidAt(pointer, "the text has %d bytes: want at most %d", bytes, bytesMax);
            }
        }
        return text;
    }

    private Texts() {}
}
