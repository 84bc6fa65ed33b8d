package dev.daybook.session;

import dev.daybook.shape.Merged.Conflict;
import java.util.List;

/** A thing has been changed since the caller looked, in fields that the caller's own change would overwrite. */
@SuppressWarnings("serial")
public final class Diverged extends RuntimeException {

    private final boolean merging;
    private final transient List<Conflict> fields;

    /** @param merging whether a merge was asked for: then both sides changed each of the fields */
    Diverged(String message, boolean merging, List<Conflict> fields) {
        super(message, null, false, false); // an answer, not an accident
        this.merging = merging;
        this.fields = List.copyOf(fields);
    }

    public boolean merging() {
        return merging;
    }

    public List<Conflict> fields() {
        return fields;
    }
}
