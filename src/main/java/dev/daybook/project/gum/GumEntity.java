package dev.daybook.project.gum;

import dev.daybook.domain.Event;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Fact;
import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.ProjectHistory;
import dev.daybook.journal.StreamId;
import dev.daybook.project.DirectoryEvent;
import dev.daybook.project.ProjectEvent;
import dev.daybook.project.ProjectFacts;
import dev.daybook.project.ProjectFacts.Remote;
import dev.daybook.project.RemoteIdentity;
import dev.daybook.project.RepositoryEvent;
import dev.daybook.project.RepositoryFacts;
import dev.daybook.project.ScanEvent;
import dev.daybook.shape.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A thing that the files of gum tell of. What others have found out since stays theirs, until the files say something
 * new.
 *
 * @param said what they said one after the other; the last of it counts
 */
record GumEntity(Root root, String category, String key, Map<String, Integer> counts, List<Fact> said)
        implements Entity {

    private static final String TOOL = "gum";
    private static final Shape<DirectoryEvent.Used> USED = Shape.plain(DirectoryEvent.Used.class);
    private static final Shape<RepositoryFacts> REPOSITORY = Shape.plain(RepositoryFacts.class);

    @Override
    public StreamId stream() {
        return new StreamId(category, key);
    }

    /** Returns what a fact says of the thing as a whole; nothing if it is about something else. */
    private static Optional<Object> content(Event event) {
        return switch (event) {
            case ProjectEvent.Seen it -> Optional.of(it.facts());
            case ProjectEvent.Changed it -> Optional.of(it.facts());
            case DirectoryEvent.Used it -> Optional.of(it);
            case RepositoryEvent.Seen it -> Optional.of(it.facts());
            case ScanEvent it -> Optional.of(it);
            default -> Optional.empty();
        };
    }

    /** What was said last by anybody, and by these files. */
    private record Last(Optional<Recorded> any, Optional<Recorded> ours) {

        static Last of(Root root, List<Recorded> known) {
            var toldBy = ProjectHistory.toldIn(TOOL, root.project());
            Last last = new Last(Optional.empty(), Optional.empty());
            for (Recorded it : known) {
                if (content(it.event()).isPresent()) {
                    last = new Last(Optional.of(it), toldBy.apply(it).isPresent() ? Optional.of(it) : last.ours);
                }
            }
            return last;
        }
    }

    @Override
    public List<Fact> facts(List<Recorded> known) {
        Last last = Last.of(root, known);
        if (last.any().isEmpty()) {
            return said;
        }
        Fact now = said.getLast();
        Event event = again(now.event(), last.any().get().event());
        boolean isKnown = last.ours().filter(it -> saysNothingNew(now, it)).isPresent()
                || content(event).equals(content(last.any().get().event()));
        boolean isOld = last.ours().isEmpty() && !last.any().get().occurredAt().isBefore(now.occurredAt());
        return isKnown || isOld ? List.of() : List.of(new Fact(event, now.file(), now.occurredAt()));
    }

    private static boolean saysNothingNew(Fact now, Recorded before) {
        return content(again(now.event(), before.event())).equals(content(before.event()));
    }

    /** Returns the same of a thing that is known already, with all that gum does not speak of as it is known. */
    private static Event again(Event event, Event known) {
        Object before = content(known).orElse(known);
        return switch (event) {
            case ProjectEvent.Seen(String path, ProjectFacts facts) -> again(path, facts, before);
            case ProjectEvent.Changed(String path, ProjectFacts facts) -> again(path, facts, before);
            case RepositoryEvent.Seen(RemoteIdentity repository, RepositoryFacts facts)
            when before instanceof RepositoryFacts there -> new RepositoryEvent.Seen(repository, facts.or(there));
            default -> event;
        };
    }

    private static Event again(String path, ProjectFacts facts, Object before) {
        return new ProjectEvent.Changed(path, before instanceof ProjectFacts there ? over(facts, there) : facts);
    }

    /** gum knows one remote of a project, and neither its history nor whose worktree it is. */
    private static ProjectFacts over(ProjectFacts gum, ProjectFacts known) {
        return new ProjectFacts(
                gum.name(),
                remotes(gum, known),
                gum.branch().or(known::branch),
                known.kind(),
                known.partOf(),
                known.rootCommit(),
                gum.modifiedAt().or(known::modifiedAt));
    }

    /** Remotes with names are not gum's: they stay, with its spelling of theirs, unless it has another repository. */
    private static List<Remote> remotes(ProjectFacts gum, ProjectFacts known) {
        Optional<Remote> said = gum.primary();
        Optional<Remote> primary = known.primary();
        if (said.isEmpty()) {
            return known.remotes().stream().filter(it -> !it.name().isEmpty()).toList();
        }
        return primary.filter(it -> isSame(it, said.get())).isPresent()
                ? known.remotes().stream()
                        .map(it -> Optional.of(it).equals(primary)
                                ? new Remote(it.name(), said.get().url())
                                : it)
                        .toList()
                : gum.remotes();
    }

    private static boolean isSame(Remote one, Remote other) {
        Optional<RemoteIdentity> repository = RemoteIdentity.of(one.url());
        return one.url().equals(other.url())
                || (repository.isPresent() && repository.equals(RemoteIdentity.of(other.url())));
    }

    @Override
    public Map<String, Object> expected() {
        return switch (said.getLast().event()) {
            case ProjectEvent.Seen it -> fields(it.facts());
            case ProjectEvent.Changed it -> fields(it.facts());
            case DirectoryEvent.Used it -> USED.fields(it);
            case RepositoryEvent.Seen it -> REPOSITORY.fields(it.facts());
            default -> Map.of();
        };
    }

    private static Map<String, Object> fields(ProjectFacts facts) {
        var fields = new HashMap<String, Object>(Map.of("/name", facts.name()));
        facts.primary().ifPresent(remote -> fields.put("/remote", remote.url()));
        facts.branch().ifPresent(branch -> fields.put("/branch", branch));
        return fields;
    }

    @Override
    public Set<String> overridden(List<Recorded> known) {
        Last last = Last.of(root, known);
        return last.any().equals(last.ours()) ? Set.of() : expected().keySet();
    }
}
