package dev.daybook.journal;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The hash chain that proves a journal: {@code chain(n) = SHA-256(chain(n-1) ‖ header(n) ‖ SHA-256(payload(n)))}, and
 * {@code chain(0)} is 32 zero bytes.
 *
 * <p>The payload takes part by its own hash, which is stored beside it: a payload can be erased by law, and the chain
 * still holds. The header is everything else an entry says, in a form that does not depend on the backend: numbers as
 * big-endian longs, texts as UTF-8 behind their length, an absent text as length -1.
 *
 * <p>Not thread-safe: it reuses its buffer; each writer and each reader makes its own.
 */
public final class Chain {

    /** What the first entry is chained to. */
    public static final Sha256 GENESIS = Sha256.of(new byte[Sha256.SIZE_BYTES]);

    private static final int HEADER_BYTES_FIRST = 512;

    private final MessageDigest digest = Sha256.digest();
    private byte[] header = new byte[HEADER_BYTES_FIRST];
    private int used;

    /**
     * Returns the link of an entry.
     *
     * @param previous the link of the entry before it, {@link #GENESIS} for the first
     * @param payloadHash the hash of its payload, computed wherever it was cheap
     * @param blobs the large values it names, in the order of the draft
     */
    public Sha256 link(Sha256 previous, Entry entry, Sha256 payloadHash, List<Sha256> blobs) {
        used = 0;
        put(previous.bytes());
        put(entry.position().value());
        put(entry.id().getMostSignificantBits());
        put(entry.id().getLeastSignificantBits());
        put(entry.stream().category());
        put(entry.stream().key());
        put(entry.revision());
        put(entry.type());
        put(entry.version());
        put(entry.metadata());
        put(Micros.of(entry.occurredAt()));
        put(Micros.of(entry.recordedAt()));
        put(blobs.size());
        for (Sha256 blob : blobs) {
            put(blob.bytes());
        }
        put(payloadHash.bytes());
        return Sha256.of(hashed());
    }

    private void put(Metadata metadata) {
        put(metadata.actor());
        put(metadata.source());
        put(metadata.session());
        put(metadata.correlation());
        put(metadata.causation());
        put(metadata.idempotency().map(Metadata.Idempotency::key));
        put(metadata.idempotency().map(Metadata.Idempotency::fingerprint));
    }

    private void put(Optional<String> text) {
        if (text.isPresent()) {
            put(text.get());
        } else {
            put(-1L);
        }
    }

    private void put(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        put((long) utf8.length);
        put(utf8);
    }

    private void put(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, header, used, bytes.length);
        used += bytes.length;
    }

    private void put(long number) {
        reserve(Long.BYTES);
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            header[used++] = (byte) (number >>> shift);
        }
    }

    private void reserve(int bytes) {
        if (used + bytes > header.length) {
            header = Arrays.copyOf(header, Math.max(header.length * 2, used + bytes));
        }
    }

    private byte[] hashed() {
        byte[] hash = new byte[Sha256.SIZE_BYTES];
        try {
            digest.update(header, 0, used);
            digest.digest(hash, 0, hash.length);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-256 does not fit into %d bytes".formatted(hash.length), e);
        }
        return hash;
    }
}
