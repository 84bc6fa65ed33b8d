package dev.daybook.query;

import dev.daybook.domain.Json;
import java.time.Instant;
import java.util.Map;

/**
 * What was known of an entity at some point: the last value of each field of its events.
 *
 * @param position of the last entry that made it so
 */
public record StateView(
        String kind, String id, long position, long revision, Instant occurredAt, Map<String, Json> fields) {}
