package dev.daybook.session;

import dev.daybook.domain.Event;
import dev.daybook.domain.EventType;
import dev.daybook.domain.Words;
import java.util.Optional;

/** What becomes known of a workspace. {@code workspace} is its key, see {@link SessionId}. */
public sealed interface WorkspaceEvent extends Event {

    String workspace();

    /**
     * It is known which folder it is.
     *
     * @param path as its writer spelled it; none: it is the one that stands for no workspace
     * @param canonical the key of the workspace that this folder has: another one than {@code workspace} if that is only
     *     a second name of it, or a bucket of sessions whose file did not tell
     */
    @EventType(name = "workspace.located")
    @Words("located the workspace {workspace}[ at {path}]")
    record Located(String workspace, Optional<String> path, String canonical) implements WorkspaceEvent {}
}
