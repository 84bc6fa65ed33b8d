package dev.daybook.sbi;

import java.time.Instant;
import java.util.Optional;

/**
 * A file of a task that is no execution.
 *
 * @param encoding utf-8 or base64
 * @param content as {@code encoding} says; left out by lists
 */
public record AttachmentView(
        String sbi,
        String name,
        String encoding,
        Instant attachedAt,
        long contentBytes,
        Optional<String> content,
        long position) {}
