package dev.daybook.event;

import dev.daybook.journal.Entry;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import java.time.Instant;
import java.util.UUID;

/** Entries as a journal would hold them. */
final class Entries {

    static final Instant NOON = Instant.parse("2025-10-01T12:00:00Z");

    static Entry entry(String type, int version, String json) {
        return new Entry(
                new Position(7),
                StreamId.parse("sbi/SBI-1"),
                0,
                new UUID(1, 2),
                type,
                version,
                Payload.of(json),
                Metadata.of("me", "test"),
                NOON,
                NOON);
    }

    private Entries() {}
}
