package dev.daybook.history;

import dev.daybook.domain.Event;
import dev.daybook.event.Codec;
import dev.daybook.event.Undecodable;
import dev.daybook.history.RollbackChange.Dependent;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import dev.daybook.projection.Behind;
import dev.daybook.projection.ReadModels;
import dev.daybook.query.Reads;
import dev.daybook.slice.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what would name things that are not there. Who names what is asked of the read models as of before; what is named
 * then, and since when, follows from the facts of each. Thread-safe.
 */
final class Dependents {

    private static final Logger LOG = LoggerFactory.getLogger(Dependents.class);

    private static final int BATCH = 1_000;

    /** A read model that stays behind for so long is of no use to whoever waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Journal journal;
    private final Codec codec;
    private final ReadModels readModels;
    private final ThingLife life;
    private final List<Reference> references;
    private final Map<String, List<Reference>> byKind;
    private final Set<String> targets;

    Dependents(Journal journal, Codec codec, ReadModels readModels, ThingLife life, List<Reference> references) {
        this.journal = journal;
        this.codec = codec;
        this.readModels = readModels;
        this.life = life;
        this.references = List.copyOf(references);
        this.byKind = references.stream().collect(Collectors.groupingBy(Reference::kind));
        this.targets = references.stream().map(Reference::target).collect(Collectors.toSet());
    }

    /** What a thing names by a field, and the place of the fact since which it does so. */
    private record Named(Reference reference, String key) {
        StreamId thing() {
            return new StreamId(reference.target(), key);
        }
    }

    /** The facts of a thing that count, and what it names after them: each with the place of the first that says so. */
    private record Told(List<Entry> facts, Map<Named, Integer> named) {}

    /** Returns whether things of that kind are named by others. */
    boolean isNamed(String kind) {
        return targets.contains(kind);
    }

    /** Returns whether a fact says what its thing names. */
    boolean says(Entry entry) {
        List<Reference> own = byKind.getOrDefault(entry.stream().category(), List.of());
        if (own.isEmpty()) {
            return false;
        }
        Optional<Event> event = decoded(entry);
        return event.isPresent()
                && own.stream()
                        .anyMatch(
                                reference -> reference.said().apply(event.get()).isPresent());
    }

    /** Returns whether a thing is there, or was and has ended. */
    boolean isThere(StreamId thing, Timeline counting) {
        return life.isThere(
                thing.category(), entries(thing).filter(counting::counts).map(Entry::type));
    }

    /**
     * Waits until the read models know who names what.
     *
     * @throws Behind if that takes too long
     */
    void await(Position head) {
        List<String> names =
                references.stream().map(Reference::readModel).distinct().toList();
        if (names.stream().anyMatch(name -> head.isAfter(readModels.position(name)))) {
            try {
                readModels.catchUp(); // in a process that nobody follows the journal in
            } catch (RuntimeException e) {
                LOG.warn(
                        "not all read models are up to date: {}",
                        e.getMessage(),
                        e); // those that matter are waited for
            }
        }
        for (String name : names) {
            try {
                if (!readModels.await(name, head, PATIENCE)) {
                    throw new Behind(
                            "%s has posted up to %s, and what depends on what would go is known at position %s: ask again"
                                    .formatted(name, readModels.position(name), head));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Behind("interrupted before it was known what depends on what would go: ask again");
            }
        }
    }

    /** Returns the things that name some of {@code gone} before. */
    Set<StreamId> namedBy(Collection<StreamId> gone) {
        var found = new LinkedHashSet<StreamId>();
        for (Reference reference : references) {
            List<String> keys = gone.stream()
                    .filter(thing -> thing.category().equals(reference.target()))
                    .map(StreamId::key)
                    .toList();
            if (!keys.isEmpty()) {
                reference
                        .namedBy(keys, Reads.of(readModels, List.of(reference.readModel())))
                        .forEach(key -> found.add(new StreamId(reference.kind(), key)));
            }
        }
        return found;
    }

    /** Returns what a thing names after a rollback that is not there then, unless it did so before. */
    List<Dependent> of(StreamId thing, Timeline before, Timeline after) {
        Told then = told(thing, after);
        if (then.named.isEmpty()) {
            return List.of();
        }
        Set<Named> namedBefore = told(thing, before).named.keySet();
        var found = new ArrayList<Dependent>();
        then.named.forEach((named, place) -> {
            if (!isThere(named.thing(), after)) {
                boolean wasThere = isThere(named.thing(), before);
                if (wasThere || !namedBefore.contains(named)) {
                    List<Entry> facts = then.facts.subList(place, then.facts.size());
                    found.add(new Dependent(
                            thing,
                            named.reference.field(),
                            named.thing(),
                            List.copyOf(facts.stream()
                                    .map(fact -> fact.metadata().actor())
                                    .collect(Collectors.toCollection(TreeSet::new))),
                            facts.size(),
                            facts.getFirst().position(),
                            wasThere));
                }
            }
        });
        return found;
    }

    private Told told(StreamId thing, Timeline counting) {
        List<Reference> own = byKind.getOrDefault(thing.category(), List.of());
        var named = new HashMap<Named, Integer>();
        if (own.isEmpty()) {
            return new Told(List.of(), named);
        }
        List<Entry> facts = entries(thing).filter(counting::counts).toList();
        for (int place = 0; place < facts.size(); place++) {
            Entry fact = facts.get(place);
            if (life.isEnding(fact.type())) {
                named.clear();
                continue;
            }
            Optional<Event> event = decoded(fact);
            for (Reference reference : own) {
                int at = place;
                event.flatMap(reference.said()).ifPresent(keys -> {
                    named.keySet().removeIf(old -> old.reference.equals(reference) && !keys.contains(old.key));
                    keys.forEach(key -> named.putIfAbsent(new Named(reference, key), at));
                });
            }
        }
        return new Told(facts, named);
    }

    /** A fact of a newer version, or that is damaged, can be taken back: the read models do not know what it says, either. */
    private Optional<Event> decoded(Entry entry) {
        try {
            return Optional.of(codec.decode(entry));
        } catch (Undecodable _) {
            return Optional.empty();
        }
    }

    private Stream<Entry> entries(StreamId stream) {
        return Stream.iterate(
                        journal.readStream(stream, 0, BATCH),
                        page -> !page.isEmpty(),
                        page -> journal.readStream(stream, page.getLast().revision() + 1, BATCH))
                .flatMap(List::stream);
    }

    /** Returns how many facts of a thing count before and not after. */
    long undone(StreamId thing, Timeline before, Timeline after) {
        return entries(thing)
                .filter(entry -> before.counts(entry) && !after.counts(entry))
                .count();
    }
}
