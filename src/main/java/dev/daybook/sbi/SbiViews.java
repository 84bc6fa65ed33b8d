package dev.daybook.sbi;

import dev.daybook.shape.Says;
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
            @Says("the tool's own name of it, else the id") String taskId,
            String title,
            @Says("the main label, empty if none") String label,
            @Says("all of them, the main one among them") List<String> labels,
            String status,
            int priority,
            @Says("the PBI or EPIC it belongs to") Optional<String> parent,
            @Says("of the latest turn") Optional<String> step,
            @Says("the latest one, 0 before the first") int turn,
            @Says("attempts since the last reset") int attempt,
            Optional<Lease> lease,
            Instant createdAt,
            Instant updatedAt,
            Optional<Instant> completedAt,

            @Says("of the last entry of its stream that this answer has seen: what ETag and If-Match name")
            long revision,

            @Says("of the entry that changed it last") long position) {

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

            @Says("EPIC or PBI, empty while it is only mentioned")
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

            @Says("of the last entry of its stream that this answer has seen: what ETag and If-Match name")
            long revision,

            @Says("of the entry that changed it last") long position) {

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
