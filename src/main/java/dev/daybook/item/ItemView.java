package dev.daybook.item;

import dev.daybook.domain.Json;
import dev.daybook.shape.Says;
import java.time.Instant;
import java.util.Optional;

/**
 * A record of a tool.
 *
 * @param file that it was last imported from, if it was
 */
public record ItemView(
        @Says("[project!/]kind/key") String id,
        String kind,
        String key,
        @Says("empty for the first one of its tool") String project,
        @Says("the file that it was last imported from") Optional<String> file,
        @Says("that of the record, else its key") String title,
        Optional<String> status,

        @Says("as it is now; the order of members and the spelling of numbers are kept")
        Json record,

        Instant createdAt,
        Instant updatedAt,

        @Says("of the last entry of its stream that this answer has seen: what ETag and If-Match name")
        long revision,

        @Says("of the entry that changed it last") long position) {}
