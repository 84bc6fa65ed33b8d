package dev.daybook.shape;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Texts out of the bytes between two quotes. */
final class JsonTexts {

    /** What the platform puts in place of bytes that are no UTF-8; rarely somebody means it. */
    private static final char REPLACEMENT = '\uFFFD';

    /** Returns the text, without its escapes; null if the bytes are no UTF-8. */
    static @Nullable String decode(byte[] bytes, int from, int until, boolean escaped, boolean beyondAscii) {
        if (!beyondAscii) {
            String text = latin(bytes, from, until);
            return text == null ? chars(bytes, from, until) : text;
        }
        if (!escaped) {
            String text = new String(bytes, from, until - from, StandardCharsets.UTF_8);
            return text.indexOf(REPLACEMENT) < 0 ? text : chars(bytes, from, until);
        }
        return chars(bytes, from, until);
    }

    /** Returns the text of ASCII and escapes; null if an escape is of more than eight bits. */
    private static @Nullable String latin(byte[] bytes, int from, int until) {
        byte[] plain = new byte[until - from];
        int length = 0;
        int i = from;
        while (i < until) {
            byte it = bytes[i++];
            if (it == '\\') {
                it = bytes[i++];
                if (it == 'u') {
                    int code = code(bytes, i);
                    if (code > 0xFF) {
                        return null;
                    }
                    it = (byte) code;
                    i += 4;
                } else {
                    it = (byte) unescaped(it);
                }
            }
            plain[length++] = it;
        }
        return new String(plain, 0, length, StandardCharsets.ISO_8859_1);
    }

    private static int code(byte[] bytes, int at) {
        return hex(bytes[at]) << 12 | hex(bytes[at + 1]) << 8 | hex(bytes[at + 2]) << 4 | hex(bytes[at + 3]);
    }

    private static char unescaped(int it) {
        return switch (it) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> (char) it;
        };
    }

    /** Returns the value of a hexadecimal digit; -1 if it is none. */
    static int hex(int it) {
        return it >= '0' && it <= '9'
                ? it - '0'
                : it >= 'a' && it <= 'f' ? it - 'a' + 10 : it >= 'A' && it <= 'F' ? it - 'A' + 10 : -1;
    }

    private static @Nullable String chars(byte[] bytes, int from, int until) {
        char[] chars = new char[until - from];
        int length = 0;
        int i = from;
        while (i < until) {
            int it = bytes[i++];
            if (it >= 0 && it != '\\') {
                chars[length++] = (char) it;
            } else if (it == '\\') {
                it = bytes[i++];
                if (it >= 0) {
                    chars[length++] = it == 'u' ? (char) code(bytes, i) : unescaped(it);
                    i += it == 'u' ? 4 : 0;
                } else {
                    i--; // a needless escape
                }
            } else {
                int more = it >> 5 == -2 ? 1 : it >> 4 == -2 ? 2 : it >> 3 == -2 ? 3 : 9;
                int point = it & (0x3F >> more);
                boolean sound = i + more <= until;
                for (int k = 0; sound && k < more; k++) {
                    int next = bytes[i + k];
                    sound = next >> 6 == -2;
                    point = point << 6 | (next & 0x3F);
                }
                boolean shortest = more == 1 ? point >= 0x80 : more == 2 ? point >= 0x800 : point >= 0x10000;
                if (!sound || !shortest || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) {
                    return null;
                }
                length += Character.toChars(point, chars, length);
                i += more;
            }
        }
        return new String(chars, 0, length);
    }

    private JsonTexts() {}
}
