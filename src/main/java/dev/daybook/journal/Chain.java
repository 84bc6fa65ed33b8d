package dev.daybook.journal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The hash chain that proves a journal: {@code chain(n) = SHA-256(chain(n-1) ‖ header(n) ‖ SHA-256(payload(n)))}, and
 * {@code chain(0)} is 32 zero bytes.
 *
 * <p>The payload takes part by its own hash, which is stored beside it: a payload can be erased by law, and the chain
 * still holds. The header is everything else an entry says, in a form that does not depend on the backend: its place,
 * which only the writer knows, and then its words, which whoever appends can prepare. Numbers are big-endian longs,
 * texts UTF-8 behind their length, an absent text the length -1.
 *
 * <p>Not thread-safe: it reuses its buffer; each writer and each reader makes its own.
 */
public final class Chain {

    /** What the first entry is chained to. */
    public static final Sha256 GENESIS = Sha256.of(new byte[Sha256.SIZE_BYTES]);

    /** What of a header is known before the entry has its place. Must not be written to. */
    public static final class Words {

        private static final int BYTES_FIRST = 256;

        private byte[] bytes = new byte[BYTES_FIRST];
        private int used;

        private Words() {}

        public static Words of(Draft draft) {
            return of(
                    draft.id(),
                    draft.stream(),
                    draft.type(),
                    draft.version(),
                    draft.metadata(),
                    Micros.of(draft.occurredAt()),
                    draft.blobs().stream().map(Draft.Blob::hash).toList());
        }

        private static Words of(
                UUID id,
                StreamId stream,
                String type,
                int version,
                Metadata metadata,
                long occurredMicros,
                List<Sha256> blobs) {
            var words = new Words();
            words.put(id.getMostSignificantBits());
            words.put(id.getLeastSignificantBits());
            words.put(stream.category());
            words.put(stream.key());
            words.put(type);
            words.put(version);
            words.put(metadata.actor());
            words.put(metadata.source());
            words.put(metadata.session());
            words.put(metadata.correlation());
            words.put(metadata.causation());
            words.put(metadata.idempotency().map(Metadata.Idempotency::key));
            words.put(metadata.idempotency().map(Metadata.Idempotency::fingerprint));
            words.put(occurredMicros);
            words.put(blobs.size());
            for (Sha256 blob : blobs) {
                words.put(blob.bytes());
            }
            return words;
        }

        /** A door has neither project nor path: it cannot be taken for a file, nor a file for a door. */
        private void put(Source source) {
            switch (source) {
                case Source.Channel(String name) -> {
                    put(name);
                    put(-1L);
                    put(-1L);
                }
                case Source.File(Source.Project(String tool, String project), String path) -> {
                    put(tool);
                    put(project);
                    put(path);
                }
            }
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

        private void put(byte[] more) {
            reserve(more.length);
            System.arraycopy(more, 0, bytes, used, more.length);
            used += more.length;
        }

        private void put(long number) {
            reserve(Long.BYTES);
            LONG.set(bytes, used, number);
            used += Long.BYTES;
        }

        private void reserve(int more) {
            if (used + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, used + more));
            }
        }
    }

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final MessageDigest digest = Sha256.digest();
    private final byte[] place = new byte[3 * Long.BYTES];

    /**
     * Returns the link of an entry.
     *
     * @param previous the link of the entry before it, {@link #GENESIS} for the first
     * @param payloadHash the hash of its payload
     */
    public Sha256 link(
            Sha256 previous, long position, long revision, long recordedMicros, Words words, Sha256 payloadHash) {
        LONG.set(place, 0, position);
        LONG.set(place, Long.BYTES, revision);
        LONG.set(place, 2 * Long.BYTES, recordedMicros);
        digest.update(previous.bytes());
        digest.update(place);
        digest.update(words.bytes, 0, words.used);
        digest.update(payloadHash.bytes());
        return Sha256.of(digest.digest());
    }

    /** Returns the link of an entry that was read, with the hashes of the large values it names. */
    public Sha256 link(Sha256 previous, Entry entry, Sha256 payloadHash, List<Sha256> blobs) {
        return link(
                previous,
                entry.position().value(),
                entry.revision(),
                Micros.of(entry.recordedAt()),
                words(entry, blobs),
                payloadHash);
    }

    private static Words words(Entry entry, List<Sha256> blobs) {
        return Words.of(
                entry.id(),
                entry.stream(),
                entry.type(),
                entry.version(),
                entry.metadata(),
                Micros.of(entry.occurredAt()),
                blobs);
    }

    /** Returns the header of an entry as its link has it, for whoever computes that without this program. */
    public static byte[] header(ChainStep step) {
        Entry entry = step.entry();
        Words words = words(entry, step.blobs());
        byte[] header = new byte[3 * Long.BYTES + words.used];
        LONG.set(header, 0, entry.position().value());
        LONG.set(header, Long.BYTES, entry.revision());
        LONG.set(header, 2 * Long.BYTES, Micros.of(entry.recordedAt()));
        System.arraycopy(words.bytes, 0, header, 3 * Long.BYTES, words.used);
        return header;
    }
}
