package dev.daybook.http;

import dev.daybook.domain.Rejected;
import dev.daybook.journal.Selection;
import dev.daybook.session.SessionId;
import dev.daybook.session.SessionQueries;
import dev.daybook.session.Sessions;
import dev.daybook.session.WorkspaceCommand.Locate;
import dev.daybook.session.WorkspaceView.Location;
import dev.daybook.session.Workspaces;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which workspace and which session a request is about. A workspace is named by its key, by the key of a second name of
 * it, or by its folder; a session is looked for in the workspace's own file first, then in those of its second names.
 */
final class WorkspaceLookup {

    /** Stands in a route in place of a key: the folder is given as a parameter. */
    private static final String BY_PATH = "-";

    private static final Set<String> READS = Set.of("GET", "HEAD");
    private static final Selection WORKSPACES = Selection.category("workspace");

    private final Reading reading;
    private final SessionQueries queries;
    private final Sessions sessions;
    private final CommandRequests writing;

    WorkspaceLookup(SessionQueries queries, Sessions sessions, CommandRequests writing, Reading reading) {
        this.reading = reading;
        this.queries = queries;
        this.sessions = sessions;
        this.writing = writing;
    }

    /**
     * Waits until the read model has all that was said of workspaces: where something is written must not depend on how
     * far behind it is.
     *
     * @throws Problem.Thrown if that takes too long
     */
    void settle() {
        reading.await(SessionRoutes.READ_MODEL, WORKSPACES);
    }

    /** Returns the key of the workspace that the route names. */
    String workspace(Request request) {
        if (!READS.contains(request.method())) {
            settle();
        }
        String hash = request.path("hash");
        Optional<String> path = request.text("path");
        if (!hash.equals(BY_PATH)) {
            if (path.isPresent() && !Workspaces.key(path.get()).equals(hash)) {
                throw Rejected.invalidAt(
                        "/path",
                        "%s is the key of another folder than '%s': want - in the place of the key",
                        hash,
                        path.get());
            }
            return canonical(hash);
        }
        return of(path.orElseThrow(
                () -> Rejected.invalidAt("/path", "it is not said which workspace: want ?path= and its folder")));
    }

    /** Returns the key that the route spells, whatever workspace it stands for. */
    static String named(Request request) {
        String hash = request.path("hash");
        return hash.equals(BY_PATH) ? request.text("path").map(Workspaces::key).orElse("") : hash;
    }

    /** Returns the key of the workspace in that folder. */
    String of(String path) {
        if (path.isBlank()) {
            throw Rejected.invalidAt("/path", "the path of the workspace is empty: want that of a folder");
        }
        return canonical(Workspaces.key(checked(path)));
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

    /** Returns the session that the route names, whether or not there is one. */
    SessionId session(Request request) {
        return session(workspace(request), request.path("id"));
    }

    /** Returns the session of that id; of the workspace's own file if there is none. */
    SessionId session(String workspace, String id) {
        List<SessionId> all = all(workspace, id);
        return all.size() == 1
                ? all.getFirst()
                : all.stream().filter(this::isThere).findFirst().orElse(all.getFirst());
    }

    /** Returns the other sessions of that id in its workspace: those that it hides. */
    List<SessionId> others(SessionId session) {
        return all(session.workspace(), session.id()).stream()
                .filter(it -> !it.equals(session) && isThere(it))
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
    void opened(Request request, String workspace) {
        if (request.path("hash").equals(BY_PATH)) {
            located(request, workspace, request.text("path").orElse(""));
        } else if (!Workspaces.isKey(workspace) && queries.workspace(workspace).isEmpty()) {
            throw Rejected.invalidAt(
                    "/hash", "'%s' is no key of a workspace: want 16 hex digits, or - and ?path=", workspace);
        }
    }

    /** Writes down which folder a workspace is, if nobody has done so. */
    void located(Request request, String workspace, String path) {
        if (queries.location(workspace).flatMap(Location::path).isEmpty()) {
            var command = new Locate(workspace, Optional.of(Workspaces.resolved(path)), workspace);
            writing.submitBeside(request, command);
        }
    }
}
