package dev.daybook.journal;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A fact that is not yet in the journal.
 *
 * @param id the same fact has the same id: a second append of it is a duplicate
 * @param payload JSON; large values stand in {@code blobs} and are named in it by their hash
 * @param occurredAt when it happened, kept in microseconds: for legacy facts, years ago
 */
public record Draft(
        UUID id,
        StreamId stream,
        String type,
        int version,
        Payload payload,
        List<Blob> blobs,
        Metadata metadata,
        Instant occurredAt) {

    /** A large value, stored once however many facts name it. */
    public record Blob(Sha256 hash, Payload content) {}
}
