package dev.daybook.project;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.event.JsonText;
import dev.daybook.project.ProjectFacts.Kind;
import dev.daybook.project.ProjectFacts.Remote;
import dev.daybook.project.discovery.Checkout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** A repository that was found, what was known at its path, and what is to be known. */
record Observation(Checkout checkout, Optional<ProjectView> before, ProjectFacts facts) {

    String path() {
        return checkout.path().toString();
    }

    boolean wasThere() {
        return before.filter(projectView -> projectView.state().equals(ProjectView.PRESENT))
                .isPresent();
    }

    /** Returns what is to be known of a repository that nobody has seen before. */
    static ProjectFacts first(Checkout it) {
        return of(it, Optional.empty(), Map.of()).facts();
    }

    /** @param owners the paths of checkouts by their Git directories */
    static Observation of(Checkout it, Optional<ProjectView> before, Map<Path, String> owners) {
        var now = new ProjectFacts(
                before.map(ProjectView::name)
                        .orElseGet(() -> ProjectPath.name(it.path().toString())),
                it.remotes().entrySet().stream()
                        .map(remote -> new Remote(remote.getKey(), remote.getValue()))
                        .toList(),
                it.branch(),
                switch (it.kind()) {
                    case MAIN -> Kind.MAIN;
                    case WORKTREE -> Kind.WORKTREE;
                    case SUBMODULE -> Kind.SUBMODULE;
                },
                owner(it, owners),
                Optional.empty(),
                before.flatMap(ProjectView::modifiedAt));
        var seen = new Observation(it, before, now);
        boolean same = seen.wasThere()
                && before.filter(old -> old.kind().equals(now.kind().word())
                                && old.identity().equals(now.identity().map(RemoteIdentity::text)))
                        .isPresent();
        return new Observation(
                it,
                before,
                now.withRootCommit(
                        same && before.flatMap(ProjectView::rootCommit).isPresent()
                                ? it.rootCommit(
                                        before.get().rootCommit().get(),
                                        before.get().updatedAt())
                                : it.rootCommit()));
    }

    private static Optional<String> owner(Checkout it, Map<Path, String> owners) {
        return switch (it.kind()) {
            case MAIN -> Optional.empty();
            case WORKTREE -> Optional.ofNullable(owners.get(it.common()));
            case SUBMODULE -> // the nearest: what git keeps of it, or it itself, lies within what it is a part of
                Stream.iterate(it.gitDirectory().getParent(), Objects::nonNull, Path::getParent)
                        .flatMap(above -> Stream.of(above, above.resolve(".git")))
                        .flatMap(above -> Optional.ofNullable(owners.get(above)).stream())
                        .filter(path -> !path.equals(it.path().toString()))
                        .findFirst();
        };
    }

    /** Returns what is known of a project. */
    static ProjectFacts known(ProjectView it) {
        var remotes = new ArrayList<Remote>();
        for (JsonNode remote : JsonText.tree(it.remotes())) {
            remotes.add(
                    new Remote(remote.path("name").asText(), remote.path("url").asText()));
        }
        return new ProjectFacts(
                it.name(),
                remotes,
                it.branch(),
                Kind.of(it.kind()).orElse(Kind.MAIN),
                it.partOf(),
                it.rootCommit(),
                it.modifiedAt());
    }
}
