package dev.daybook.project;

import java.time.Instant;
import java.util.Optional;

/** A directory that people work in. */
public record DirectoryView(
        String path,
        long frequency,
        Optional<Instant> lastSeen,
        boolean pinned,
        Instant updatedAt,
        long revision,
        long position) {

    /** Returns how much it is used, see {@link Frecency}. */
    public long score(Instant now) {
        return Frecency.score(frequency, lastSeen, now);
    }
}
