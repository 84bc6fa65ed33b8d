package dev.daybook.project;

import dev.daybook.domain.Event;
import dev.daybook.domain.EventType;
import dev.daybook.domain.Part;
import dev.daybook.domain.Words;
import java.time.Instant;
import java.util.Optional;

/** What happens to a directory that people work in. {@code path} is spelled by {@link ProjectPath#normal}. */
public sealed interface DirectoryEvent extends Event {

    String CATEGORY = "directory";

    String path();

    /**
     * It was used.
     *
     * @param frequency how often by now
     * @param lastSeen when last, if that is known
     */
    @EventType(name = "directory.used")
    @Words("used the directory {path} for the {frequency}. time")
    record Used(String path, long frequency, Optional<Instant> lastSeen) implements DirectoryEvent {}

    /** It is listed first whatever its score is, or no longer so. */
    @EventType(name = "directory.pinned")
    @Words("pinned the directory {path}: {pinned}")
    record Pinned(String path, boolean pinned) implements DirectoryEvent {}

    /** It is listed no more until it is used again, and counted from nothing then. */
    @EventType(name = "directory.forgotten")
    @Words("forgot the directory {path}")
    @Part(removes = true)
    record Forgotten(String path) implements DirectoryEvent {}
}
