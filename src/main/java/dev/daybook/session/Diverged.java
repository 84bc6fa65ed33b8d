package dev.daybook.session;

import java.util.List;
import java.util.Optional;

/** A thing has been changed since the caller looked, in fields that the caller's own change would overwrite. */
@SuppressWarnings("serial")
public final class Diverged extends RuntimeException {

    /**
     * A field that would be overwritten.
     *
     * @param pointer its JSON pointer
     * @param seen the value at the revision that the caller has seen; none: it had none
     * @param stored the value now
     * @param sent the value that the caller sent
     */
    public record Field(String pointer, Optional<Object> seen, Optional<Object> stored, Optional<Object> sent) {}

    private final boolean merging;
    private final transient List<Field> fields;

    /** @param merging whether a merge was asked for: then both sides changed each of the fields */
    Diverged(String message, boolean merging, List<Field> fields) {
        super(message, null, false, false); // an answer, not an accident
        this.merging = merging;
        this.fields = List.copyOf(fields);
    }

    public boolean merging() {
        return merging;
    }

    public List<Field> fields() {
        return fields;
    }
}
