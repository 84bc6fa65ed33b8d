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
        Object content = content(now.event()).orElseThrow();
        boolean isKnown = last.ours()
                        .map(Recorded::event)
                        .flatMap(GumEntity::content)
                        .filter(content::equals)
                        .isPresent()
                || content(last.any().get().event()).filter(content::equals).isPresent();
        boolean isOld = last.ours().isEmpty() && !last.any().get().occurredAt().isBefore(now.occurredAt());
        return isKnown || isOld ? List.of() : List.of(new Fact(again(now.event()), now.file(), now.occurredAt()));
    }

    /** Returns the same of a thing that is known already. */
    private static Event again(Event event) {
        return event instanceof ProjectEvent.Seen(String path, ProjectFacts facts)
                ? new ProjectEvent.Changed(path, facts)
                : event;
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
