package dev.daybook.sbi;

import java.time.Instant;
import java.util.Optional;

/**
 * A note on a task.
 *
 * @param number from 1, in the order they were made
 * @param turn the turn it is about, if it is about one
 */
public record NoteView(
        String sbi,
        int number,
        Optional<Integer> turn,
        Optional<String> author,
        String text,
        Instant createdAt,
        long position) {}
