package dev.daybook.sbi;

import dev.daybook.shape.Says;
import java.time.Instant;
import java.util.Optional;

/** A note on a task. */
public record NoteView(
        String sbi,
        @Says("from 1, in the order they were made") int number,
        @Says("the turn it is about, if it is about one") Optional<Integer> turn,
        Optional<String> author,
        String text,
        Instant createdAt,
        @Says("of the entry that changed it last") long position) {}
