package dev.daybook.code.tree;

import dev.daybook.text.TextEncoding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is in a file.
 *
 * @param sha256 of its bytes, in hex
 * @param encoding that its bytes are read in as text; UTF-8 where they are none
 */
@SuppressWarnings("ArrayRecordComponent") // they are read once and never compared
public record Contents(byte[] bytes, String sha256, Kind kind, TextEncoding encoding) {

    /** Whether somebody wrote it, to be read. */
    public enum Kind {
        WRITTEN,
        BINARY,
        GENERATED
    }

    private static final int HEAD_BYTES = 2_000;

    /** Nobody writes so much on average, but what makes code small does. */
    private static final int LINE_BYTES_MAX = 1_000;

    private static final int SMALL_BYTES = 32 << 10;

    /** In a comment: code that looks for such marks has them too. */
    private static final Pattern GENERATED = Pattern.compile(
            "^\\s*(?://|#|/?\\*|--|<!--)[^\n]*(?:@generated\\b|\\bcode generated\\b[^\n]*\\bdo not edit\\b)",
            Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

    /** @throws IOException if it cannot be read, or has become larger than {@code bytesMax} */
    public static Contents read(Path file, long bytesMax) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, bytesMax + 1));
            if (bytes.length > bytesMax) {
                throw new IOException("it has grown beyond %d bytes".formatted(bytesMax));
            }
            return of(bytes);
        }
    }

    public static Contents of(byte[] bytes) {
        Optional<TextEncoding> encoding = TextEncoding.of(bytes);
        Kind kind = encoding.map(of -> kind(bytes, of)).orElse(Kind.BINARY);
        return new Contents(bytes, sha256(bytes), kind, encoding.orElse(TextEncoding.UTF_8));
    }

    /** Returns its text in UTF-8, whatever it was. */
    public byte[] utf8() {
        return encoding.utf8(bytes);
    }

    private static Kind kind(byte[] bytes, TextEncoding encoding) {
        String head = encoding.decode(Arrays.copyOf(bytes, Math.min(HEAD_BYTES, bytes.length)));
        // The word first: most files do not have it, and the pattern looks at each line for it.
        boolean isMarked = head.toLowerCase(Locale.ROOT).contains("generated")
                && GENERATED.matcher(head).find();
        return isMarked || isMinified(bytes) ? Kind.GENERATED : Kind.WRITTEN;
    }

    private static boolean isMinified(byte[] bytes) {
        if (bytes.length < SMALL_BYTES) {
            return false;
        }
        int lines = 1;
        for (byte one : bytes) {
            lines += one == '\n' ? 1 : 0;
        }
        return bytes.length / lines > LINE_BYTES_MAX;
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
