package dev.daybook.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.None;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Outcome;
import dev.daybook.session.WorkspaceCommand.Locate;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What may be asked of workspaces: the folders that sessions belong to, and what becomes known of them. */
final class WorkspaceOperations {

    private static final String WORKSPACE = "/workspaces/{hash}";

    private record Assigned(
            @Says(
                    value = "the key of the workspace, or unassigned",
                    label = "HASH",
                    min = 1,
                    max = 200,
                    like = "cb0d7aca42ecac02")
            String hash,

            @Says(value = "its folder", label = "FOLDER", min = 1, max = 4_096, like = "/home/ada/billing")
            String path,

            @Says("also if the key is not the hash of this folder")
            boolean force) {}

    static Stream<Operation<?, Ground>> all() {
        return Stream.of(
                Operation.<None, Ground>reads("session workspaces", "listWorkspaces", "GET /workspaces", None.class)
                        .says("The workspaces that have sessions.")
                        .from(SessionOperations.READ_MODEL)
                        .columns("hash", "sessions", "messages", "changed=changedAt", "aliases")
                        .columns(new Column("path", WorkspaceOperations::path))
                        .csv("hash", "path", "aliases", "sessions", "messages", "changedAt", "revision")
                        .called(
                                form -> form.ifNone(
                                        "no workspaces: daybook session create makes a session, daybook migrate PATH takes some over"))
                        .answers(
                                "Workspaces",
                                (_, _, ground) -> Outcome.shown(Map.of(
                                        "items",
                                        SessionAnswers.of(ground).queries().workspaces()))),
                Operation.<Place, Ground>reads("", "getWorkspace", "GET " + WORKSPACE, Place.class)
                        .says("A workspace with how much there is of it.")
                        .from(SessionOperations.READ_MODEL)
                        .withRevision()
                        .also(422)
                        .answers("Workspace", WorkspaceOperations::show),
                Operation.<Assigned, Ground>writes(
                                "session assign", "assignWorkspace", "POST " + WORKSPACE + "/assign", Assigned.class)
                        .says(
                                "Says which folder a workspace is whose file did not tell; its sessions are found there"
                                        + " from now on.",
                                "A key of 16 hex digits is a hash of the path: another folder is refused, unless forced.")
                        .also(504)
                        .called(form -> form.words("hash", "path").folder("path"))
                        .answers("Written", (assigned, call, _) -> assign(assigned, call)));
    }

    private static Outcome show(Place place, Call call, Ground ground) {
        SessionAnswers answers = SessionAnswers.of(ground);
        String key = answers.lookup().workspace(place, call);
        WorkspaceView view = answers.queries()
                .workspace(key)
                .orElseThrow(() -> Rejected.notFound("there is no workspace %s: GET /workspaces shows all", key));
        return Outcome.thing(new StreamId("workspace", view.hash()), view.revision(), view);
    }

    private static Outcome assign(Assigned it, Call call) {
        String path = WorkspaceLookup.checked(it.path());
        if (Workspaces.isKey(it.hash()) && !it.force() && !names(path, call).contains(it.hash())) {
            throw Rejected.invalidAt(
                    "/path",
                    "'%s' has the key %s, not %s: want the folder of this workspace, or force it",
                    path,
                    Workspaces.key(path, call),
                    it.hash());
        }
        return call.done(new Locate(it.hash(), Optional.of(path), Workspaces.key(path, call)));
    }

    /** Returns all keys that the editor may have computed of a folder. */
    private static List<String> names(String path, Call call) {
        String bare = path.replaceFirst("/+$", "");
        return List.of(
                Workspaces.key(path, call),
                Workspaces.written(path),
                Workspaces.written(bare),
                Workspaces.written(bare + "/"));
    }

    private static String path(JsonNode workspace) {
        String hash = workspace.path("hash").asText();
        if (workspace.hasNonNull("path")) {
            return workspace.path("path").asText();
        }
        return hash.equals(Workspaces.NONE) ? "(none)" : "(unknown: daybook session assign %s FOLDER)".formatted(hash);
    }

    private WorkspaceOperations() {}
}
