package dev.daybook.query;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A PBI or an EPIC.
 *
 * @param plans the plans that belong to it, tasks those tasks; lists leave both out
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
        long revision,
        long position) {

    /** Something that belongs to it. */
    public record Child(String id, String title, String status) {}
}
