package dev.daybook.sbi;

import dev.daybook.shape.Says;
import java.time.Instant;
import java.util.Optional;

/** A file of a task that is no execution. */
public record AttachmentView(
        String sbi,
        String name,
        @Says("utf-8 or base64") String encoding,
        Instant attachedAt,
        long contentBytes,
        @Says("as the encoding says; left out by lists") Optional<String> content,
        @Says("of the entry that changed it last") long position) {}
