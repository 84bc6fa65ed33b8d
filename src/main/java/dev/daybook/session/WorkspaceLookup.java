package dev.daybook.session;

import dev.daybook.domain.Rejected;
import dev.daybook.journal.Selection;
import dev.daybook.operation.Call;
import dev.daybook.session.WorkspaceCommand.Locate;
import dev.daybook.session.WorkspaceView.Location;
import dev.daybook.slice.Ground;
import java.util.List;
import java.util.Optional;

/**
 * Which workspace and which session is meant. A workspace is named by its key, by the key of a second name of it, or by
 * its folder; a session is looked for in the workspace's own file first, then in those of its second names. Thread-safe.
 */
public final class WorkspaceLookup {

    private static final Selection WORKSPACES = Selection.category("workspace");

    private final Ground ground;
    private final SessionQueries queries;
    private final Sessions sessions;

    WorkspaceLookup(Ground ground, SessionQueries queries, Sessions sessions) {
        this.ground = ground;
        this.queries = queries;
        this.sessions = sessions;
    }

    /**
     * Waits until the read model has all that was said of workspaces: where something is written must not depend on how
     * far behind it is.
     *
     * @throws dev.daybook.projection.Behind if that takes too long
     */
    public WorkspaceLookup settled() {
        ground.await(SessionOperations.READ_MODEL, WORKSPACES);
        return this;
    }

    /** Returns the key of the workspace that is meant. */
    String workspace(Place place, Call call) {
        if (!place.isByPath()) {
            place.path()
                    .filter(text -> !Workspaces.key(text, call).equals(place.hash()))
                    .ifPresent(text -> {
                        throw Rejected.invalidAt(
                                "/path",
                                "%s is the key of another folder than '%s': want - in the place of the key",
                                place.hash(),
                                text);
                    });
            return canonical(place.hash());
        }
        return of(
                place.path()
                        .orElseThrow(() -> Rejected.invalidAt(
                                "/path", "is missing: - stands for the workspace in a folder, which this says")),
                call);
    }

    /** Returns the key of the workspace in that folder. */
    public String of(String path, Call call) {
        if (path.isBlank()) {
            throw Rejected.invalidAt("/path", "the path of the workspace is empty: want that of a folder");
        }
        return canonical(Workspaces.key(checked(path), call));
    }

    /** Returns the path, if it can be one. */
    static String checked(String path) {
        if (path.chars().anyMatch(Character::isISOControl)) {
            throw Rejected.invalidAt(
                    "/path", "the path of the workspace has control characters: want that of a folder");
        }
        return path;
    }

    private String canonical(String key) {
        return queries.location(key).map(Location::canonical).orElse(key);
    }

    /** Returns the session of that id; of the workspace's own file if there is none. */
    public SessionId session(String workspace, String id) {
        List<SessionId> all = all(workspace, id);
        return all.size() == 1
                ? all.getFirst()
                : all.stream().filter(this::isThere).findFirst().orElse(all.getFirst());
    }

    /** Returns the other sessions of that id in its workspace: those that it hides. */
    List<SessionId> others(SessionId session) {
        return all(session.workspace(), session.id()).stream()
                .filter(sessionId -> !sessionId.equals(session) && isThere(sessionId))
                .toList();
    }

    private List<SessionId> all(String workspace, String id) {
        return queries.keys(workspace).stream()
                .map(key -> new SessionId(key, id))
                .toList();
    }

    private boolean isThere(SessionId session) {
        return sessions.now(session).record().isPresent();
    }

    /** Makes sure that a workspace can have a session that begins now. */
    void opened(Place place, String workspace, Call call) {
        if (place.isByPath()) {
            located(workspace, place.path().orElse(""), call);
        } else if (!Workspaces.isKey(workspace) && queries.workspace(workspace).isEmpty()) {
            throw Rejected.invalidAt(
                    "/hash", "'%s' is no key of a workspace: want 16 hex digits, or - and its folder", workspace);
        }
    }

    /** Writes down which folder a workspace is, if nobody has done so. */
    public void located(String workspace, String path, Call call) {
        if (queries.location(workspace).flatMap(Location::path).isEmpty()) {
            call.submitBeside(new Locate(workspace, Optional.of(Workspaces.resolved(path, call)), workspace));
        }
    }
}
