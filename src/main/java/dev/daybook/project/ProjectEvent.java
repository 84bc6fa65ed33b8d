package dev.daybook.project;

import dev.daybook.domain.Event;
import dev.daybook.domain.EventType;
import dev.daybook.domain.Part;

/** What becomes known of a project. {@code path} is where it is, as {@link ProjectPath#normal} spells it. */
public sealed interface ProjectEvent extends Event {

    String CATEGORY = "project";

    String path();

    /** It was found there, for the first time. */
    @EventType(name = "project.seen")
    @Part(value = Part.WHOLE, replaces = true, members = "facts")
    record Seen(String path, ProjectFacts facts) implements ProjectEvent {}

    /** It is still there, and this is known of it now. */
    @EventType(name = "project.changed")
    @Part(value = Part.WHOLE, replaces = true, members = "facts")
    record Changed(String path, ProjectFacts facts) implements ProjectEvent {}

    /** It is somewhere else from now on. */
    @EventType(name = "project.moved")
    record Moved(String path, String to) implements ProjectEvent {}

    /** Its folder is gone, though the drive is there, or it is left out from now on. */
    @EventType(name = "project.vanished")
    record Vanished(String path) implements ProjectEvent {}

    /** It is there again, as it was known. */
    @EventType(name = "project.reappeared")
    record Reappeared(String path) implements ProjectEvent {}

    /** Somebody said which repository it belongs to; else its remotes tell. */
    @EventType(name = "project.linked")
    record Linked(String path, RemoteIdentity repository) implements ProjectEvent {}

    /** Its remotes tell again which repository it belongs to. */
    @EventType(name = "project.unlinked")
    record Unlinked(String path) implements ProjectEvent {}
}
