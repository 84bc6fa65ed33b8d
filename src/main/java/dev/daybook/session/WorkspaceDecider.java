package dev.daybook.session;

import dev.daybook.domain.Decider;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.Texts;
import dev.daybook.session.Workspace.Located;
import dev.daybook.session.WorkspaceCommand.Locate;
import java.util.List;
import java.util.Optional;

/** What is known of a workspace: which folder it is, and under which key it goes. */
public final class WorkspaceDecider implements Decider<WorkspaceCommand, Workspace, WorkspaceEvent> {

    /** The longest path that common file systems take. */
    private static final int PATH_CHARS_MAX = 4_096;

    @Override
    public Workspace initial() {
        return new Workspace.Unknown();
    }

    @Override
    public List<WorkspaceEvent> decide(WorkspaceCommand command, Workspace workspace) {
        return switch (command) {
            case Locate it -> locate(it, workspace);
        };
    }

    @Override
    public Workspace evolve(Workspace workspace, WorkspaceEvent event) {
        return switch (event) {
            case WorkspaceEvent.Located it -> new Located(it.path(), it.canonical());
        };
    }

    private static List<WorkspaceEvent> locate(Locate it, Workspace workspace) {
        key("/workspace", it.workspace());
        key("/canonical", it.canonical());
        it.path().ifPresent(WorkspaceDecider::path);
        if (it.canonical().equals(SessionId.UNASSIGNED)) {
            throw Rejected.invalidAt("/canonical", "sessions cannot be assigned to no workspace: want a folder's key");
        }
        return workspace.equals(new Located(it.path(), it.canonical()))
                ? List.of()
                : List.of(new WorkspaceEvent.Located(it.workspace(), it.path(), it.canonical()));
    }

    private static void key(String pointer, String key) {
        Texts.key(pointer, key);
    }

    private static void path(String path) {
        Optional<Integer> control =
                path.chars().filter(Character::isISOControl).boxed().findFirst();
        if (path.isEmpty() || control.isPresent()) {
            throw Rejected.invalidAt(
                    "/path", "a path cannot be empty or have control characters: want that of a folder");
        }
        Texts.atMost("/path", path, PATH_CHARS_MAX);
    }
}
