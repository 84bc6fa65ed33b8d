package dev.daybook.importing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Bytes as text, if encoding the text gives the same bytes again. */
public final class Utf8 {

    public static Optional<String> text(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        boolean same = text.indexOf('\uFFFD') < 0 || Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes);
        return same && text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
    }

    private Utf8() {}
}
