package dev.daybook.importing;

import dev.daybook.domain.Event;
import java.time.Instant;

/**
 * Something that a legacy file says has happened.
 *
 * @param file the file that says so, path below the legacy root
 * @param occurredAt the record's own time, else its container's
 * @param exact whether that is the very time of what has happened, as a line of a log tells it, whenever it was seen
 */
public record Fact(Event event, String file, Instant occurredAt, boolean exact) {

    public Fact(Event event, String file, Instant occurredAt) {
        this(event, file, occurredAt, false);
    }
}
