package dev.daybook.importing.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import java.time.Instant;
import java.util.Optional;

/**
 * A record that stands in a file.
 *
 * @param kind what it is, such as {@code taskmaster.task}
 * @param key which one of that kind
 * @param text as it stands in the file
 * @param spelling the same, where the frame of the file would not write it so
 * @param at when it was written, as far as that is known
 */
public record FileRecord(
        String kind,
        String key,
        Json value,
        JsonNode tree,
        String text,
        Optional<String> spelling,
        String file,
        String where,
        Instant at,
        boolean isRow) {

    FileRecord at(Instant time) {
        return new FileRecord(kind, key, value, tree, text, spelling, file, where, time, isRow);
    }
}
