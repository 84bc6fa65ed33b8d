package dev.daybook.query;

import dev.daybook.shape.Says;
import java.util.List;

/** How much of what was found is of which kind, and how it stands. */
public record SearchCounts(
        @Says("by kinds of things, the most first") List<Count> kind,
        @Says("by how they stand") List<Count> status,

        @Says("whether there is more: only the newest 1000 are counted")
        boolean more) {

    public record Count(String word, long count) {}
}
