package dev.daybook.session;

import java.time.Instant;
import java.util.Optional;

/**
 * A session in a list.
 *
 * @param workspace the key of the one whose file it began in
 * @param title the first line of its task
 * @param status the word of the tool, {@code phase} the column it stands in: a debate in {@code round_2} is running
 * @param durationSeconds as told, 0 if not; {@code filesChanged} likewise
 * @param variants how many further records of its id there are in its own file
 * @param revision of its stream, with what was rolled back
 */
public record SessionRow(
        String id,
        String workspace,
        String type,
        String title,
        String status,
        String phase,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> completedAt,
        long durationSeconds,
        long filesChanged,
        long instances,
        long messages,
        long variants,
        long revision) {}
