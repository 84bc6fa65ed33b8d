package dev.daybook.sbi;

import dev.daybook.shape.Says;
import java.util.Optional;

/** A task that another one depends on. */
record Needed(
        String id,

        @Says("absent if nobody has told of such a task") Optional<String> status) {}
