package dev.daybook.sbi;

import dev.daybook.domain.Json;
import dev.daybook.sbi.SbiShape.Details;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything about a task but its executions, notes and files.
 *
 * @param por the first rank of a task of DeeSpec's older eras, where {@code priority} is the second: the lowest is next
 * @param originalStatus the word of the source where it is another one
 * @param step of the latest execution
 * @param turn of the latest execution, 0 before the first
 * @param decision of the latest finished execution
 * @param deleted whether it was taken off the list
 * @param deletedAt when it was taken off the list, if it was
 * @param placeholder whether it is known only from what happened to it: it was never registered
 * @param revision of the last entry of its stream that this answer has seen, be it one that was rolled back
 * @param position of the entry that changed it last
 */
public record SbiView(
        String id,
        String taskId,
        Details said,
        Optional<String> spec,
        List<String> labels,
        String status,
        Optional<String> originalStatus,
        Optional<Integer> por,
        List<String> dependsOn,
        Optional<String> step,
        int turn,
        int attempt,
        Optional<String> decision,
        Optional<Lease> lease,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> completedAt,
        boolean deleted,
        Optional<Instant> deletedAt,
        boolean placeholder,
        int notes,
        Json metadata,
        long revision,
        long position) {

    /** Who works on it, and until when at most. An expired one may be taken over. */
    public record Lease(String holder, long generation, Instant expiresAt) {

        /** Returns whether it is over. */
        public boolean expiredAt(Instant now) {
            return !now.isBefore(expiresAt);
        }
    }
}
