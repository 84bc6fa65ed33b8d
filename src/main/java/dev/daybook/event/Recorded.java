package dev.daybook.event;

import dev.daybook.domain.Event;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import java.time.Instant;

/** A domain event, read as of today's version, with its place in the journal. */
public record Recorded(Entry entry, Event event) {

    public Position position() {
        return entry.position();
    }

    public StreamId stream() {
        return entry.stream();
    }

    public Instant occurredAt() {
        return entry.occurredAt();
    }
}
