package dev.daybook.agent;

import dev.daybook.domain.Json;
import dev.daybook.shape.Says;
import java.time.Instant;
import java.util.Optional;

/** How full the context of an agent is. */
record ContextView(
        String id,

        Optional<String> agent,

        @Says("how much of it is used, in percent") Optional<Double> usagePercent,

        @Says("the highest threshold that it is above; none if it is below all")
        Optional<Integer> threshold,

        @Says("all that is known of it, by the names that its files use")
        Json record,

        Instant createdAt,
        Instant updatedAt,

        @Says("of the last entry of its stream that this answer has seen: what ETag and If-Match name")
        long revision,

        @Says("of the entry that changed it last") long position) {}
