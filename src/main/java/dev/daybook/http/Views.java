package dev.daybook.http;

import dev.daybook.domain.Json;
import dev.daybook.query.AuditRow;
import dev.daybook.query.Change;
import dev.daybook.query.StateView;
import dev.daybook.sbi.AttachmentView;
import dev.daybook.sbi.ExecutionView;
import dev.daybook.sbi.SbiRow;
import dev.daybook.sbi.SbiShape;
import dev.daybook.sbi.SbiView;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What is answered where the contract's shape is not that of the query. */
final class Views {

    private Views() {}

    /** Who works on a task; {@code expired}: who did last, it may be taken over. */
    record Lease(String holder, long generation, Instant expiresAt, boolean expired) {

        static Lease of(SbiView.Lease it, Instant now) {
            return new Lease(it.holder(), it.generation(), it.expiresAt(), it.expiredAt(now));
        }
    }

    /** A task as a line of a list. */
    record Row(
            String id,
            String taskId,
            String title,
            String label,
            String status,
            int priority,
            Optional<String> parent,
            Optional<String> step,
            int turn,
            int attempt,
            Optional<Lease> lease,
            Instant createdAt,
            Instant updatedAt,
            Optional<Instant> completedAt,
            long revision,
            long position) {

        static Row of(SbiRow it, Instant now) {
            return new Row(
                    it.id(),
                    it.taskId(),
                    it.title(),
                    it.label(),
                    it.status(),
                    it.priority(),
                    it.parent(),
                    it.step(),
                    it.turn(),
                    it.attempt(),
                    it.lease().map(lease -> Lease.of(lease, now)),
                    it.createdAt(),
                    it.updatedAt(),
                    it.completedAt(),
                    it.revision(),
                    it.position());
        }
    }

    /** A task with all there is. */
    static Map<String, Object> task(
            SbiView it, Instant now, long revision, List<ExecutionView> executions, List<AttachmentView> attachments) {
        Map<String, Object> fields = SbiShape.VIEW.values(it);
        it.lease().ifPresent(lease -> fields.put("lease", Lease.of(lease, now)));
        fields.put("executions", executions);
        fields.put("attachments", attachments);
        fields.remove("revision");
        fields.put("revision", revision);
        fields.remove("position");
        fields.put("position", it.position());
        return fields;
    }

    /** One row of the audit log. */
    record Audited(
            long position,
            Instant timestamp,
            Instant recordedAt,
            String entityType,
            String entityId,
            long revision,
            String action,
            List<String> changed,
            Json oldValue,
            Json newValue,
            String actor,
            Optional<String> session,
            String source,
            Optional<String> correlation,
            Optional<String> causation,
            String eventId,
            boolean undone,
            Optional<Long> undoneBy) {

        static Audited of(AuditRow it) {
            return new Audited(
                    it.position(),
                    it.timestamp(),
                    it.recordedAt(),
                    it.entityType(),
                    it.entityId(),
                    it.revision(),
                    it.action(),
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
            Map<String, Json> after) {

        static Changed of(Change it) {
            return new Changed(
                    it.position(),
                    it.revision(),
                    it.occurredAt(),
                    it.recordedAt(),
                    it.action(),
                    it.user(),
                    it.source(),
                    List.copyOf(it.fields().keySet()),
                    values(it.fields(), Change.Field::before),
                    values(it.fields(), Change.Field::after));
        }

        private static Map<String, Json> values(
                Map<String, Change.Field> fields, Function<Change.Field, Optional<Json>> which) {
            Map<String, Json> values = new LinkedHashMap<>();
            fields.forEach((name, field) -> which.apply(field).ifPresent(value -> values.put(name, value)));
            return values;
        }
    }

    /** An entity as it was. */
    record State(String kind, String id, long position, long revision, Instant at, Map<String, Json> state) {

        static State of(StateView it) {
            return new State(it.kind(), it.id(), it.position(), it.revision(), it.occurredAt(), it.fields());
        }
    }
}
