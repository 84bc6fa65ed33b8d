package dev.daybook.sbi;

import java.time.Instant;
import java.util.Optional;

/**
 * A task as a list shows it.
 *
 * @param revision of the last entry of its stream that this answer has seen, be it one that was rolled back
 * @param position of the entry that changed it last
 */
public record SbiRow(
        String id,
        String taskId,
        String title,
        String label,
        int priority,
        String status,
        Optional<String> parent,
        Optional<String> step,
        int turn,
        int attempt,
        Optional<SbiView.Lease> lease,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> completedAt,
        long revision,
        long position) {}
