package dev.daybook.project;

import java.time.Instant;
import java.util.Optional;

/** The phases of a directory, as its decider sees them. */
public sealed interface Directory {

    /** Nobody has used it, or it is forgotten. */
    record Unknown() implements Directory {}

    /** It is counted. */
    record Counted(long frequency, Optional<Instant> lastSeen, boolean pinned) implements Directory {}
}
