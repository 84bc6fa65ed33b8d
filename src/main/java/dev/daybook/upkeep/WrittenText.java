package dev.daybook.upkeep;

import dev.daybook.text.TextEncoding;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * A text, looked for in bytes however it is written there: in UTF-8 as it is; with the escapes of JSON, any of the several
 * that a character has, of JSON within a text of JSON, too; in bytes that stand there in base64, in the encoding that these
 * have. More than it is may be found by that, never less.
 */
final class WrittenText {

    /** JSON in a text of JSON in a text of JSON; each level takes at least one byte of each escape. */
    private static final int LEVELS_MAX = 16;

    private static final int BASE64_DEPTH_MAX = 3;

    /** A shorter run of its letters is a word; in it, too, the text itself is found in base64. */
    private static final int BASE64_LETTERS_MIN = 16;

    private static final int BASE64_BYTES = 3;
    private static final int BASE64_CHARS = 4;
    private static final int UNICODE_ESCAPE = 6;
    private static final int HEX_DIGITS = 4;

    private final byte[] utf8;
    private final List<byte[]> spellings;

    WrittenText(String text) {
        utf8 = text.getBytes(StandardCharsets.UTF_8);
        spellings = Stream.concat(
                        Stream.of(
                                utf8,
                                text.getBytes(StandardCharsets.UTF_16LE),
                                text.getBytes(StandardCharsets.UTF_16BE)),
                        Stream.of(0, 1, 2).map(before -> base64(utf8, before)))
                .filter(spelling -> spelling.length > 0)
                .toList();
    }

    /** Returns what base64 says for certain of bytes that stand behind some others. */
    private static byte[] base64(byte[] bytes, int before) {
        byte[] padded = new byte[before + bytes.length];
        System.arraycopy(bytes, 0, padded, before, bytes.length);
        int whole = padded.length / BASE64_BYTES * BASE64_CHARS;
        int first = before == 0 ? 0 : before + 1;
        byte[] encoded = Base64.getEncoder().encode(padded);
        return first < whole ? Arrays.copyOfRange(encoded, first, whole) : new byte[0];
    }

    boolean isIn(byte[] bytes) {
        return isIn(bytes, 0);
    }

    private boolean isIn(byte[] bytes, int depth) {
        byte[] written = bytes;
        for (int level = 0; level <= LEVELS_MAX; level++) {
            byte[] here = written;
            if (spellings.stream().anyMatch(spelling -> contains(here, spelling))
                    || (depth < BASE64_DEPTH_MAX && isInBase64(here, depth))) {
                return true;
            }
            written = unescaped(here);
            if (written.length == here.length) {
                return false;
            }
        }
        return false;
    }

    private boolean isInBase64(byte[] bytes, int depth) {
        int from = 0;
        while (from < bytes.length) {
            int to = from;
            while (to < bytes.length && isLetter(bytes[to])) {
                to++;
            }
            int whole = (to - from) / BASE64_CHARS * BASE64_CHARS;
            int rest = to - from - whole;
            int letters = rest == 1 ? whole : to - from; // a single one says no byte
            if (letters >= BASE64_LETTERS_MIN) {
                byte[] decoded = Base64.getDecoder().decode(Arrays.copyOfRange(bytes, from, from + letters));
                if (isIn(decoded, depth + 1) || isInOtherEncoding(decoded, depth + 1)) {
                    return true;
                }
            }
            from = to + 1;
        }
        return false;
    }

    private boolean isInOtherEncoding(byte[] bytes, int depth) {
        return TextEncoding.of(bytes)
                .filter(encoding -> !encoding.charset().equals(StandardCharsets.UTF_8))
                .filter(encoding -> isIn(new String(bytes, encoding.charset()).getBytes(StandardCharsets.UTF_8), depth))
                .isPresent();
    }

    private static boolean isLetter(byte letter) {
        return (letter >= 'a' && letter <= 'z')
                || (letter >= 'A' && letter <= 'Z')
                || (letter >= '0' && letter <= '9')
                || letter == '+'
                || letter == '/';
    }

    /** Returns bytes in which each escape of JSON is what it stands for, wherever it stands; others stay. */
    private static byte[] unescaped(byte[] bytes) {
        int at = indexOf(bytes, (byte) '\\', 0);
        if (at < 0) {
            return bytes;
        }
        var plain = new ByteArrayOutputStream(bytes.length);
        int from = 0;
        while (at >= 0 && at + 1 < bytes.length) {
            plain.write(bytes, from, at - from);
            from = at + escape(bytes, at, plain);
            at = indexOf(bytes, (byte) '\\', from);
        }
        plain.write(bytes, from, bytes.length - from);
        return plain.toByteArray();
    }

    /** Writes what stands at a backslash, and returns how many bytes it takes. */
    private static int escape(byte[] bytes, int at, ByteArrayOutputStream plain) {
        byte letter = bytes[at + 1];
        if (letter == 'u') {
            return unicode(bytes, at, plain);
        }
        int means = switch (letter) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case '"', '\\', '/' -> letter;
            default -> -1;
        };
        if (means < 0) {
            plain.write('\\');
            return 1;
        }
        plain.write(means);
        return 2;
    }

    private static int unicode(byte[] bytes, int at, ByteArrayOutputStream plain) {
        int unit = unit(bytes, at);
        int second = unit >= 0 && Character.isHighSurrogate((char) unit) ? unit(bytes, at + UNICODE_ESCAPE) : -1;
        if (second >= 0 && Character.isLowSurrogate((char) second)) {
            plain.writeBytes(Character.toString(Character.toCodePoint((char) unit, (char) second))
                    .getBytes(StandardCharsets.UTF_8));
            return UNICODE_ESCAPE * 2;
        }
        if (unit < 0 || Character.isSurrogate((char) unit)) {
            plain.write('\\');
            return 1;
        }
        plain.writeBytes(Character.toString(unit).getBytes(StandardCharsets.UTF_8));
        return UNICODE_ESCAPE;
    }

    /** Returns the unit of UTF-16 that is escaped there; -1 if none is. */
    private static int unit(byte[] bytes, int at) {
        if (at + UNICODE_ESCAPE > bytes.length || bytes[at] != '\\' || bytes[at + 1] != 'u') {
            return -1;
        }
        int unit = 0;
        for (int i = at + 2; i < at + 2 + HEX_DIGITS; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }

    private static int indexOf(byte[] bytes, byte wanted, int from) {
        for (int at = from; at < bytes.length; at++) {
            if (bytes[at] == wanted) {
                return at;
            }
        }
        return -1;
    }

    /** Returns whether bytes have these in them, as they are. */
    static boolean contains(byte[] bytes, byte[] wanted) {
        byte first = wanted[0];
        for (int at = 0; at <= bytes.length - wanted.length; at++) {
            if (bytes[at] == first && Arrays.mismatch(bytes, at, at + wanted.length, wanted, 0, wanted.length) < 0) {
                return true;
            }
        }
        return false;
    }
}
