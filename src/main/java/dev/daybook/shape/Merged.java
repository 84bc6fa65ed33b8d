package dev.daybook.shape;

import java.util.List;
import java.util.Optional;

/**
 * Two changes of one record brought together.
 *
 * @param record both changes in one; where they are in conflict it is as mine
 * @param conflicts what both sides changed, each in its own way
 * @param overwritten what my side changed and theirs has otherwise, the conflicts among it: their record, taken as a
 *     whole, would undo it
 */
public record Merged<R>(R record, List<Conflict> conflicts, List<Conflict> overwritten) {

    /**
     * A value three times, as the record has it, out of its Optional; nothing where it is absent.
     *
     * @param pointer the JSON pointer; that of the object itself for the members that nobody knows, which are one value
     */
    public record Conflict(String pointer, Optional<Object> base, Optional<Object> mine, Optional<Object> theirs) {}
}
