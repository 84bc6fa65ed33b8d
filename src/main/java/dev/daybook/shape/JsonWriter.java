package dev.daybook.shape;

import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.domain.Spelling.Escapes;
import dev.daybook.domain.Texts;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * JSON as bytes, in the spelling of whoever wrote it before: indentation, line ends, separators, escapes. It writes
 * bytes at once, without a tree or a text between. For one thread.
 */
public final class JsonWriter {

    private static final byte[] HEX = ascii("0123456789abcdef");
    private static final byte[] NULL = ascii("null");
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    static final byte[] MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);
    private static final int START_BYTES = 1024;

    private final boolean lines;
    private final byte[] newline;
    private final byte[] indent;
    private final byte[] comma;
    private final byte[] colon;
    private final Escapes escapes;
    private byte[] bytes = new byte[START_BYTES];
    private int length;
    private int depth;
    private boolean first = true;

    /** Begins a value that stands inside of {@code depth} others. The verbatim text of {@code as} is not asked. */
    public JsonWriter(Spelling as, int depth) {
        this.lines = !as.indent().isEmpty();
        this.newline = ascii(as.lineEnd());
        this.indent = ascii(as.indent());
        this.comma = ascii(lines ? "," : as.comma());
        this.colon = ascii(as.colon());
        this.escapes = as.escapes();
        this.depth = depth;
    }

    /** Returns the value on the lines that stand inside of {@code depth} others, without a line end after it. */
    public static byte[] value(Json value, Spelling as, int depth) {
        var out = new JsonWriter(as, depth);
        out.json(value);
        return out.bytes();
    }

    /** Returns the text that {@code value} is in that spelling, without a byte order mark; its verbatim one if any. */
    public static byte[] text(Json value, Spelling as) {
        if (as.verbatim().isPresent()) {
            return as.verbatim().get().getBytes(StandardCharsets.UTF_8);
        }
        var out = new JsonWriter(as, 0);
        out.json(value);
        if (as.finalNewline()) {
            out.raw(out.newline);
        }
        return out.bytes();
    }

    /** As {@link #text}, after a byte order mark if the spelling has one. */
    public static byte[] file(Json value, Spelling as) {
        return file(text(value, as), as);
    }

    /** Returns the text, after a byte order mark if the spelling has one. */
    public static byte[] file(byte[] text, Spelling as) {
        if (!as.byteOrderMark()) {
            return text;
        }
        byte[] bytes = new byte[MARK.length + text.length];
        System.arraycopy(MARK, 0, bytes, 0, MARK.length);
        System.arraycopy(text, 0, bytes, MARK.length, text.length);
        return bytes;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Begins an object or a list. */
    public void open(char bracket) {
        put((byte) bracket);
        depth++;
        first = true;
    }

    /** Ends an object or a list. */
    public void close(char bracket) {
        depth--;
        if (!first) {
            line();
        }
        put((byte) bracket);
        first = false;
    }

    /** Begins the next element of a list. */
    public void element() {
        if (!first) {
            raw(comma);
        }
        first = false;
        line();
    }

    /** Begins the next member of an object. */
    public void member(String name) {
        element();
        text(name);
        raw(colon);
    }

    /** As {@link #member(String)}, of a name that is already in quotes and UTF-8. */
    void member(byte[] quoted) {
        element();
        raw(quoted);
        raw(colon);
    }

    public void number(long number) {
        if (number >= 0 && number < 10) {
            put((byte) ('0' + number));
        } else {
            raw(ascii(Long.toString(number)));
        }
    }

    public void flag(boolean flag) {
        raw(flag ? TRUE : FALSE);
    }

    public void none() {
        raw(NULL);
    }

    private void line() {
        if (lines) {
            raw(newline);
            for (int i = 0; i < depth; i++) {
                raw(indent);
            }
        }
    }

    /** Writes the value; numbers and repeated members as they stand in it. */
    public void json(Json value) {
        walk(value.text(), 0, value.text().length());
        first = false;
    }

    /** Writes the members of an object as further ones of the object that was begun. */
    public void members(Json object) {
        String text = object.text();
        if (text.length() > 2) {
            element();
            walk(text, 1, text.length() - 1);
            first = false;
        }
    }

    /** Goes through compact JSON. */
    private void walk(String json, int from, int to) {
        for (int at = from; at < to; at++) {
            char it = json.charAt(at);
            switch (it) {
                case '"' -> {
                    int end = at + 1;
                    boolean escaped = false;
                    while (json.charAt(end) != '"') {
                        escaped |= json.charAt(end) == '\\';
                        end += json.charAt(end) == '\\' ? 2 : 1;
                    }
                    String text = json.substring(at + 1, end);
                    text(escaped ? unescaped(text) : text);
                    at = end;
                }
                case '{', '[' -> {
                    put((byte) it);
                    depth++;
                    char next = json.charAt(at + 1);
                    if (next == '}' || next == ']') {
                        put((byte) next);
                        depth--;
                        at++;
                    } else {
                        line();
                    }
                }
                case '}', ']' -> {
                    depth--;
                    line();
                    put((byte) it);
                }
                case ',' -> {
                    raw(comma);
                    line();
                }
                case ':' -> raw(colon);
                default -> put((byte) it);
            }
        }
    }

    private static String unescaped(String inner) {
        var out = new StringBuilder(inner.length());
        for (int at = 0; at < inner.length(); at++) {
            char it = inner.charAt(at);
            if (it == '\\') {
                it = inner.charAt(++at);
                it = switch (it) {
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    case 'b' -> '\b';
                    case 'f' -> '\f';
                    case 'u' -> (char) Integer.parseInt(inner, at + 1, at + 5, 16);
                    default -> it;
                };
                at += inner.charAt(at) == 'u' ? 4 : 0;
            }
            out.append(it);
        }
        return out.toString();
    }

    /** Writes a text in quotes. */
    public void text(String text) {
        int chars = text.length();
        room(chars + 2);
        bytes[length++] = '"';
        for (int at = 0; at < chars; at++) {
            char it = text.charAt(at);
            if (it >= ' ' && it < 0x7F && it != '"' && it != '\\' && escapes != Escapes.HTML) {
                if (length == bytes.length) {
                    room(chars - at + 1);
                }
                bytes[length++] = (byte) it;
            } else {
                at = special(text, at);
            }
        }
        put((byte) '"');
    }

    /** Returns the place of the last character that was written. */
    private int special(String text, int at) {
        char it = text.charAt(at);
        room(12);
        switch (it) {
            case '"', '\\' -> pair(it);
            case '\n' -> pair('n');
            case '\r' -> pair('r');
            case '\t' -> pair('t');
            case '\b', '\f' -> {
                if (escapes == Escapes.HTML) {
                    hex(it); // Go has no short escape for these two
                } else {
                    pair(it == '\b' ? 'b' : 'f');
                }
            }
            case '<', '>', '&' -> plain(it, escapes == Escapes.HTML);
            case '\u2028', '\u2029' -> plain(it, escapes != Escapes.NONE);
            default -> {
                if (it < ' ' || (it > '~' && escapes == Escapes.ASCII)) {
                    hex(it);
                } else if (!Character.isSurrogate(it)) {
                    plain(it, false);
                } else if (Texts.isPair(text, at)) {
                    int point = text.codePointAt(at);
                    bytes[length++] = (byte) (0xF0 | point >> 18);
                    bytes[length++] = (byte) (0x80 | (point >> 12 & 0x3F));
                    bytes[length++] = (byte) (0x80 | (point >> 6 & 0x3F));
                    bytes[length++] = (byte) (0x80 | (point & 0x3F));
                    return at + 1;
                } else {
                    hex(it); // half a pair: JSON can spell it, UTF-8 cannot
                }
            }
        }
        return at;
    }

    private void pair(char it) {
        bytes[length++] = '\\';
        bytes[length++] = (byte) it;
    }

    private void hex(char it) {
        pair('u');
        for (int shift = 12; shift >= 0; shift -= 4) {
            bytes[length++] = HEX[it >> shift & 0xF];
        }
    }

    private void plain(char it, boolean escaped) {
        if (escaped) {
            hex(it);
        } else if (it < 0x80) {
            bytes[length++] = (byte) it;
        } else if (it < 0x800) {
            bytes[length++] = (byte) (0xC0 | it >> 6);
            bytes[length++] = (byte) (0x80 | (it & 0x3F));
        } else {
            bytes[length++] = (byte) (0xE0 | it >> 12);
            bytes[length++] = (byte) (0x80 | (it >> 6 & 0x3F));
            bytes[length++] = (byte) (0x80 | (it & 0x3F));
        }
    }

    private void put(byte it) {
        room(1);
        bytes[length++] = it;
    }

    /** Writes bytes as they are. */
    public void raw(byte[] some) {
        room(some.length);
        System.arraycopy(some, 0, bytes, length, some.length);
        length += some.length;
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    /** Returns all that was written. */
    public byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    int length() {
        return length;
    }
}
