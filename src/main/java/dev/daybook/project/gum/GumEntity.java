package dev.daybook.project.gum;

import dev.daybook.domain.Event;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Fact;
import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.journal.StreamId;
import dev.daybook.project.DirectoryEvent;
import dev.daybook.project.ProjectEvent;
import dev.daybook.project.ProjectFacts;
import dev.daybook.project.RepositoryEvent;
import dev.daybook.project.RepositoryFacts;
import dev.daybook.shape.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A thing that the files of gum tell of. What anybody has said of it later, stays.
 *
 * @param said what each record says by itself, in the order in which they were written
 * @param content what that comes to
 */
record GumEntity(String category, String key, Map<String, Integer> counts, List<Fact> said, Record content)
        implements Entity {

    private static final Shape<DirectoryEvent.Used> USED = Shape.plain(DirectoryEvent.Used.class);
    private static final Shape<RepositoryFacts> REPOSITORY = Shape.plain(RepositoryFacts.class);

    static GumEntity of(String category, String key, Map<String, Integer> counts, List<Fact> said) {
        return new GumEntity(category, key, counts, said, content(said));
    }

    /** Returns what these facts come to. */
    static Record content(List<Fact> said) {
        return (Words.agree(said)
                        ? Words.content(said.getFirst().event())
                        : Words.of(said, new FileWords().told(said)).content())
                .orElseThrow();
    }

    @Override
    public StreamId stream() {
        return new StreamId(category, key);
    }

    /** Of a new thing all is told that was ever true of it, else only what counts more than all that is known. */
    @Override
    public List<Fact> facts(List<Recorded> known) {
        if (known.isEmpty() && Words.agree(said)) {
            return List.of(said.getFirst());
        }
        Words now = Words.known(known);
        FileWords.Told told = now.files().told(said);
        Words last = Words.of(said, told);
        Optional<Record> shown = now.shown();
        boolean isNew = shown.isEmpty();
        var facts = new ArrayList<Fact>();
        for (Fact fact : said) {
            boolean wasThere = now.isThere();
            now.tell(fact, isNew ? _ -> true : last.by(fact), told);
            boolean exact = !now.files().isUnmoved(fact);
            boolean isBack = now.isThere() && !wasThere && !isNew;
            if (isBack && fact.event() instanceof ProjectEvent it) {
                facts.add(dated(new ProjectEvent.Reappeared(it.path()), fact, exact));
                isBack = false;
            }
            Optional<Record> content = now.content();
            if (now.isThere() && (isBack || !content.equals(shown))) {
                Event event = event(fact.event(), content.orElseThrow(), shown.isEmpty());
                facts.add(dated(event, fact, exact));
                shown = content;
            }
        }
        return facts;
    }

    /** @param exact whether it counts by that very time more or less than what other files say */
    private static Fact dated(Event event, Fact said, boolean exact) {
        return new Fact(event, said.file(), said.occurredAt(), exact);
    }

    /** Returns the same of a thing of which more is known. */
    private static Event event(Event said, Record content, boolean first) {
        return switch (said) {
            case ProjectEvent it ->
                first
                        ? new ProjectEvent.Seen(it.path(), (ProjectFacts) content)
                        : new ProjectEvent.Changed(it.path(), (ProjectFacts) content);
            case RepositoryEvent it -> new RepositoryEvent.Seen(it.repository(), (RepositoryFacts) content);
            default -> (Event) content;
        };
    }

    @Override
    public Map<String, Object> expected() {
        return fields(content);
    }

    private static Map<String, Object> fields(Record content) {
        return switch (content) {
            case ProjectFacts it -> {
                var fields = new HashMap<String, Object>(Map.of("/name", it.name()));
                it.primary().ifPresent(remote -> fields.put("/remote", remote.url()));
                it.branch().ifPresent(branch -> fields.put("/branch", branch));
                yield fields;
            }
            case DirectoryEvent.Used it -> USED.fields(it);
            case RepositoryFacts it -> REPOSITORY.fields(it);
            default -> Map.of();
        };
    }

    /** What somebody else has said later, and all of what is gone since. */
    @Override
    public Set<String> overridden(List<Recorded> known) {
        Words now = Words.known(known);
        FileWords.Told told = now.files().told(said);
        said.forEach(fact -> now.tell(fact, _ -> true, told));
        Map<String, Object> fields = now.isThere() ? fields(now.content().orElseThrow()) : Map.of();
        var others = new HashSet<String>();
        expected().forEach((name, value) -> {
            if (!value.equals(fields.get(name))) {
                others.add(name);
            }
        });
        return others;
    }
}
