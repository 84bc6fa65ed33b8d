package dev.daybook.domain.history;

import java.util.Set;

/** What the decider of the journal's own facts needs to know. Always of the same phase: the journal is there. */
public sealed interface History {

    /**
     * @param checkpoints the names that are taken
     * @param runsOut import runs rolled back and, as far as can be told from here, still out
     */
    record Written(Set<String> checkpoints, Set<String> runsOut) implements History {}
}
