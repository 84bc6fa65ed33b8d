package dev.daybook.project.gum;

import java.time.Instant;
import java.util.Optional;

/** How much a directory is used. */
record Use(long frequency, Optional<Instant> lastSeen) {

    /** Returns the same; the time that another one knows, if it has none itself. */
    Use or(Use other) {
        return new Use(frequency, lastSeen.or(other::lastSeen));
    }
}
