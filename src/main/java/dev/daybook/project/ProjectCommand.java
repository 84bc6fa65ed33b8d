package dev.daybook.project;

import dev.daybook.domain.Command;
import java.util.Optional;

/** What a caller may ask of a project. */
public sealed interface ProjectCommand extends Command {

    String path();

    @Override
    default String category() {
        return ProjectEvent.CATEGORY;
    }

    @Override
    default String key() {
        return path();
    }

    /** Says that it is there, and what is known of it. */
    record Observe(String path, ProjectFacts facts) implements ProjectCommand {}

    /** Says that it is somewhere else now. */
    record Move(String path, String to) implements ProjectCommand {}

    /** Says that its folder is gone. */
    record Vanish(String path) implements ProjectCommand {}

    /** Says which repository it belongs to; nothing leaves that to its remotes. */
    record Link(String path, Optional<RemoteIdentity> repository) implements ProjectCommand {}
}
