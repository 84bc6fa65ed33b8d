package dev.daybook.http;

import dev.daybook.http.Problem.Kind;
import dev.daybook.text.Utf8;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** Percent-encoded UTF-8 in paths and queries. What is none is the client's mistake, never taken for something else. */
final class Percent {

    private static final int ESCAPE_CHARS = 3;

    private Percent() {}

    /** Returns a part of a path. */
    static String path(String part) {
        return decoded(part).orElseThrow(() -> refused(part, "path"));
    }

    /** Returns the parameters of a query; a {@code +} is a blank. */
    static NamedValues query(Optional<String> query) {
        NamedValues parameters = new NamedValues();
        for (String parameter : query.orElse("").split("&", -1)) {
            if (!parameter.isEmpty()) {
                String[] parts = parameter.split("=", 2);
                parameters.add(value(parts[0]), parts.length == 1 ? "" : value(parts[1]));
            }
        }
        return parameters;
    }

    private static String value(String part) {
        return decoded(part.replace('+', ' ')).orElseThrow(() -> refused(part, "query"));
    }

    private static Problem.Thrown refused(String part, String where) {
        return Problem.thrown(Kind.INVALID_REQUEST, "'%s' in the %s is not percent-encoded UTF-8", part, where);
    }

    private static Optional<String> decoded(String text) {
        if (text.indexOf('%') < 0) {
            return Optional.of(text);
        }
        var bytes = new ByteArrayOutputStream(text.length());
        int at = 0;
        while (at < text.length()) {
            int next = text.indexOf('%', at);
            int end = next < 0 ? text.length() : next;
            bytes.writeBytes(text.substring(at, end).getBytes(StandardCharsets.UTF_8));
            at = end;
            if (next >= 0) {
                if (next + ESCAPE_CHARS > text.length()
                        || !HexFormat.isHexDigit(text.charAt(next + 1))
                        || !HexFormat.isHexDigit(text.charAt(next + 2))) {
                    return Optional.empty();
                }
                bytes.write(HexFormat.fromHexDigits(text, next + 1, next + ESCAPE_CHARS));
                at += ESCAPE_CHARS;
            }
        }
        return Utf8.decode(bytes.toByteArray());
    }
}
