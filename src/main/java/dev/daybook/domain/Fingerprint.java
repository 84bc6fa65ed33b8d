package dev.daybook.domain;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Tells whether two large values are the same without keeping them: a state that held every specification and
 * attachment would fill the memory that caches it.
 */
public record Fingerprint(String sha256) {

    /** Returns the fingerprint of these values, each by its {@code toString}, in this order. */
    public static Fingerprint of(Object... values) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            var length = ByteBuffer.allocate(Integer.BYTES);
            for (Object value : values) {
                byte[] bytes = value.toString().getBytes(StandardCharsets.UTF_8);
                digest.update(length.putInt(0, bytes.length).array());
                digest.update(bytes);
            }
            return new Fingerprint(HexFormat.of().formatHex(digest.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e); // the platform promises it
        }
    }
}
