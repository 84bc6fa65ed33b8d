package dev.daybook.rollout;

import dev.daybook.journal.StreamId;
import java.util.Optional;

/**
 * Something that the two sides tell differently.
 *
 * @param pointer the field; empty for the thing itself
 * @param journal what the journal says; nothing if it knows nothing of it
 * @param file what the files say
 */
public record Discrepancy(
        String kind, String unit, StreamId thing, String pointer, Optional<String> journal, Optional<String> file) {}
