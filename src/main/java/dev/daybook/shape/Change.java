package dev.daybook.shape;

import dev.daybook.domain.Json;
import java.util.Optional;

/**
 * One difference between two records, or one value of a JSON text that is to be another one.
 *
 * @param pointer the JSON pointer; {@code -} in place of a number is behind the last element of a list
 * @param before what stood there; nothing if nothing did, or if nobody asks
 * @param now what is to stand there; nothing if it is to be removed
 */
public record Change(String pointer, Optional<Json> before, Optional<Json> now) {

    /** A value that is set. */
    public static Change set(String pointer, Json now) {
        return new Change(pointer, Optional.empty(), Optional.of(now));
    }

    /** A member or an element that goes. */
    public static Change remove(String pointer) {
        return new Change(pointer, Optional.empty(), Optional.empty());
    }
}
