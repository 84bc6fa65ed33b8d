package dev.daybook.legacy;

import dev.daybook.domain.Event;
import java.time.Instant;

/**
 * Something that a legacy file says has happened.
 *
 * @param file the file that says so, path below the legacy root
 * @param occurredAt the record's own time, else its container's
 */
public record Fact(Event event, String file, Instant occurredAt) {}
