package dev.daybook.project;

import dev.daybook.project.ProjectFacts.Kind;
import dev.daybook.project.ProjectFacts.Remote;
import java.util.List;
import java.util.Optional;

/** Facts of projects and repositories for tests. */
final class Facts {

    static ProjectFacts project(String name, String... urls) {
        var remotes = new java.util.ArrayList<Remote>();
        for (String url : urls) {
            remotes.add(new Remote(remotes.isEmpty() ? "origin" : "other" + remotes.size(), url));
        }
        return new ProjectFacts(
                name, remotes, Optional.of("main"), Kind.MAIN, Optional.empty(), Optional.empty(), Optional.empty());
    }

    static RepositoryFacts repository(String fullName, String description) {
        return new RepositoryFacts(
                fullName,
                Optional.of(description),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("public"),
                Optional.of(false),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of("tools"),
                Optional.of(3L),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private Facts() {}
}
