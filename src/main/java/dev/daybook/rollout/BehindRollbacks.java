package dev.daybook.rollout;

import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.domain.history.Target;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.importing.file.FileStore;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which things a rollback has changed that the files of tools do not show yet: it is recorded first, and the process may
 * end, or the disk be full, before they are written. Until they are, what stands there is not taken for news. That they
 * are is on record, so that a later process does not ask again. Thread-safe.
 */
final class BehindRollbacks {

    private static final int PAGE = 1_000;

    /**
     * What the files of a unit are behind.
     *
     * @param shown what counted when they were written
     * @param now what counts
     * @param things those of which other facts count now, that no file told
     */
    record Behind(Timeline shown, Timeline now, Set<StreamId> things) {}

    /** The things of a tool that differ between two timelines, by their units. */
    private record Changed(int shown, int now, Map<String, Set<StreamId>> byUnit) {}

    private final Journal journal;
    private final Codec codec;
    private final Timelines timelines;
    private final Stages stages;
    private final Position opened;
    private final Map<String, Changed> changed = new HashMap<>();
    private final Map<Position, Boolean> toShow = new ConcurrentHashMap<>();

    BehindRollbacks(Journal journal, Codec codec, Timelines timelines, Stages stages) {
        this.journal = journal;
        this.codec = codec;
        this.timelines = timelines;
        this.stages = stages;
        this.opened = timelines.current().since();
    }

    /** Returns what the files of a unit do not show yet. */
    Behind of(Tool tool, Unit unit) {
        Timeline now = timelines.current();
        Position upTo = shownUpTo(tool);
        upTo = unit.shownUpTo().isAfter(upTo) ? unit.shownUpTo() : upTo;
        Timeline shown = shown(now, upTo);
        Set<StreamId> things = shown.number() == now.number()
                ? Set.of()
                : byUnit(tool, shown, now).getOrDefault(unit.name, Set.of());
        return new Behind(shown, now, things);
    }

    /** Returns the units of a tool with things that it is not on record of that their files show them. */
    Set<String> units(Tool tool) {
        Timeline now = timelines.current();
        Timeline shown = shown(now, shownUpTo(tool));
        return shown.number() == now.number()
                ? Set.of()
                : new TreeSet<>(byUnit(tool, shown, now).keySet());
    }

    /** Returns whether it is on record that the files of a tool show what counts. */
    boolean isRecorded(Tool tool) {
        Timeline now = timelines.current();
        return shown(now, shownUpTo(tool)).number() == now.number();
    }

    private Position shownUpTo(Tool tool) {
        return stages.shownUpTo(tool.kind()).orElse(opened);
    }

    /** Returns what counted before the first rollback after {@code upTo} that the files are to show. */
    private Timeline shown(Timeline now, Position upTo) {
        Timeline shown = now;
        for (Timeline each = now;
                each.since().isAfter(upTo);
                each = each.before().orElseThrow()) {
            if (isToShow(each.since())) {
                shown = each.before().orElseThrow();
            }
        }
        return shown;
    }

    /** Whoever settles a discrepancy for the files takes back what the journal says: there the files are right. */
    private boolean isToShow(Position rollback) {
        return toShow.computeIfAbsent(
                rollback,
                at -> !journal.readForward(Selection.all(), new Position(at.value() - 1), 1)
                        .getFirst()
                        .metadata()
                        .source()
                        .equals(new Source.Channel(Retraction.SOURCE)));
    }

    private Map<String, Set<StreamId>> byUnit(Tool tool, Timeline shown, Timeline now) {
        synchronized (changed) {
            Changed known = changed.get(tool.kind());
            if (known == null || known.shown != shown.number() || known.now != now.number()) {
                known = new Changed(shown.number(), now.number(), find(tool, shown, now));
                changed.put(tool.kind(), known);
            }
            return known.byUnit;
        }
    }

    private Map<String, Set<StreamId>> find(Tool tool, Timeline shown, Timeline now) {
        Position from = now.since();
        for (Timeline each = now;
                each.number() > shown.number();
                each = each.before().orElseThrow()) {
            from = each.changedFrom().isAfter(from) ? from : each.changedFrom();
        }
        var changed = new LinkedHashSet<StreamId>();
        var last = new HashMap<StreamId, Timeline>();
        FileStore store = tool.store();
        for (String category : store.categories()) {
            Position read = new Position(Math.max(0, from.value() - 1));
            List<Entry> page = journal.readForward(Selection.category(category), read, PAGE);
            while (!page.isEmpty()) {
                for (Entry entry : page) {
                    if (tool.holds(entry.stream()) && shown.counts(entry) != now.counts(entry)) {
                        last.merge(entry.stream(), lastChange(entry, now), BehindRollbacks::newer);
                        if (!(entry.metadata().source() instanceof Source.File)) {
                            changed.add(entry.stream());
                        }
                    }
                }
                page = journal.readForward(
                        Selection.category(category), page.getLast().position(), PAGE);
            }
        }
        changed.removeIf(
                thing -> !isToShow(Objects.requireNonNull(last.get(thing)).since()));
        var byUnit = new HashMap<String, Set<StreamId>>();
        changed.forEach(thing -> byUnit.computeIfAbsent(tool.unit(thing), _ -> new LinkedHashSet<>())
                .add(thing));
        return byUnit;
    }

    private static Timeline newer(Timeline one, Timeline other) {
        return one.number() < other.number() ? other : one;
    }

    /** Returns the rollback by which an entry last came to count or not; the first timeline if none did. */
    private static Timeline lastChange(Entry entry, Timeline now) {
        Timeline each = now;
        while (each.before().filter(it -> it.counts(entry) == now.counts(entry)).isPresent()) {
            each = each.before().get();
        }
        return each;
    }

    /** Returns the things of a tool of which nothing counts since their settlement for the files began. */
    Set<StreamId> settling(Tool tool) {
        Timeline now = timelines.current();
        var settling = new LinkedHashSet<StreamId>();
        for (Timeline each = now;
                each.before().isPresent();
                each = each.before().get()) {
            if (!isToShow(each.since())) {
                Position rollback = each.since();
                Entry said = journal.readForward(Selection.all(), new Position(rollback.value() - 1), 1)
                        .getFirst();
                if (codec.decode(said) instanceof RolledBack taken && taken.target() instanceof Target.Entity of) {
                    Optional.of(StreamId.parse(of.entity()))
                            .filter(tool::holds)
                            .filter(thing -> isLast(thing, rollback, now))
                            .ifPresent(settling::add);
                }
            }
        }
        return settling;
    }

    private boolean isLast(StreamId thing, Position rollback, Timeline now) {
        List<Entry> entries = journal.readStream(thing, 0, Integer.MAX_VALUE);
        return entries.stream().noneMatch(now::counts)
                && entries.stream()
                        .map(entry -> lastChange(entry, now))
                        .reduce(BehindRollbacks::newer) // what was taken in since may be taken back by another
                        .filter(last -> last.since().equals(rollback))
                        .isPresent();
    }
}
