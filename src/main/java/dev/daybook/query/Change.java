package dev.daybook.query;

import dev.daybook.domain.Json;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One change of an entity: what it was before, what it is since.
 *
 * @param undoneBy the position of the rollback that made it void, if one did and none brought it back
 */
public record Change(
        long position,
        long revision,
        Instant occurredAt,
        Instant recordedAt,
        String action,
        String user,
        String source,
        Map<String, Field> fields,
        Optional<Long> undoneBy) {

    /** @param before none if it was not known before; {@code after} none if it is gone */
    public record Field(Optional<Json> before, Optional<Json> after) {}
}
