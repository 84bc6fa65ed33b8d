package dev.daybook.journal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The bytes of a fact: UTF-8 JSON. Immutable by agreement: the array is not copied and must not be written to. */
public final class Payload {

    /** What stands in the place of a payload that was erased. */
    public static final Payload ERASED = new Payload(new byte[0]);

    private final byte[] bytes;
    private @Nullable Sha256 hash; // the same for whoever computes it first

    private Payload(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Payload of(byte[] bytes) {
        return new Payload(bytes);
    }

    public static Payload of(String json) {
        return new Payload(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns what stands in the place of a payload that was erased and had that hash. */
    public static Payload erased(Sha256 hash) {
        var erased = new Payload(ERASED.bytes);
        erased.hash = hash;
        return erased;
    }

    public byte[] bytes() {
        return bytes;
    }

    /** Returns the hash of the bytes, computed once; of one that was erased, the one that it had. */
    public Sha256 hash() {
        Sha256 known = hash;
        if (known == null) {
            known = Sha256.hash(bytes);
            hash = known;
        }
        return known;
    }

    /** Returns whether it is no more: no JSON is empty. */
    public boolean isErased() {
        return bytes.length == 0;
    }

    public int sizeBytes() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
