package dev.daybook.agent;

import dev.daybook.domain.Json;
import dev.daybook.shape.Says;
import java.time.Instant;
import java.util.Optional;

/** A task of agents. */
record TaskView(
        String id,

        @Says("pending, in_progress, completed, failed, or another word")
        Optional<String> status,

        @Says("who has claimed it; nobody once the claim has expired")
        Optional<String> holder,

        @Says("the number of the newest claim") Optional<Long> generation,

        @Says("when the newest claim ends, or has ended") Optional<Instant> leaseExpiresAt,

        @Says("all that is known of it, by the names that its files use")
        Json record,

        Instant createdAt,
        Instant updatedAt,

        @Says("of the last entry of its stream that this answer has seen: what ETag and If-Match name")
        long revision,

        @Says("of the entry that changed it last") long position) {

    /** Returns it as it is at a moment: a claim that has expired is held by nobody. */
    TaskView at(Instant now) {
        return new TaskView(
                id,
                status,
                holder.filter(_ -> leaseExpiresAt.filter(now::isBefore).isPresent()),
                generation,
                leaseExpiresAt,
                record,
                createdAt,
                updatedAt,
                revision,
                position);
    }
}
