package dev.daybook.project;

import dev.daybook.event.Recorded;
import dev.daybook.journal.StreamId;
import dev.daybook.project.ProjectFacts.Remote;
import dev.daybook.projection.Documents;
import dev.daybook.projection.Subject;
import dev.daybook.projection.Tables;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What can be found of projects, directories and repositories: each by its name and one line about it. */
final class ProjectDocuments implements Documents.Source {

    private static final Set<String> CATEGORIES =
            Set.of(ProjectEvent.CATEGORY, DirectoryEvent.CATEGORY, RepositoryEvent.CATEGORY);

    @Override
    public boolean posts(StreamId stream) {
        return CATEGORIES.contains(stream.category());
    }

    @Override
    public void apply(Recorded recorded, Documents documents, Tables tables) {
        switch (recorded.event()) {
            case ProjectEvent it ->
                apply(it, subject(ProjectEvent.CATEGORY, it.path(), recorded, documents, tables), documents, tables);
            case DirectoryEvent it ->
                apply(it, subject(DirectoryEvent.CATEGORY, it.path(), recorded, documents, tables), documents, tables);
            case RepositoryEvent it ->
                apply(
                        it,
                        subject(RepositoryEvent.CATEGORY, it.repository().text(), recorded, documents, tables),
                        documents,
                        tables);
            default -> {}
        }
    }

    private static Subject subject(String kind, String owner, Recorded recorded, Documents documents, Tables tables) {
        return documents.subject(kind, owner, "", recorded, tables);
    }

    private static void apply(ProjectEvent event, Subject project, Documents documents, Tables tables) {
        switch (event) {
            case ProjectEvent.Seen it -> found(it.facts(), project, documents, tables);
            case ProjectEvent.Changed it -> found(it.facts(), project, documents, tables);
            case ProjectEvent.Moved _ -> {
                project.status = ProjectView.MOVED;
                documents.remove(project, tables); // what it is now is found
            }
            case ProjectEvent.Vanished _ -> project.status = ProjectView.VANISHED;
            case ProjectEvent.Reappeared _ -> project.status = ProjectView.PRESENT;
            case ProjectEvent.Linked _, ProjectEvent.Unlinked _ -> {}
        }
    }

    private static void found(ProjectFacts facts, Subject project, Documents documents, Tables tables) {
        project.status = ProjectView.PRESENT;
        put(
                project,
                facts.name(),
                line(Stream.of(
                        Stream.of(project.owner()),
                        facts.remotes().stream().map(Remote::url),
                        facts.branch().stream())),
                documents,
                tables);
    }

    private static void apply(DirectoryEvent event, Subject directory, Documents documents, Tables tables) {
        switch (event) {
            case DirectoryEvent.Used _, DirectoryEvent.Pinned _ -> {
                boolean isFound = !directory.isNew() || documents.has(directory, directory.kind(), tables);
                if (!isFound || directory.deleted) {
                    put(directory, directory.owner(), "", documents, tables);
                }
            }
            case DirectoryEvent.Forgotten _ -> {
                directory.deleted = true;
                documents.remove(directory, tables);
            }
        }
    }

    private static void apply(RepositoryEvent event, Subject repository, Documents documents, Tables tables) {
        switch (event) {
            case RepositoryEvent.Seen it -> {
                RepositoryFacts facts = it.facts();
                repository.status = facts.visibility().orElse("");
                repository.label(facts.topics().stream().distinct().toList(), tables);
                put(
                        repository,
                        facts.fullName(),
                        line(Stream.of(
                                facts.description().stream(), facts.language().stream(), facts.topics().stream())),
                        documents,
                        tables);
            }
            case RepositoryEvent.Gone _ -> repository.status = "gone";
        }
    }

    private static void put(Subject of, String title, String line, Documents documents, Tables tables) {
        of.deleted = false;
        of.title = title;
        documents.put(of, of.kind(), tables, text -> {
            text.title = title;
            text.spec = line;
        });
    }

    private static String line(Stream<Stream<String>> texts) {
        return texts.flatMap(oneTexts -> oneTexts).collect(Collectors.joining(" · "));
    }
}
