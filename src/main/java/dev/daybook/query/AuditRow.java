package dev.daybook.query;

import dev.daybook.domain.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One entry of the journal as the audit log tells it.
 *
 * @param timestamp when it happened
 * @param title what the thing was called then, if it has a title
 * @param action the type of the event
 * @param oldValue the changed fields as they were before, where they were known
 * @param newValue the event
 * @param user who did it
 * @param source through which door, or from which file
 * @param undoneBy the position of the rollback that made it void, if one did and none brought it back
 */
public record AuditRow(
        long position,
        Instant timestamp,
        Instant recordedAt,
        String entityType,
        String entityId,
        long revision,
        String action,
        List<String> changedFields,
        Json oldValue,
        Json newValue,
        String user,
        Optional<String> session,
        String source,
        Optional<String> correlation,
        Optional<String> causation,
        String eventId,
        Optional<String> title,
        Optional<Long> undoneBy) {

    public boolean undone() {
        return undoneBy.isPresent();
    }
}
