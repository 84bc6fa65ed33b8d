package dev.daybook.sbi;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A PBI or an EPIC.
 *
 * @param plans the plans that belong to it
 * @param tasks the tasks that belong to it
 * @param attachments its files, without their content
 * @param approvals what was decided about the tasks drafted from it; lists of plans leave all four out
 */
public record PlanView(
        String id,
        String kind,
        String title,
        Optional<String> body,
        String status,
        Optional<String> originalStatus,
        Optional<Integer> points,
        int priority,
        Optional<String> parent,
        Instant createdAt,
        Instant updatedAt,
        boolean deleted,
        List<Child> plans,
        List<Child> tasks,
        List<Attachment> attachments,
        List<Approval> approvals,
        long revision,
        long position) {

    /** Something that belongs to it. */
    public record Child(String id, String title, String status) {}

    /** A file of the plan. */
    public record Attachment(String name, String encoding, Instant attachedAt, long contentBytes) {}

    /** What was decided about a draft, which {@code file} names. */
    public record Approval(
            String file,
            String status,
            Optional<String> originalStatus,
            Optional<String> reviewedBy,
            Optional<Instant> reviewedAt,
            Optional<String> reason,
            Optional<String> notes) {}
}
