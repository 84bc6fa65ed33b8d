package dev.daybook.rollout;

import dev.daybook.journal.StreamId;

/** Makes nothing of a thing count any more, by one entry. The house wires it to the rollbacks. */
public interface Forget {

    void forget(StreamId thing, String actor, String why);
}
