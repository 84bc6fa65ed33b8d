package dev.daybook.rollout;

import dev.daybook.journal.StreamId;

/** Makes nothing of a thing count any more, by one entry. Application wires it to the rollbacks. */
public interface Retraction {

    /** What its entries name as their source: files don't follow them, as they are what is right. */
    String SOURCE = "rollout";

    /** Returns what makes it count again, by one more entry. */
    Runnable forget(StreamId thing, String actor, String why);
}
