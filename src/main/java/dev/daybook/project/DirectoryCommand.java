package dev.daybook.project;

import dev.daybook.domain.Command;
import java.time.Instant;

/** What a caller may ask of a directory. */
public sealed interface DirectoryCommand extends Command {

    String path();

    @Override
    default String category() {
        return DirectoryEvent.CATEGORY;
    }

    @Override
    default String key() {
        return path();
    }

    /** Counts it once more. */
    record Use(String path, Instant at) implements DirectoryCommand {}

    record Pin(String path, boolean pinned) implements DirectoryCommand {}

    record Forget(String path) implements DirectoryCommand {}
}
