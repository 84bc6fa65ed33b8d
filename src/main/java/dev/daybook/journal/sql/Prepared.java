package dev.daybook.journal.sql;

import com.github.luben.zstd.Zstd;
import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.Chain;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Erasure;
import dev.daybook.journal.Expectation;
import dev.daybook.journal.Fence;
import dev.daybook.journal.Micros;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.StreamId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An append that waits for the writer, with everything done that does not need the writer: hashes and compression cost
 * the caller's thread, of which there are many.
 */
public record Prepared(
        List<Fact> facts,
        Map<StreamId, Expectation> expectations,
        Erasure erasure,
        List<Fence> fences,
        int weightKib,
        CompletableFuture<Appended> done) {

    /** A commit with more is no commit of one command, and no good batch either. */
    public static final int DRAFTS_MAX = 100_000;

    public static final int PAYLOAD_BYTES_MAX = 64 << 20;
    public static final int BLOB_BYTES_MAX = 512 << 20;

    private static final int ZSTD_LEVEL = 3;
    private static final int OVERHEAD_BYTES = 512;
    private static final int KIB = 1024;

    /** A draft whose payload is hashed and whose large values are compressed. */
    public record Fact(
            Draft draft,
            Instant occurredAt,
            long occurredMicros,
            Sha256 payloadHash,
            Chain.Words words,
            List<Large> blobs) {

        /** Returns the entry that it becomes. */
        public Entry entry(Position position, long revision, Instant recordedAt) {
            return new Entry(
                    position,
                    draft.stream(),
                    revision,
                    draft.id(),
                    draft.type(),
                    draft.version(),
                    draft.payload(),
                    draft.metadata(),
                    occurredAt,
                    recordedAt);
        }

        /** Returns the hashes of its large values one after the other, nothing if it has none. */
        public byte @Nullable [] hashes() {
            if (blobs.isEmpty()) {
                return null;
            }
            var hashes = ByteBuffer.allocate(blobs.size() * Sha256.SIZE_BYTES);
            blobs.forEach(blob -> hashes.put(blob.hash().bytes()));
            return hashes.array();
        }
    }

    /** A large value; {@code zstd} is empty if the journal is known to hold it, or it was erased where it comes from. */
    public record Large(Sha256 hash, int sizeBytes, Optional<Payload> zstd) {

        private static final int GONE = -1;

        /** Whether only its name is left. */
        public boolean isGone() {
            return sizeBytes == GONE;
        }
    }

    /** @param known tells whether the journal holds the large value of that hash already */
    public static Prepared of(Append append, Predicate<Sha256> known) {
        if (append.drafts().size() > DRAFTS_MAX) {
            throw new IllegalArgumentException("an append has at most %,d drafts, not %,d: split it"
                    .formatted(DRAFTS_MAX, append.drafts().size()));
        }
        var facts = new ArrayList<Fact>(append.drafts().size());
        long weight = 0;
        for (Draft draft : append.drafts()) {
            Fact fact = fact(draft, known);
            facts.add(fact);
            weight += OVERHEAD_BYTES + draft.payload().sizeBytes();
            for (Large blob : fact.blobs()) {
                weight += blob.zstd().map(Payload::sizeBytes).orElse(0);
            }
        }
        return new Prepared(
                facts,
                append.expectations(),
                append.erasure(),
                append.fences(),
                Math.toIntExact(1 + weight / KIB),
                new CompletableFuture<>());
    }

    /** Returns an append that writes nothing: the writer comes by, and looks at its files. */
    public static Prepared nothing() {
        return new Prepared(List.of(), Map.of(), Erasure.NOTHING, List.of(), 0, new CompletableFuture<>());
    }

    private static Fact fact(Draft draft, Predicate<Sha256> known) {
        if (draft.payload().sizeBytes() > PAYLOAD_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "the payload of %s %s has %,d bytes, at most %,d fit: make its values blobs"
                            .formatted(draft.type(), draft.id(), draft.payload().sizeBytes(), PAYLOAD_BYTES_MAX));
        }
        if (draft.version() < 1) {
            throw new IllegalArgumentException(
                    "version %d of %s: versions count from 1".formatted(draft.version(), draft.type()));
        }
        return new Fact(
                draft,
                Micros.truncate(draft.occurredAt()),
                Micros.of(draft.occurredAt()),
                draft.payload().hash(),
                Chain.Words.of(draft),
                draft.blobs().stream().map(blob -> large(blob, known)).toList());
    }

    /** Returns a large value as it is stored. */
    public static Payload compressed(Payload content) {
        return Payload.of(Zstd.compress(content.bytes(), ZSTD_LEVEL));
    }

    private static Large large(Draft.Blob blob, Predicate<Sha256> known) {
        Payload content = blob.content();
        if (content.sizeBytes() > BLOB_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a large value has at most %,d bytes, not %,d".formatted(BLOB_BYTES_MAX, content.sizeBytes()));
        }
        if (content.isErased() && content.hash().equals(blob.hash())) {
            return new Large(blob.hash(), Large.GONE, Optional.empty());
        }
        if (known.test(blob.hash())) {
            return new Large(blob.hash(), content.sizeBytes(), Optional.empty());
        }
        if (!Sha256.hash(content.bytes()).equals(blob.hash())) {
            throw new IllegalArgumentException(
                    "the content named %s has another hash: %s".formatted(blob.hash(), Sha256.hash(content.bytes())));
        }
        return new Large(blob.hash(), content.sizeBytes(), Optional.of(compressed(content)));
    }

    /** Returns whether its last fact says that something is no more. */
    public boolean erases() {
        return !erasure.equals(Erasure.NOTHING);
    }

    public int entries() {
        return facts.size();
    }
}
