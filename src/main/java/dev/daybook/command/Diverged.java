package dev.daybook.command;

import java.util.List;
import java.util.Optional;

/** A thing has been changed since the caller looked, in fields that the caller's own change would overwrite. */
@SuppressWarnings("serial")
public final class Diverged extends RuntimeException {

    private final boolean merging;
    private final transient List<Field> fields;

    /** A field that would be overwritten: where, and its values as an answer can show them; an absent one is none. */
    public record Field(String pointer, Optional<Object> seen, Optional<Object> stored, Optional<Object> sent) {}

    /** @param merging whether a merge was asked for: then both sides changed each of the fields */
    public Diverged(String message, boolean merging, List<Field> fields) {
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
