package dev.daybook.sbi;

import dev.daybook.shape.Says;
import java.time.Instant;

/** A file of a plan, such as the draft of a task or a report. */
record PlanFileView(
        String plan,
        String name,
        @Says("utf-8, base64 or stored") String encoding,
        Instant attachedAt,
        long contentBytes,

        @Says("as the encoding says; of a stored one its name, sha256:HASH:SIZE, and its bytes are at /contents/HASH")
        String content,

        @Says("of the entry that changed it last") long position) {}
