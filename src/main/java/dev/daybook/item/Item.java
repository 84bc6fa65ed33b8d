package dev.daybook.item;

import dev.daybook.domain.Fingerprint;
import java.util.Map;

/** The phases of a record, as its decider sees them. */
public sealed interface Item {

    /** Never recorded. */
    record Unknown() implements Item {}

    /**
     * On record.
     *
     * @param recorded what it was when it was recorded as a whole
     * @param revised what its members are that were changed since, by their pointers; of one that is gone nothing
     */
    record Present(Fingerprint recorded, Map<String, Fingerprint> revised) implements Item {}

    record Removed() implements Item {}
}
