package dev.daybook.projection;

import dev.daybook.domain.Event;
import dev.daybook.project.DirectoryEvent;
import dev.daybook.project.ProjectEvent;
import dev.daybook.project.ProjectFacts;
import dev.daybook.project.ProjectFacts.Kind;
import dev.daybook.project.ProjectFacts.Remote;
import dev.daybook.project.RemoteIdentity;
import dev.daybook.project.RepositoryEvent;
import dev.daybook.project.RepositoryFacts;
import dev.daybook.project.ScanEvent;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What happens to projects in {@link Histories}: also what the rules would refuse. */
final class ProjectHistories {

    private final Random random;
    private final int projects;

    ProjectHistories(Random random, int projects) {
        this.random = random;
        this.projects = projects;
    }

    Event next() {
        String path = "/home/ada/" + random.nextInt(projects);
        var repository = new RemoteIdentity("github.com", "ada", "r" + random.nextInt(projects));
        return switch (random.nextInt(14)) {
            case 0, 1 -> new ProjectEvent.Seen(path, facts(repository));
            case 2 -> new ProjectEvent.Changed(path, facts(repository));
            case 3 -> new ProjectEvent.Vanished(path);
            case 4 -> new ProjectEvent.Reappeared(path);
            case 5 ->
                random.nextBoolean() ? new ProjectEvent.Linked(path, repository) : new ProjectEvent.Unlinked(path);
            case 6 -> new ProjectEvent.Moved(path, path + "/moved");
            case 7, 8 ->
                new DirectoryEvent.Used(
                        path, random.nextInt(99), Optional.of(Chronicle.START).filter(_ -> maybe()));
            case 9 ->
                maybe() ? new DirectoryEvent.Pinned(path, random.nextBoolean()) : new DirectoryEvent.Forgotten(path);
            case 10 -> new RepositoryEvent.Seen(repository, facts("ada/" + repository.name()));
            case 11 -> new RepositoryEvent.Gone(repository);
            case 12 ->
                maybe()
                        ? new ScanEvent.RootSet(path, "config", Optional.empty(), Optional.of(3L))
                        : new ScanEvent.RootRemoved(path);
            default ->
                maybe()
                        ? new ScanEvent.Refreshed("projects", Chronicle.START, random.nextInt(99), Optional.empty())
                        : new ScanEvent.SyncReported(
                                "" + random.nextInt(3),
                                "full",
                                Chronicle.START,
                                Optional.empty(),
                                "running",
                                random.nextInt(9),
                                Optional.of(9L),
                                Optional.empty());
        };
    }

    private ProjectFacts facts(RemoteIdentity repository) {
        return new ProjectFacts(
                "p",
                maybe()
                        ? List.of(new Remote("origin", "git@" + repository.host() + ":ada/" + repository.name()))
                        : List.of(),
                Optional.of("main").filter(_ -> maybe()),
                List.of(Kind.MAIN, Kind.WORKTREE, Kind.SUBMODULE).get(random.nextInt(3)),
                Optional.empty(),
                Optional.of("c" + random.nextInt(3)),
                Optional.empty());
    }

    private RepositoryFacts facts(String name) {
        Optional<String> text = Optional.of("text " + random.nextInt(9)).filter(_ -> maybe());
        return new RepositoryFacts(
                name,
                text,
                text,
                text,
                text,
                text,
                Optional.of(maybe()),
                Optional.empty(),
                Optional.of(maybe()),
                text,
                text,
                text,
                Optional.empty(),
                List.of("a b", "c"),
                Optional.of(random.nextLong(9)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Chronicle.START),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private boolean maybe() {
        return random.nextInt(3) > 0;
    }
}
