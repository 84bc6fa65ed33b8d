package dev.daybook.history;

import dev.daybook.domain.Rejected;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.domain.history.HistoryEvent.RolledBack.Also;
import dev.daybook.event.Timelines;
import dev.daybook.history.RollbackChange.Dependent;
import dev.daybook.history.RollbackChange.OthersWork;
import dev.daybook.history.RollbackChange.Touched;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is left alone by a rollback, and what goes beside, so that nothing names what is not there. Used by one thread at
 * a time.
 */
final class RollbackSettlement {
    /** More than that cannot be decided upon together: their names stand in the entry of the rollback. */
    private static final int SETTLED_MAX = 2_000;

    private final RolledBack asked;
    private final Others others;
    private final Dependents dependents;
    private final Map<StreamId, TouchedThing> things;
    private final Position head;
    private final Timeline before;
    final Set<StreamId> kept = new LinkedHashSet<>();
    final Map<StreamId, Long> also = new LinkedHashMap<>();

    /** @param things those of which other facts count */
    RollbackSettlement(
            RolledBack asked,
            Others others,
            Dependents dependents,
            Map<StreamId, TouchedThing> things,
            Position head,
            Timeline before) {
        this.asked = asked;
        this.others = others;
        this.dependents = dependents;
        this.things = things;
        this.head = head;
        this.before = before;
    }

    private RolledBack rollback() {
        return asked.with(
                kept.stream().map(StreamId::toString).toList(),
                also.entrySet().stream()
                        .map(thing -> new Also(thing.getKey().toString(), thing.getValue()))
                        .toList());
    }

    private Timeline after() {
        return RollbackPlan.isHere(asked, head) ? before : Timelines.after(before, head.next(), rollback());
    }

    /** Returns what would name what is not there, and decides what becomes of it, until nothing does. */
    List<Dependent> dependents() {
        var all = new LinkedHashMap<StreamId, Dependent>();
        List<Dependent> found;
        do {
            Timeline after = after();
            Set<StreamId> gone = gone(after);
            if (!gone.isEmpty()) {
                dependents.await(head);
            }
            Set<StreamId> looked = dependents.namedBy(gone);
            things.entrySet().stream()
                    .filter(thing -> thing.getValue().says && !gone.contains(thing.getKey()))
                    .forEach(thing -> looked.add(thing.getKey()));
            looked.addAll(also.keySet());
            found = looked.stream()
                    .flatMap(thing -> dependents.of(thing, before, after).stream())
                    .toList();
            found.forEach(dependent -> all.putIfAbsent(dependent.entity(), dependent));
            found.forEach(this::decide);
            checkSize();
        } while (!found.isEmpty() && (others == Others.KEEP || others == Others.UNDO));
        return List.copyOf(all.values());
    }

    private void decide(Dependent it) {
        if (others == Others.UNDO) {
            also.merge(it.entity(), it.since().value() - 1, Math::min);
        } else if (others == Others.KEEP) {
            StreamId left = it.wasThere() ? it.names() : it.entity();
            kept.add(left);
            also.remove(left);
        }
    }

    /** Returns the things that others may name and that are not there any more. */
    private Set<StreamId> gone(Timeline after) {
        return Stream.concat(
                        things.entrySet().stream()
                                .filter(thing -> thing.getValue().begins && !kept.contains(thing.getKey()))
                                .map(Map.Entry::getKey),
                        also.keySet().stream())
                .filter(thing -> dependents.isNamed(thing.category()) && !isThere(thing, after))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private boolean isThere(StreamId stream, Timeline after) {
        TouchedThing thing = things.get(stream);
        boolean isNothingLeft = thing != null && thing.isWhole && thing.left == 0 && !also.containsKey(stream);
        return !isNothingLeft && dependents.isThere(stream, after);
    }

    private void checkSize() {
        if (kept.size() + also.size() > SETTLED_MAX) {
            throw Rejected.conflict(
                    "others worked on %,d of these things, and no more than %,d can be decided upon together:"
                            + " roll back fewer at a time",
                    kept.size() + also.size(), SETTLED_MAX);
        }
    }

    /**
     * @param facts the first that count no more or again, {@code later} the first that were written since
     */
    RollbackChange change(
            List<OthersWork> found,
            List<Dependent> named,
            Optional<String> refused,
            List<Entry> facts,
            List<Entry> later) {
        checkSize();
        Timeline after = after();
        var settled = new LinkedHashMap<StreamId, Touched>();
        things.forEach((stream, thing) -> {
            if (!kept.contains(stream)) {
                settled.put(
                        stream,
                        also.containsKey(stream)
                                ? beside(stream, Optional.of(thing), after)
                                : touched(stream, thing.undone, thing.later, thing));
            }
        });
        also.keySet().stream()
                .filter(stream -> !things.containsKey(stream))
                .forEach(stream -> settled.put(stream, beside(stream, Optional.empty(), after)));
        return new RollbackChange(
                head,
                rollback(),
                before,
                after,
                settled.values().stream().mapToLong(Touched::undone).sum(),
                settled.values().stream().mapToLong(Touched::restored).sum(),
                List.copyOf(settled.values()),
                List.copyOf(found),
                named,
                refused,
                facts.stream()
                        .filter(entry -> settled.containsKey(entry.stream()))
                        .toList(),
                later.stream()
                        .filter(entry -> settled.containsKey(entry.stream()) && after.counts(entry))
                        .toList());
    }

    private Touched beside(StreamId stream, Optional<TouchedThing> thing, Timeline after) {
        long undone = dependents.undone(stream, before, after);
        return touched(stream, undone, 0, thing.orElseGet(TouchedThing::new));
    }

    private static Touched touched(StreamId stream, long undone, long later, TouchedThing thing) {
        var first = thing.first == Long.MAX_VALUE ? Position.START : new Position(thing.first);
        return new Touched(stream, undone, thing.restored, first, later, thing.ofFiles, thing.source, thing.run);
    }
}
