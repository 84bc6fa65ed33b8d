package dev.daybook.project;

import static dev.daybook.readmodel.Tables.DIRECTORY;
import static dev.daybook.readmodel.Tables.FRESHNESS;
import static dev.daybook.readmodel.Tables.PROJECT;
import static dev.daybook.readmodel.Tables.REPOSITORY;
import static dev.daybook.readmodel.Tables.SCAN_ROOT;
import static dev.daybook.readmodel.Tables.SYNC_RUN;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.event.Recorded;
import dev.daybook.journal.StreamId;
import dev.daybook.projection.Projection;
import dev.daybook.projection.Tables;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Projects, directories and repositories as they are now, and how fresh that is. */
final class ProjectProjection implements Projection {

    private static final Set<String> CATEGORIES = Set.of("project", "directory", "repository", "scan");

    private final ViewTable<ProjectView> projects =
            new ViewTable<>(ProjectView.class, PROJECT, PROJECT.PATH, Map.of(PROJECT.LISTED, ProjectRow::kept));
    private final ViewTable<DirectoryView> directories =
            new ViewTable<>(DirectoryView.class, DIRECTORY, DIRECTORY.PATH, Map.of());
    private final ViewTable<RepositoryView> repositories =
            new ViewTable<>(RepositoryView.class, REPOSITORY, REPOSITORY.ID, Map.of());
    private final ViewTable<ScanRootView> roots =
            new ViewTable<>(ScanRootView.class, SCAN_ROOT, SCAN_ROOT.PATH, Map.of());
    private final ViewTable<FreshnessView> freshness =
            new ViewTable<>(FreshnessView.class, FRESHNESS, FRESHNESS.CACHE, Map.of());
    private final ViewTable<SyncRunView> runs = new ViewTable<>(SyncRunView.class, SYNC_RUN, SYNC_RUN.RUN, Map.of());
    private final List<ViewTable<?>> all = List.of(projects, directories, repositories, roots, freshness, runs);

    @Override
    public String name() {
        return ProjectEvent.CATEGORY;
    }

    @Override
    public boolean posts(StreamId stream) {
        return CATEGORIES.contains(stream.category());
    }

    @Override
    public void apply(Recorded recorded, Tables tables) {
        boolean isNew = recorded.entry().revision() == 0;
        switch (recorded.event()) {
            case ProjectEvent it -> projects.change(it.path(), isNew, tables, before -> project(it, before, recorded));
            case DirectoryEvent it ->
                directories.change(it.path(), isNew, tables, before -> directory(it, before, recorded));
            case RepositoryEvent it ->
                repositories.change(it.repository().text(), isNew, tables, before -> repository(it, before, recorded));
            case ScanEvent it -> scan(it, isNew, recorded, tables);
            default -> {} // another projection's
        }
    }

    private static Optional<ProjectView> project(ProjectEvent event, Optional<ProjectView> before, Recorded recorded) {
        return switch (event) {
            case ProjectEvent.Seen it -> Optional.of(seen(it.path(), it.facts(), before, recorded));
            case ProjectEvent.Changed it -> Optional.of(seen(it.path(), it.facts(), before, recorded));
            case ProjectEvent.Moved it ->
                before.map(row -> with(row, ProjectView.MOVED, Optional.of(it.to()), row.link(), recorded));
            case ProjectEvent.Vanished _ ->
                before.map(row -> with(row, ProjectView.VANISHED, Optional.empty(), row.link(), recorded));
            case ProjectEvent.Reappeared _ ->
                before.map(row -> with(row, ProjectView.PRESENT, Optional.empty(), row.link(), recorded));
            case ProjectEvent.Linked it ->
                before.map(row -> with(
                        row,
                        row.state(),
                        row.movedTo(),
                        Optional.of(it.repository().text()),
                        recorded));
            case ProjectEvent.Unlinked _ ->
                before.map(row -> with(row, row.state(), row.movedTo(), Optional.empty(), recorded));
        };
    }

    private static ProjectView seen(String path, ProjectFacts facts, Optional<ProjectView> before, Recorded recorded) {
        Optional<String> identity = facts.identity().map(RemoteIdentity::text);
        Optional<String> link = before.flatMap(ProjectView::link);
        return new ProjectView(
                path,
                facts.name(),
                facts.primary().map(ProjectFacts.Remote::url),
                remotes(facts),
                facts.branch(),
                facts.kind().word(),
                facts.partOf(),
                facts.rootCommit(),
                facts.modifiedAt(),
                identity,
                link,
                link.or(() -> identity),
                ProjectView.PRESENT,
                Optional.empty(),
                before.map(ProjectView::createdAt).orElse(recorded.occurredAt()),
                recorded.occurredAt(),
                recorded.entry().revision(),
                recorded.position().value());
    }

    static Json remotes(ProjectFacts facts) {
        var list = JsonNodeFactory.instance.arrayNode();
        facts.remotes()
                .forEach(remote -> list.addObject().put("name", remote.name()).put("url", remote.url()));
        return JsonText.of(list);
    }

    private static ProjectView with(
            ProjectView row, String state, Optional<String> movedTo, Optional<String> link, Recorded recorded) {
        return new ProjectView(
                row.path(),
                row.name(),
                row.remote(),
                row.remotes(),
                row.branch(),
                row.kind(),
                row.partOf(),
                row.rootCommit(),
                row.modifiedAt(),
                row.identity(),
                link,
                link.or(row::identity),
                state,
                movedTo,
                row.createdAt(),
                recorded.occurredAt(),
                recorded.entry().revision(),
                recorded.position().value());
    }

    private static Optional<DirectoryView> directory(
            DirectoryEvent event, Optional<DirectoryView> before, Recorded recorded) {
        boolean pinned = before.map(DirectoryView::pinned).orElse(false);
        return switch (event) {
            case DirectoryEvent.Used it ->
                Optional.of(counted(it.path(), it.frequency(), it.lastSeen(), pinned, recorded));
            case DirectoryEvent.Pinned it ->
                Optional.of(counted(
                        it.path(),
                        before.map(DirectoryView::frequency).orElse(0L),
                        before.flatMap(DirectoryView::lastSeen),
                        it.pinned(),
                        recorded));
            case DirectoryEvent.Forgotten _ -> Optional.empty();
        };
    }

    private static DirectoryView counted(
            String path, long frequency, Optional<Instant> lastSeen, boolean pinned, Recorded recorded) {
        return new DirectoryView(
                path,
                frequency,
                lastSeen,
                pinned,
                recorded.occurredAt(),
                recorded.entry().revision(),
                recorded.position().value());
    }

    private static Optional<RepositoryView> repository(
            RepositoryEvent event, Optional<RepositoryView> before, Recorded recorded) {
        Optional<RepositoryFacts> facts = switch (event) {
            case RepositoryEvent.Seen it -> Optional.of(it.facts());
            case RepositoryEvent.Gone _ -> before.map(RepositoryView::facts);
        };
        return facts.map(repositoryFacts -> new RepositoryView(
                event.repository().text(),
                repositoryFacts,
                event instanceof RepositoryEvent.Gone,
                recorded.occurredAt(),
                recorded.entry().revision(),
                recorded.position().value()));
    }

    private void scan(ScanEvent event, boolean isNew, Recorded recorded, Tables tables) {
        long revision = recorded.entry().revision();
        long position = recorded.position().value();
        switch (event) {
            case ScanEvent.RootSet it -> {
                var root =
                        new ScanRootView(it.path(), it.origin(), it.scannedAt(), it.repositories(), revision, position);
                roots.change(it.path(), isNew, tables, _ -> Optional.of(root));
            }
            case ScanEvent.RootRemoved it -> roots.change(it.path(), isNew, tables, _ -> Optional.empty());
            case ScanEvent.Refreshed it -> {
                var fresh = new FreshnessView(it.cache(), it.at(), it.ttlSeconds(), it.hash(), revision, position);
                freshness.change(it.cache(), isNew, tables, _ -> Optional.of(fresh));
            }
            case ScanEvent.SyncReported it -> {
                var run = new SyncRunView(
                        it.run(),
                        it.type(),
                        it.startedAt(),
                        it.completedAt(),
                        it.status(),
                        it.processed(),
                        it.total(),
                        it.error(),
                        revision,
                        position);
                runs.change(it.run(), isNew, tables, _ -> Optional.of(run));
            }
        }
    }

    @Override
    public void passOver(Recorded recorded, Tables tables) {
        long revision = recorded.entry().revision();
        switch (recorded.event()) {
            case ProjectEvent it -> projects.takeRevision(it.path(), revision, tables);
            case DirectoryEvent it -> directories.takeRevision(it.path(), revision, tables);
            case RepositoryEvent it -> repositories.takeRevision(it.repository().text(), revision, tables);
            case ScanEvent.RootSet it -> roots.takeRevision(it.path(), revision, tables);
            case ScanEvent.RootRemoved it -> roots.takeRevision(it.path(), revision, tables);
            case ScanEvent.Refreshed it -> freshness.takeRevision(it.cache(), revision, tables);
            case ScanEvent.SyncReported it -> runs.takeRevision(it.run(), revision, tables);
            default -> {}
        }
    }

    @Override
    public void flush(Tables tables) {
        all.forEach(table -> table.flush(tables));
    }

    @Override
    public void forget() {
        all.forEach(ViewTable::forget);
    }
}
