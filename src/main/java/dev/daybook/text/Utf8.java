package dev.daybook.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Bytes as text without guessing: nothing is replaced by a character that was not there. */
public final class Utf8 {

    /** Returns the text that these bytes are, empty if they are not UTF-8. */
    public static Optional<String> decode(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        boolean same = text.indexOf('\uFFFD') < 0 || Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes);
        return same ? Optional.of(text) : Optional.empty();
    }

    private Utf8() {}
}
