package dev.daybook.importing;

import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.domain.Spelling.Escapes;
import java.nio.charset.StandardCharsets;

/**
 * Writes a JSON value the way a tool wrote it. The order of keys, keys that stand twice and the spelling of numbers
 * stay as they are in the value.
 *
 * <p>It walks the compact text of the value, which is known to be JSON, and puts white space and escapes where the
 * spelling wants them.
 */
public final class JsonPrinter {

    private static final String HEX = "0123456789abcdef";

    private final String json;
    private final Spelling as;
    private final String newline;
    private final StringBuilder out;
    private int at;

    private JsonPrinter(String json, Spelling as) {
        this.json = json;
        this.as = as;
        this.newline = newline(as);
        this.out = new StringBuilder(json.length() + json.length() / 4 + 16);
    }

    /** Returns the file that {@code value} is in that spelling; its verbatim text, if it has one. */
    public static byte[] print(Json value, Spelling as) {
        return bytes(text(value, as), as);
    }

    /** As {@link #print}, without a byte order mark. */
    public static String text(Json value, Spelling as) {
        return as.verbatim().orElseGet(() -> value(value, as, 0) + (as.finalNewline() ? newline(as) : ""));
    }

    /** Returns the bytes of {@code text}, after a byte order mark if the spelling has one. */
    public static byte[] bytes(String text, Spelling as) {
        return (as.byteOrderMark() ? "\uFEFF" + text : text).getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the value as it stands inside of {@code depth} others: no line end after it. */
    public static String value(Json value, Spelling as, int depth) {
        var printer = new JsonPrinter(value.text(), as);
        printer.walk(depth);
        return printer.out.toString();
    }

    static String newline(Spelling as) {
        return as.newline().equals("CRLF") ? "\r\n" : "\n";
    }

    private void walk(int depth) {
        while (at < json.length()) {
            char it = json.charAt(at);
            switch (it) {
                case '"' -> string();
                case '{', '[' -> {
                    out.append(it);
                    at++;
                    char next = json.charAt(at);
                    if (next == '}' || next == ']') {
                        out.append(next);
                        at++;
                    } else {
                        line(++depth);
                    }
                }
                case '}', ']' -> {
                    line(--depth);
                    out.append(it);
                    at++;
                }
                case ',' -> {
                    out.append(as.indent().isEmpty() ? as.comma() : ",");
                    line(depth);
                    at++;
                }
                case ':' -> {
                    out.append(as.colon());
                    at++;
                }
                default -> {
                    out.append(it);
                    at++;
                }
            }
        }
    }

    private void line(int depth) {
        if (!as.indent().isEmpty()) {
            out.append(newline);
            out.repeat(as.indent(), depth);
        }
    }

    private void string() {
        out.append('"');
        at++;
        for (char it = json.charAt(at); it != '"'; it = json.charAt(at)) {
            if (it == '\\') {
                it = JsonScan.unescaped(json, at);
                at += json.charAt(at + 1) == 'u' ? 6 : 2;
            } else {
                at++;
            }
            character(it);
        }
        out.append('"');
        at++;
    }

    private void character(char it) {
        switch (it) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> shortOf(it, "\\b");
            case '\f' -> shortOf(it, "\\f");
            case '<', '>', '&', '\u2028', '\u2029' -> plain(it, as.escapes() == Escapes.HTML);
            default -> plain(it, it < ' ' || (Character.isSurrogate(it) && isHalf(it)));
        }
    }

    private void shortOf(char it, String escape) {
        if (as.escapes() == Escapes.HTML) {
            escape(it); // Go knows no short escape for these two
        } else {
            out.append(escape);
        }
    }

    private void plain(char it, boolean escaped) {
        if (escaped || (it > '~' && as.escapes() == Escapes.ASCII)) {
            escape(it);
        } else {
            out.append(it);
        }
    }

    /** Whether the other half of a surrogate pair is missing: UTF-8 cannot spell it. */
    private boolean isHalf(char it) {
        if (Character.isHighSurrogate(it)) {
            return !Character.isLowSurrogate(next());
        }
        boolean paired = !out.isEmpty() && Character.isHighSurrogate(out.charAt(out.length() - 1));
        return !paired;
    }

    /** The next character of the string. */
    private char next() {
        return json.charAt(at) == '\\' ? JsonScan.unescaped(json, at) : json.charAt(at);
    }

    private void escape(char it) {
        out.append("\\u")
                .append(HEX.charAt(it >> 12))
                .append(HEX.charAt(it >> 8 & 0xF))
                .append(HEX.charAt(it >> 4 & 0xF))
                .append(HEX.charAt(it & 0xF));
    }
}
