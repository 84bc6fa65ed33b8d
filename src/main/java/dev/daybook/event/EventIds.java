package dev.daybook.event;

import dev.daybook.journal.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Names of facts: those that follow from what the facts say, so that writing the same fact twice is noticed, and those of
 * what happens once.
 */
public final class EventIds {

    /** How many parts say what belongs together: a kind and a stream, or a kind and a key. */
    private static final int PARTS_TOGETHER = 2;

    /** The bits in which the facts of one command differ. */
    private static final long ORDINAL = 0xFFFF;

    /**
     * Returns the id made of these parts: a UUID of version 8 whose bits are those of a SHA-256. Each part stands with
     * its length, so that {@code "a", "bc"} and {@code "ab", "c"} differ.
     *
     * <p>The first 32 bits come from the first two parts alone: what has them in common stands together in an index,
     * and writing a thousand facts of fifty streams touches fifty pages of it, not a thousand.
     */
    public static UUID derived(String... parts) {
        long together = hash(parts, Math.min(PARTS_TOGETHER, parts.length)).getLong();
        ByteBuffer bits = hash(parts, parts.length);
        long high = (together & 0xFFFF_FFFF_0000_0000L) | (bits.getLong() & 0xFFFF_0FFFL) | 0x8000L;
        long low = (bits.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** Returns a UUID of version 7: ids that are close in time are close in the journal's index. */
    public static UUID timeOrdered(Instant at) {
        var random = ThreadLocalRandom.current();
        long high = at.toEpochMilli() << 16 | 0x7000L | random.nextLong(0x1000L);
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** Returns the id of the fact with that number among those that one command wrote, which have {@code together} in common. */
    public static UUID inCommand(UUID together, int ordinal) {
        return new UUID(together.getMostSignificantBits(), (together.getLeastSignificantBits() & ~ORDINAL) | ordinal);
    }

    /** Returns whether facts with these ids were written by one command. */
    public static boolean areOfOneCommand(UUID one, UUID other) {
        return inCommand(one, 0).equals(inCommand(other, 0));
    }

    private static ByteBuffer hash(String[] parts, int count) {
        MessageDigest digest = Sha256.digest();
        var length = ByteBuffer.allocate(Integer.BYTES);
        for (int part = 0; part < count; part++) {
            byte[] bytes = parts[part].getBytes(StandardCharsets.UTF_8);
            digest.update(length.putInt(0, bytes.length).array());
            digest.update(bytes);
        }
        return ByteBuffer.wrap(digest.digest());
    }

    private EventIds() {}
}
