package dev.daybook.session;

import static dev.daybook.readmodel.Tables.SESSION;

import dev.daybook.domain.Domain;
import dev.daybook.event.Facts;
import dev.daybook.operation.Operations;
import dev.daybook.projection.Documents;
import dev.daybook.projection.Projection;
import dev.daybook.query.Reads;
import dev.daybook.slice.Ground;
import dev.daybook.slice.Reference;
import dev.daybook.slice.Slice;
import dev.daybook.slice.ToolFiles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Sessions of several agents on one task, and their workspaces. */
public final class SessionSlice implements Slice {

    private final List<ToolFiles> files;

    /** @param files of the tools that keep such records */
    public SessionSlice(ToolFiles... files) {
        this.files = List.of(files);
    }

    @Override
    public Facts facts() {
        return Facts.of(SessionEvent.class, WorkspaceEvent.class)
                .word(SessionId.class, SessionId::text, word -> Optional.of(SessionId.parse(word)));
    }

    @Override
    public List<Domain> domains() {
        return List.of(
                Domain.of("session", Session.class, new SessionDecider()),
                Domain.of("workspace", Workspace.class, new WorkspaceDecider()));
    }

    @Override
    public List<Supplier<? extends Projection>> projections() {
        return List.of(SessionProjection::new);
    }

    @Override
    public List<Documents.Source> documents() {
        return List.of(new SessionDocuments());
    }

    @Override
    public Map<String, Function<String, Optional<Map<String, Object>>>> fields(Reads reads) {
        var sessions = new SessionQueries(reads);
        return Map.of(
                "session",
                key -> sessions.json(SessionId.parse(key))
                        .map(json -> SessionShape.RECORD.fields(SessionShape.RECORD.of(json))),
                "workspace",
                key -> sessions.location(key).map(SessionSlice::fields));
    }

    private static Map<String, Object> fields(WorkspaceView.Location workspace) {
        var fields = new LinkedHashMap<String, Object>();
        workspace.path().ifPresent(path -> fields.put("/path", path));
        fields.put("/canonical", workspace.canonical());
        return fields;
    }

    /** A session is of the workspace that its key begins with: where that is has to be known. */
    @Override
    public List<Reference> references() {
        return List.of(new Reference(
                "session",
                "workspace",
                "workspace",
                event -> event instanceof SessionEvent.Created created
                        ? Optional.of(List.of(created.session().workspace()))
                        : Optional.empty(),
                "session",
                SESSION,
                SESSION.WORKSPACE,
                SESSION.WORKSPACE.concat("/").concat(SESSION.ID)));
    }

    @Override
    public List<Operations<Ground>> operations() {
        return Stream.concat(
                        Stream.of(SessionOperations.ALL),
                        files.stream().flatMap(toolFiles -> toolFiles.protocol().stream()))
                .toList();
    }

    @Override
    public List<ToolFiles> files() {
        return files;
    }
}
