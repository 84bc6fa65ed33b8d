package dev.daybook.text;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The encoding that a text is read in, of those that people write programs in: told by its byte order mark, else by what
 * its bytes can be. What is valid UTF-8 is that. The encodings of Japanese are told apart by which pairs of bytes they
 * have ({@link JapaneseBytes}), UTF-16 without a mark by its zeros; what is none of these is Latin-1, of which any bytes
 * are a text. The same bytes have the same encoding each time.
 *
 * @param name as it is registered, such as {@code Shift_JIS}
 * @param charset by which it is decoded; it may know more characters than the one of that name
 * @param markBytes how many bytes in front are a mark, and no text
 */
public record TextEncoding(String name, Charset charset, int markBytes) {

    public static final TextEncoding UTF_8 = new TextEncoding("UTF-8", StandardCharsets.UTF_8, 0);
    private static final TextEncoding ISO_2022_JP = of("ISO-2022-JP", "ISO-2022-JP");
    private static final TextEncoding EUC_JP = of("EUC-JP", "EUC-JP");
    private static final TextEncoding SHIFT_JIS = of("Shift_JIS", "windows-31j");
    private static final TextEncoding LATIN_1 = of("ISO-8859-1", "ISO-8859-1");
    private static final TextEncoding WINDOWS_LATIN = of("windows-1252", "windows-1252");
    private static final TextEncoding UTF_16LE = of("UTF-16LE", "UTF-16LE");
    private static final TextEncoding UTF_16BE = of("UTF-16BE", "UTF-16BE");

    private record Mark(TextEncoding encoding, List<Integer> bytes) {}

    /** The longer ones first: one begins as another does. */
    private static final List<Mark> MARKS = List.of(
            new Mark(of("UTF-32BE", "UTF-32BE"), List.of(0, 0, 0xFE, 0xFF)),
            new Mark(of("UTF-32LE", "UTF-32LE"), List.of(0xFF, 0xFE, 0, 0)),
            new Mark(UTF_8, List.of(0xEF, 0xBB, 0xBF)),
            new Mark(UTF_16LE, List.of(0xFF, 0xFE)),
            new Mark(UTF_16BE, List.of(0xFE, 0xFF)));

    /** As much as git looks at, to tell what is no text. */
    private static final int BINARY_BYTES = 8_000;

    /** Fewer stand in two bytes of anything by chance. */
    private static final int WIDE_ASCII_MIN = 4;

    /** Programs have at least so many among their characters: spaces, ends of lines, brackets. */
    private static final int WIDE_ASCII_SHARE = 8;

    private static final char LAST_ASCII = 0x7F;
    private static final int ESCAPE = 0x1B;

    private static TextEncoding of(String name, String charset) {
        return new TextEncoding(name, Charset.forName(charset), 0);
    }

    /** Returns the encoding of a text; nothing if these bytes are no text. */
    public static Optional<TextEncoding> of(byte[] bytes) {
        for (Mark mark : MARKS) {
            if (startsWith(bytes, mark.bytes)) {
                return Optional.of(new TextEncoding(mark.encoding.name, mark.encoding.charset, mark.bytes.size()));
            }
        }
        if (hasZero(bytes)) {
            return wide(bytes);
        }
        return Optional.of(narrow(bytes));
    }

    private static boolean startsWith(byte[] bytes, List<Integer> mark) {
        if (bytes.length < mark.size()) {
            return false;
        }
        for (int i = 0; i < mark.size(); i++) {
            if ((bytes[i] & 0xFF) != mark.get(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasZero(byte[] bytes) {
        for (int i = 0; i < Math.min(BINARY_BYTES, bytes.length); i++) {
            if (bytes[i] == 0) {
                return true;
            }
        }
        return false;
    }

    /** In the wrong order of its bytes a text has hardly any character of ASCII, and ends of lines that are none. */
    private static Optional<TextEncoding> wide(byte[] bytes) {
        if (bytes.length % 2 != 0) {
            return Optional.empty();
        }
        long little = wideAscii(bytes, 1);
        long big = wideAscii(bytes, 0);
        long ascii = Math.max(little, big);
        return ascii < WIDE_ASCII_MIN || ascii * WIDE_ASCII_SHARE < bytes.length / 2
                ? Optional.empty()
                : Optional.of(little > big ? UTF_16LE : UTF_16BE);
    }

    /**
     * Returns how many of its characters are ASCII, 0 if it has something that no text has.
     *
     * @param high where the first byte of a character stands that says which 256 it is one of
     */
    private static long wideAscii(byte[] bytes, int high) {
        long ascii = 0;
        boolean open = false; // a pair of two halves
        for (int i = 0; i < bytes.length; i += 2) {
            char unit = (char) ((bytes[i + high] & 0xFF) << 8 | (bytes[i + 1 - high] & 0xFF));
            boolean isOdd = open != Character.isLowSurrogate(unit)
                    || !Character.isDefined(unit)
                    || (Character.isISOControl(unit) && !Character.isWhitespace(unit));
            if (isOdd) {
                return 0;
            }
            open = Character.isHighSurrogate(unit);
            ascii += unit <= LAST_ASCII ? 1 : 0;
        }
        return ascii;
    }

    private static TextEncoding narrow(byte[] bytes) {
        int first = firstForeign(bytes);
        if (first == bytes.length) {
            return hasEscapes(bytes) ? ISO_2022_JP : UTF_8;
        }
        if (Utf8Bytes.of(bytes, first).isMostly()) { // an odd byte does not make another encoding of it
            return UTF_8;
        }
        if (JapaneseBytes.eucJp(bytes, first).isText()) {
            return EUC_JP;
        }
        if (JapaneseBytes.shiftJis(bytes, first).isText()) {
            return SHIFT_JIS;
        }
        for (int i = first; i < bytes.length; i++) {
            if ((bytes[i] & 0xE0) == 0x80) { // controls in Latin-1
                return WINDOWS_LATIN;
            }
        }
        return LATIN_1;
    }

    /** Returns where the first byte stands that is not ASCII, the length if there is none. */
    private static int firstForeign(byte[] bytes) {
        int at = 0;
        while (at < bytes.length && bytes[at] >= 0) {
            at++;
        }
        return at;
    }

    /** Japanese of seven bits begins with an escape and the name of its characters. */
    private static boolean hasEscapes(byte[] bytes) {
        for (int i = 0; i + 2 < bytes.length; i++) {
            if (bytes[i] == ESCAPE && bytes[i + 1] == '$' && (bytes[i + 2] == 'B' || bytes[i + 2] == '@')) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether it was told by nothing but what the bytes look like. */
    public boolean isAssumed() {
        return markBytes == 0 && !name.equals(UTF_8.name);
    }

    /** Returns the text of bytes in this encoding, without their mark; what is no character of it is U+FFFD. */
    public String decode(byte[] bytes) {
        return new String(bytes, markBytes, bytes.length - markBytes, charset);
    }

    /** Returns the same text in UTF-8, without a mark; the bytes themselves if they are that. */
    public byte[] utf8(byte[] bytes) {
        if (charset.equals(StandardCharsets.UTF_8)) {
            return markBytes == 0 ? bytes : Arrays.copyOfRange(bytes, markBytes, bytes.length);
        }
        return decode(bytes).getBytes(StandardCharsets.UTF_8);
    }
}
