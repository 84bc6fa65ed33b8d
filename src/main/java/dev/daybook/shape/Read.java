package dev.daybook.shape;

import java.util.List;
import java.util.Optional;

/**
 * What a text was read as.
 *
 * @param record nothing if it is none: no JSON, no object, or one without its key
 * @param flaws what is odd about it, in the order of the text, what is missing after what is there
 */
public record Read<R>(Optional<R> record, List<Flaw> flaws) {

    /** Whether nothing about it is odd. */
    public boolean isFlawless() {
        return flaws.isEmpty();
    }
}
