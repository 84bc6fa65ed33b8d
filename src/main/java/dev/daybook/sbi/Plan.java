package dev.daybook.sbi;

import dev.daybook.domain.Fingerprint;
import java.util.Optional;

/** The phases of a PBI or an EPIC, as its decider sees them. */
public sealed interface Plan {

    /** Not registered. */
    record Unknown() implements Plan {}

    /**
     * On the list; large values by their fingerprint.
     *
     * @param registration of the registration as it was asked for, whatever was edited since
     */
    record Listed(
            Fingerprint registration,
            PlanEvent.Kind kind,
            String title,
            Optional<Fingerprint> body,
            String status,
            Optional<Integer> points,
            int priority,
            Optional<String> parent)
            implements Plan {}

    /** Off the list. */
    record Deleted() implements Plan {}
}
