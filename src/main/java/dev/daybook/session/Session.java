package dev.daybook.session;

import java.util.List;

/** The phases of a session, as its decider sees them. */
public sealed interface Session {

    /** Nothing has begun it. */
    record Unknown() implements Session {}

    /**
     * There is one.
     *
     * @param variants fingerprints of the further records of its id that commands told, in their order
     */
    record Present(Outline outline, List<Long> variants) implements Session {
        public Present {
            variants = SharedList.of(variants);
        }
    }

    /** Taken off the list; one of the same id may begin anew. */
    record Deleted() implements Session {}
}
