package dev.daybook.shape;

import dev.daybook.domain.Spelling;
import dev.daybook.domain.Spelling.Escapes;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What can be seen of how a JSON text was written, without knowing what it says. */
public final class JsonLook {

    private static final byte NONE = 0;

    /**
     * Returns how the text looks. A level is what its members are further in than the bracket that ends it, so that a
     * text that stands inside of another one looks as the whole does.
     *
     * @param json from the bracket on that begins it, or from a byte order mark
     */
    public static Spelling of(byte[] json) {
        boolean mark = json.length > 2 && json[0] == (byte) 0xEF && json[1] == (byte) 0xBB && json[2] == (byte) 0xBF;
        int newline = find(json, mark ? 3 : 0, (byte) '\n');
        boolean crlf = newline > 0 && json[newline - 1] == '\r';
        String indent = indent(json, mark ? 3 : 0, newline);
        String colon = after(json, (byte) ':', "");
        return new Spelling(
                indent,
                crlf ? "CRLF" : "LF",
                mark,
                json.length > 0 && json[json.length - 1] == '\n',
                "," + after(json, (byte) ',', indent.isEmpty() ? colon : ""),
                ":" + colon,
                Escapes.NONE,
                Optional.empty());
    }

    private static int find(byte[] json, int from, byte wanted) {
        int at = from;
        while (at < json.length && json[at] != wanted) {
            at++;
        }
        return at < json.length ? at : -1;
    }

    private static String indent(byte[] json, int from, int newline) {
        byte bracket = NONE;
        for (int at = from; at < newline; at++) {
            if (json[at] == '{' || json[at] == '[') {
                bracket = json[at];
                break;
            }
        }
        if (bracket == NONE) {
            return "";
        }
        int last = json.length - 1;
        while (last > newline && json[last] != '}' && json[last] != ']') {
            last--;
        }
        int line = last;
        while (line > newline && json[line] != '\n') {
            line--;
        }
        int inside = blanks(json, newline);
        boolean alone = line > newline && line + 1 + blanks(json, line) == last;
        int outside = alone ? blanks(json, line) : 0;
        int length = inside == 0 ? 0 : Math.max(1, Math.min(inside - outside, inside));
        return new String(json, newline + 1, length, StandardCharsets.ISO_8859_1);
    }

    /** Returns how many blanks stand behind a line end. */
    static int blanks(byte[] json, int newline) {
        int at = newline + 1;
        while (at < json.length && (json[at] == ' ' || json[at] == '\t')) {
            at++;
        }
        return at - newline - 1;
    }

    /** Returns the blank after the first {@code separator} outside of texts; {@code otherwise} if there is none. */
    private static String after(byte[] json, byte separator, String otherwise) {
        boolean inside = false;
        for (int i = 0; i < json.length; i++) {
            byte it = json[i];
            if (it == '\\' && inside) {
                i++;
            } else if (it == '"') {
                inside = !inside;
            } else if (it == separator && !inside) {
                return i + 1 < json.length && json[i + 1] == ' ' ? " " : "";
            }
        }
        return otherwise;
    }

    private JsonLook() {}
}
