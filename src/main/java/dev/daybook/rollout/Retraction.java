package dev.daybook.rollout;

import dev.daybook.journal.StreamId;

/** Makes nothing of a thing count any more, by one entry. Application wires it to the rollbacks. */
public interface Retraction {

    /** Returns what makes it count again, by one more entry. */
    Runnable forget(StreamId thing, String actor, String why);
}
