package dev.daybook.journal;

import java.time.Instant;
import java.util.UUID;

/**
 * A fact in the journal.
 *
 * @param revision its number in its stream, from 0
 * @param occurredAt when it happened
 * @param recordedAt when it was written down; both in microseconds
 */
public record Entry(
        Position position,
        StreamId stream,
        long revision,
        UUID id,
        String type,
        int version,
        Payload payload,
        Metadata metadata,
        Instant occurredAt,
        Instant recordedAt) {}
