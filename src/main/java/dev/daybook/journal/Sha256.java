package dev.daybook.journal;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** A SHA-256 digest. */
public final class Sha256 {

    public static final int SIZE_BYTES = 32;

    private final byte[] bytes;

    private Sha256(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Wraps 32 bytes; the array must not be written to afterwards. */
    public static Sha256 of(byte[] digest) {
        if (digest.length != SIZE_BYTES) {
            throw new IllegalArgumentException("a SHA-256 has 32 bytes, not %d".formatted(digest.length));
        }
        return new Sha256(digest);
    }

    public static Sha256 parse(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    public static Sha256 hash(byte[] content) {
        return new Sha256(digest().digest(content));
    }

    /** Returns a new digest; the JDK promises SHA-256 everywhere. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    public byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sha256 that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
