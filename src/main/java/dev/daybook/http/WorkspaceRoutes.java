package dev.daybook.http;

import dev.daybook.domain.Rejected;
import dev.daybook.journal.StreamId;
import dev.daybook.session.SessionQueries;
import dev.daybook.session.WorkspaceCommand.Locate;
import dev.daybook.session.WorkspaceView;
import dev.daybook.session.Workspaces;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Workspaces: the folders that sessions belong to, and what becomes known of them. */
final class WorkspaceRoutes {

    private final SessionQueries queries;
    private final WorkspaceLookup workspaceLookup;
    private final CommandRequests writing;
    private final Reading reading;

    WorkspaceRoutes(SessionQueries queries, WorkspaceLookup workspaceLookup, CommandRequests writing, Reading reading) {
        this.queries = queries;
        this.workspaceLookup = workspaceLookup;
        this.writing = writing;
        this.reading = reading;
    }

    void mount(Routes on) {
        on.get("/workspaces", this::list);
        on.get("/workspaces/{hash}", this::show);
        on.post("/workspaces/{hash}/assign", this::assign);
    }

    private Answer list(Request request) {
        long position = reading.upTo(request, SessionRoutes.READ_MODEL);
        return Answer.json(Map.of(
                        "items",
                        queries.workspaces().stream()
                                .map(SessionViews.Workspace::of)
                                .toList()))
                .at(position);
    }

    private Answer show(Request request) {
        long position = reading.upTo(request, SessionRoutes.READ_MODEL);
        String key = workspaceLookup.workspace(request);
        WorkspaceView view = queries.workspace(key)
                .orElseThrow(() -> Rejected.notFound("there is no workspace %s: GET /workspaces shows all", key));
        return reading.conditional(
                request,
                new StreamId("workspace", view.key()),
                view.revision(),
                position,
                () -> SessionViews.Workspace.of(view));
    }

    private Answer assign(Request request) {
        String hash = request.path("hash");
        String path = WorkspaceLookup.checked(request.body().text("path"));
        if (Workspaces.isKey(hash)
                && !request.body().flag("force")
                && !names(path).contains(hash)) {
            throw Rejected.invalidAt(
                    "/path",
                    "'%s' has the key %s, not %s: want the folder of this workspace, or force it",
                    path,
                    Workspaces.key(path),
                    hash);
        }
        return writing.carryOut(request, new Locate(hash, Optional.of(path), Workspaces.key(path)));
    }

    /** Returns all keys that the editor may have computed of a folder. */
    private static Set<String> names(String path) {
        String bare = path.replaceFirst("/+$", "");
        return Set.copyOf(java.util.List.of(
                Workspaces.key(path),
                Workspaces.written(path),
                Workspaces.written(bare),
                Workspaces.written(bare + "/")));
    }
}
