package dev.daybook.project;

import dev.daybook.domain.Decider;
import dev.daybook.domain.Rejected;
import dev.daybook.project.Project.Away;
import dev.daybook.project.Project.Present;
import dev.daybook.project.Project.Unknown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The life of a project at its path: seen, changed, gone, there again. */
public final class ProjectDecider implements Decider<ProjectCommand, Project, ProjectEvent> {

    @Override
    public Project initial() {
        return new Unknown();
    }

    @Override
    public List<ProjectEvent> decide(ProjectCommand command, Project project) {
        ProjectPath.checked("/path", command.path());
        return switch (command) {
            case ProjectCommand.Observe it -> observe(it, project);
            case ProjectCommand.Move it -> move(it, project);
            case ProjectCommand.Vanish it -> vanish(it, project);
            case ProjectCommand.Link it -> link(it, project);
        };
    }

    private static List<ProjectEvent> observe(ProjectCommand.Observe it, Project project) {
        return switch (project) {
            case Unknown _ -> List.of(new ProjectEvent.Seen(it.path(), it.facts()));
            case Present present -> changed(it, present.facts());
            case Away away -> {
                var events = new ArrayList<ProjectEvent>(List.of(new ProjectEvent.Reappeared(it.path())));
                events.addAll(changed(it, away.facts()));
                yield events;
            }
        };
    }

    private static List<ProjectEvent> changed(ProjectCommand.Observe it, ProjectFacts before) {
        return it.facts().equals(before) ? List.of() : List.of(new ProjectEvent.Changed(it.path(), it.facts()));
    }

    private static List<ProjectEvent> move(ProjectCommand.Move it, Project project) {
        String to = ProjectPath.checked("/to", it.to());
        if (to.equals(it.path())) {
            throw Rejected.invalidAt("/to", "'%s' is where the project is: want another path", to);
        }
        return switch (project) {
            case Unknown _ -> throw unknown(it.path());
            case Away away when away.movedTo().equals(Optional.of(to)) -> List.of();
            case Present _, Away _ -> List.of(new ProjectEvent.Moved(it.path(), to));
        };
    }

    private static List<ProjectEvent> vanish(ProjectCommand.Vanish it, Project project) {
        return switch (project) {
            case Unknown _ -> throw unknown(it.path());
            case Present _ -> List.of(new ProjectEvent.Vanished(it.path()));
            case Away _ -> List.of();
        };
    }

    private static List<ProjectEvent> link(ProjectCommand.Link it, Project project) {
        Optional<RemoteIdentity> before = switch (project) {
            case Unknown _ -> throw unknown(it.path());
            case Present present -> present.link();
            case Away away -> away.link();
        };
        return before.equals(it.repository())
                ? List.of()
                : List.of(it.repository()
                        .<ProjectEvent>map(repository -> new ProjectEvent.Linked(it.path(), repository))
                        .orElseGet(() -> new ProjectEvent.Unlinked(it.path())));
    }

    private static Rejected unknown(String path) {
        return Rejected.notFound("there is no project at '%s': look for projects first", path);
    }

    @Override
    public Project evolve(Project project, ProjectEvent event) {
        return switch (event) {
            case ProjectEvent.Seen it -> new Present(it.facts(), link(project));
            case ProjectEvent.Changed it -> new Present(it.facts(), link(project));
            case ProjectEvent.Moved it -> away(project, Optional.of(it.to()));
            case ProjectEvent.Vanished _ -> away(project, Optional.empty());
            case ProjectEvent.Reappeared _ ->
                project instanceof Away away ? new Present(away.facts(), away.link()) : project;
            case ProjectEvent.Linked it -> linked(project, Optional.of(it.repository()));
            case ProjectEvent.Unlinked _ -> linked(project, Optional.empty());
        };
    }

    private static Optional<RemoteIdentity> link(Project project) {
        return switch (project) {
            case Unknown _ -> Optional.empty();
            case Present it -> it.link();
            case Away it -> it.link();
        };
    }

    private static Project away(Project project, Optional<String> to) {
        return switch (project) {
            case Unknown _ -> project;
            case Present it -> new Away(it.facts(), it.link(), to);
            case Away it -> new Away(it.facts(), it.link(), to);
        };
    }

    private static Project linked(Project project, Optional<RemoteIdentity> to) {
        return switch (project) {
            case Unknown _ -> project;
            case Present it -> new Present(it.facts(), to);
            case Away it -> new Away(it.facts(), to, it.movedTo());
        };
    }
}
