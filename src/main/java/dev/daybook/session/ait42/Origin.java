package dev.daybook.session.ait42;

import dev.daybook.importing.container.Timestamps;
import java.time.Instant;
import java.util.Optional;

/**
 * A file that tells of sessions.
 *
 * @param file its path below the legacy root
 * @param name the same, qualified by the project
 * @param modifiedAt when it was written, for what does not say when it was
 */
record Origin(String file, String name, Instant modifiedAt, Timestamps times) {

    /** Returns the time that a text says, if it says one. */
    Optional<Instant> time(String text) {
        return times.read(text).instant();
    }
}
