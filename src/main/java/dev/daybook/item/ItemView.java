package dev.daybook.item;

import dev.daybook.domain.Json;
import java.time.Instant;
import java.util.Optional;

/**
 * A record of a tool.
 *
 * @param id {@code [project!/]kind/key}
 * @param project empty for the first one of its tool
 * @param file that it was last imported from, if it was
 * @param title of the record, else its key
 */
public record ItemView(
        String id,
        String kind,
        String key,
        String project,
        Optional<String> file,
        String title,
        Optional<String> status,
        Json record,
        Instant createdAt,
        Instant updatedAt,
        long revision,
        long position) {}
