package dev.daybook.masking;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Bytes that stand in JSON in base64: the {@code content} of an attachment or a file beside its {@code encoding}, and what an
 * import rejected, as {@code raw}. A secret in them is none in what stands there.
 */
final class EncodedBytes {

    private static final List<String> NAMES = List.of("content", "raw");

    /** JSON without any of these has no such bytes. Rules look for them on the way: a hit at a quote is taken for one of these. */
    static final List<String> TOLD = List.of("\"base64\"", "\"raw\"");

    private static final KeywordScan SCAN = new KeywordScan(TOLD);

    private static final int LATIN_1_MAX = 0xff;

    /** Returns whether there may be some in JSON: then its texts have to be looked at one by one. */
    static boolean mayBeIn(byte[] json) {
        return SCAN.first(json, 0, json.length) >= 0;
    }

    /** Returns the bytes that the text of a member says, if it is one of those that are encoded. */
    static Optional<byte[]> of(JsonStrings strings) {
        return !strings.isName() && NAMES.stream().anyMatch(strings::isNamed)
                ? decoded(strings.bytes(), strings.from(), strings.to())
                : Optional.empty();
    }

    /** Returns what a text says in base64 from {@code from} to {@code to}; nothing if it is another text. */
    static Optional<byte[]> decoded(byte[] text, int from, int to) {
        if (from == to || (to - from) % 4 != 0) {
            return Optional.empty();
        }
        for (int at = from; at < to; at++) {
            if (!isLetter(text[at]) && !(text[at] == '=' && to - at <= 2)) {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(
                    Base64.getDecoder().decode(new String(text, from, to - from, StandardCharsets.US_ASCII)));
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // a sign of filling in front of a letter
        }
    }

    private static boolean isLetter(byte letter) {
        return (letter >= 'a' && letter <= 'z')
                || (letter >= 'A' && letter <= 'Z')
                || (letter >= '0' && letter <= '9')
                || letter == '+'
                || letter == '/';
    }

    /** Returns bytes as a text of a byte a character, since what rules look for is ASCII; {@link #base64} is the way back. */
    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Returns the bytes of such a text, in base64; what came to it beyond a byte a character, as in a mask, is in UTF-8. */
    static byte[] base64(String text) {
        var bytes = new ByteArrayOutputStream(text.length() + 16);
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            if (letter <= LATIN_1_MAX) {
                bytes.write(letter);
            } else {
                bytes.writeBytes(String.valueOf(letter).getBytes(StandardCharsets.UTF_8));
            }
        }
        return Base64.getEncoder().encode(bytes.toByteArray());
    }

    private EncodedBytes() {}
}
