package dev.daybook.sbi;

import dev.daybook.shape.Says;
import java.time.Instant;
import java.util.Optional;

/** A file of a task that is no execution. */
public record AttachmentView(
        String sbi,
        String name,
        @Says("utf-8, base64 or stored") String encoding,
        Instant attachedAt,
        long contentBytes,

        @Says(
                "as the encoding says; of a stored one its name, sha256:HASH:SIZE, and its bytes are at /contents/HASH; left out by lists")
        Optional<String> content,

        @Says("of the entry that changed it last") long position) {}
