package dev.daybook.session;

import dev.daybook.domain.Command;
import java.util.Optional;

/** What a caller may ask of a workspace. */
public sealed interface WorkspaceCommand extends Command {

    String workspace();

    @Override
    default String category() {
        return "workspace";
    }

    @Override
    default String key() {
        return workspace();
    }

    /** Says which folder it is; see {@link WorkspaceEvent.Located}. */
    record Locate(String workspace, Optional<String> path, String canonical) implements WorkspaceCommand {}
}
