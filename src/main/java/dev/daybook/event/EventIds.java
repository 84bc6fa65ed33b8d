package dev.daybook.event;

import dev.daybook.journal.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.UUID;

/** Names of facts that follow from what the facts say, so that writing the same fact twice is noticed. */
public final class EventIds {

    /**
     * Returns the id made of these parts: a UUID of version 8 whose bits are those of a SHA-256. Each part stands with
     * its length, so that {@code "a", "bc"} and {@code "ab", "c"} differ.
     */
    public static UUID derived(String... parts) {
        MessageDigest digest = Sha256.digest();
        var length = ByteBuffer.allocate(Integer.BYTES);
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(length.putInt(0, bytes.length).array());
            digest.update(bytes);
        }
        var bits = ByteBuffer.wrap(digest.digest());
        long high = (bits.getLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x8000L;
        long low = (bits.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    private EventIds() {}
}
