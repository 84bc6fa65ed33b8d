package dev.daybook.agent;

import dev.daybook.domain.Json;
import dev.daybook.shape.Says;
import java.time.Instant;
import java.util.Optional;

/** An agent. */
record AgentView(
        String id,

        @Says("active, idle, crashed, sleeping, or another word")
        Optional<String> status,

        @Says("all that is known of it, by the names that its files use")
        Json record,

        Instant createdAt,
        Instant updatedAt,

        @Says("of the last entry of its stream that this answer has seen: what ETag and If-Match name")
        long revision,

        @Says("of the entry that changed it last") long position) {}
