package dev.daybook.code.tree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * What is in a file.
 *
 * @param sha256 of its bytes, in hex
 */
@SuppressWarnings("ArrayRecordComponent") // they are read once and never compared
public record Contents(byte[] bytes, String sha256, Kind kind) {

    /** Whether somebody wrote it, to be read. */
    public enum Kind {
        WRITTEN,
        BINARY,
        GENERATED
    }

    /** As much as git looks at. */
    private static final int BINARY_BYTES = 8_000;

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
        return new Contents(bytes, sha256(bytes), kind(bytes));
    }

    private static Kind kind(byte[] bytes) {
        if (isBinary(bytes)) {
            return Kind.BINARY;
        }
        String head = new String(bytes, 0, Math.min(HEAD_BYTES, bytes.length), StandardCharsets.ISO_8859_1);
        return GENERATED.matcher(head).find() || isMinified(bytes) ? Kind.GENERATED : Kind.WRITTEN;
    }

    private static boolean isBinary(byte[] bytes) {
        boolean isWide = bytes.length >= 2
                && (((bytes[0] & 0xFF) == 0xFF && (bytes[1] & 0xFF) == 0xFE)
                        || ((bytes[0] & 0xFF) == 0xFE && (bytes[1] & 0xFF) == 0xFF));
        if (isWide) {
            return false; // UTF-16, which is half zeros
        }
        for (int i = 0; i < Math.min(BINARY_BYTES, bytes.length); i++) {
            if (bytes[i] == 0) {
                return true;
            }
        }
        return false;
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
