package dev.daybook.sbi;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tasks and plans as they are answered, where that is not what queries give. */
final class SbiViews {

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
            List<String> labels,
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

        static Row of(SbiRow it, List<String> labels, Instant now) {
            return new Row(
                    it.id(),
                    it.taskId(),
                    it.title(),
                    it.label(),
                    labels,
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

    /** A plan as a line of a list. */
    record PlanRow(
            String id,
            String kind,
            String title,
            String status,
            Optional<String> originalStatus,
            Optional<Integer> points,
            int priority,
            Optional<String> parent,
            Instant createdAt,
            Instant updatedAt,
            boolean deleted,
            long revision,
            long position) {

        static PlanRow of(PlanView it) {
            return new PlanRow(
                    it.id(),
                    it.kind(),
                    it.title(),
                    it.status(),
                    it.originalStatus(),
                    it.points(),
                    it.priority(),
                    it.parent(),
                    it.createdAt(),
                    it.updatedAt(),
                    it.deleted(),
                    it.revision(),
                    it.position());
        }
    }

    private SbiViews() {}
}
