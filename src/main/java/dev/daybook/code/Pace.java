package dev.daybook.code;

import dev.daybook.journal.Position;
import dev.daybook.slice.Ground;
import java.time.Duration;

/**
 * Keeps an indexer from getting far ahead of those that follow the journal: they have the newest entries in memory, each
 * decoded once for all of them, and who falls behind reads and decodes each again. For one thread.
 */
final class Pace {

    /** Of source files these are two megabytes: less than is kept in memory for those who follow. */
    private static final long AHEAD_MAX = 1_000;

    /** A read model that takes longer is not to be waited for: it is rebuilt, or cannot write. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Ground ground;
    private boolean givenUp;

    Pace(Ground ground) {
        this.ground = ground;
    }

    /** Waits until what was appended is not too far behind {@code position}; not any more once that took too long. */
    void keep(long position) {
        ground.follow().run();
        if (givenUp || position <= AHEAD_MAX) {
            return;
        }
        try {
            givenUp = !ground.readModels().await(new Position(position - AHEAD_MAX), PATIENCE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // whoever goes on sees it
        }
    }
}
