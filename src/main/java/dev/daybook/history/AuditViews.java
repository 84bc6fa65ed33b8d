package dev.daybook.history;

import dev.daybook.domain.Json;
import dev.daybook.query.AuditRow;
import dev.daybook.query.Change;
import dev.daybook.query.StateView;
import dev.daybook.shape.Says;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What is answered where the contract's shape is not that of the query. */
final class AuditViews {

    private AuditViews() {}

    /** One row of the audit log. */
    record Audited(
            long position,
            @Says("when it happened") Instant timestamp,
            @Says("when it was written down") Instant recordedAt,
            String entityType,
            String entityId,
            long revision,
            String action,
            @Says("what the actor did, in one line") String says,
            List<String> changed,
            Json oldValue,
            Json newValue,
            String actor,
            Optional<String> session,
            String source,
            Optional<String> correlation,
            Optional<String> causation,
            String eventId,
            @Says("whether it was rolled back") boolean undone,
            @Says("the position of that rollback") Optional<Long> undoneBy) {

        static Audited of(AuditRow it, Wording wording) {
            return new Audited(
                    it.position(),
                    it.timestamp(),
                    it.recordedAt(),
                    it.entityType(),
                    it.entityId(),
                    it.revision(),
                    it.action(),
                    wording.line(it),
                    it.changedFields(),
                    it.oldValue(),
                    it.newValue(),
                    it.user(),
                    it.session(),
                    it.source(),
                    it.correlation(),
                    it.causation(),
                    it.eventId(),
                    it.undone(),
                    it.undoneBy());
        }
    }

    /** One change of an entity. */
    record Changed(
            long position,
            long revision,
            Instant timestamp,
            Instant recordedAt,
            String action,
            String actor,
            String source,
            List<String> changed,
            Map<String, Json> before,
            Map<String, Json> after,
            @Says("whether it was rolled back") boolean undone,
            @Says("the position of that rollback") Optional<Long> undoneBy,
            @Says("how long texts differ, by field") Optional<Map<String, String>> diffs) {

        static Changed of(Change it, boolean diff) {
            Map<String, Json> before = values(it.fields(), Change.Field::before);
            Map<String, Json> after = values(it.fields(), Change.Field::after);
            return new Changed(
                    it.position(),
                    it.revision(),
                    it.occurredAt(),
                    it.recordedAt(),
                    it.action(),
                    it.user(),
                    it.source(),
                    List.copyOf(it.fields().keySet()),
                    before,
                    after,
                    it.undoneBy().isPresent(),
                    it.undoneBy(),
                    diff ? Optional.of(TextDiff.of(it.fields().keySet(), before, after)) : Optional.empty());
        }

        private static Map<String, Json> values(
                Map<String, Change.Field> fields, Function<Change.Field, Optional<Json>> which) {
            Map<String, Json> values = new LinkedHashMap<>();
            fields.forEach((name, field) -> which.apply(field).ifPresent(value -> values.put(name, value)));
            return values;
        }
    }

    /**
     * An entity as it was.
     *
     * @param state as the operation shows it that shows such things now; where none does, the last value of each field
     */
    record State(String kind, String id, long position, long revision, Instant at, Object state) {

        static State of(StateView it, Object state) {
            return new State(it.kind(), it.id(), it.position(), it.revision(), it.occurredAt(), state);
        }
    }
}
