package dev.daybook.rollout;

import dev.daybook.journal.StreamId;

/** Makes nothing of a thing count any more, by one entry. Application wires it to the rollbacks. */
public interface Retraction {

    void forget(StreamId thing, String actor, String why);
}
