package dev.daybook.session;

import java.util.Optional;

/** The phases of a workspace, as its decider sees them. */
public sealed interface Workspace {

    /** Nobody said which folder it is. */
    record Unknown() implements Workspace {}

    /** It is known which folder it is; see {@link WorkspaceEvent.Located}. */
    record Located(Optional<String> path, String canonical) implements Workspace {}
}
