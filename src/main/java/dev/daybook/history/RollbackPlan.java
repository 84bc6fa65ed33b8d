package dev.daybook.history;

import dev.daybook.domain.Rejected;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.domain.history.Target;
import dev.daybook.event.Timelines;
import dev.daybook.history.RollbackChange.Dependent;
import dev.daybook.history.RollbackChange.OthersWork;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds what a rollback would change, and what stands on that. Read up to one position, it goes on to a later one with
 * what was written since, unless there was another rollback. Used by one thread at a time.
 */
final class RollbackPlan {

    private static final int BATCH = 1_000;

    /** Who does what the service itself does: it is no work of others. */
    private static final String SERVICE = "daybook";

    private final Journal journal;
    private final Timelines timelines;
    private final ThingLife life;
    private final Dependents dependents;
    private final RolledBack asked;
    private final String actor;
    private final Others others;

    private final Map<StreamId, TouchedThing> things = new LinkedHashMap<>();
    private final List<Entry> facts = new ArrayList<>();
    private final List<Entry> later = new ArrayList<>();
    private Position read = Position.START;
    private int timeline = -1;

    /** @param actor who asks: what others did is told apart from that */
    RollbackPlan(
            Journal journal,
            Timelines timelines,
            ThingLife life,
            Dependents dependents,
            RolledBack asked,
            String actor,
            Others others) {
        this.journal = journal;
        this.timelines = timelines;
        this.life = life;
        this.dependents = dependents;
        this.asked = asked;
        this.actor = actor;
        this.others = others;
    }

    /**
     * Returns what would change if it were recorded next.
     *
     * @throws Rejected if it goes to where nothing is
     */
    RollbackChange upTo(Position head) {
        asked.target().check(head.value());
        Timeline before = timelines.asOf(head);
        checkRollback(before);
        Timeline after = isHere(head) ? before : Timelines.after(before, head.next(), asked);
        if (timeline != before.number()) {
            things.clear();
            facts.clear();
            later.clear();
            timeline = before.number();
            read = isHere(head)
                    ? head
                    : new Position(Math.max(0, after.changedFrom().value() - 1));
        }
        while (head.isAfter(read)) {
            List<Entry> batch = journal.readForward(Selection.all(), read, BATCH);
            batch.stream()
                    .filter(entry -> !entry.position().isAfter(head))
                    .forEach(entry -> look(entry, before.counts(entry), after.counts(entry)));
            Position last = batch.getLast().position();
            read = last.isAfter(head) ? head : last;
        }
        if (things.isEmpty()) {
            refuseNothing(head);
        }
        return settled(head, before, after);
    }

    private void refuseNothing(Position head) {
        switch (asked.target()) {
            case Target.Actor it ->
                throw Rejected.notFound("nothing counts that %s did%s", it.actor(), since(it.after()));
            case Target.Session it ->
                throw Rejected.notFound("nothing counts of session %s%s", it.session(), since(it.after()));
            case Target.Entries it
            when it.first() == it.last() -> throw Rejected.conflict(notCounted(it.first()), it.first());
            case Target.Entity it
            when it.after() > 0 && it.after() <= head.value() ->
                throw Rejected.notFound("nothing counts of %s%s", it.entity(), since(it.after()));
            case Target.Run it
            when journal.revision(new StreamId("import", it.run())) < 0 ->
                throw Rejected.notFound(
                        "there is no run '%s': daybook migrations lists the imports, an index tells its own", it.run());
            case Target.To _, Target.Run _, Target.Entity _, Target.Entries _, Target.Rollback _ -> {}
        }
    }

    private static String since(long after) {
        return after == 0 ? "" : " since position " + (after + 1);
    }

    private String notCounted(long position) {
        StreamId stream = journal.readForward(Selection.all(), new Position(position - 1), 1).getFirst().stream();
        return Timeline.alwaysCounts(stream)
                ? "position %%d is of %s: the facts about the journal itself always count".formatted(stream)
                : "position %d does not count any more: it was undone before";
    }

    private RollbackSettlement settlement(Position head, Timeline before) {
        return new RollbackSettlement(asked, others, dependents, things, head, before);
    }

    private boolean isHere(Position head) {
        return isHere(asked, head);
    }

    /** Returns whether it goes to where the journal is. */
    static boolean isHere(RolledBack asked, Position head) {
        return asked.target() instanceof Target.To(long position) && position == head.value();
    }

    private void checkRollback(Timeline before) {
        if (asked.target() instanceof Target.Rollback(long position)) {
            if (!before.isRollback(new Position(position))) {
                throw Rejected.notFound("there is no rollback at position %d: daybook rollbacks lists them", position);
            }
            if (before.takenBack().contains(new Position(position))) {
                throw Rejected.conflict("the rollback at position %d has been taken back already", position);
            }
        }
    }

    private void look(Entry entry, boolean counted, boolean counts) {
        TouchedThing thing = things.get(entry.stream());
        if (counted == counts) {
            if (counts && thing != null) {
                thing.left++;
            }
            if (counts && thing != null && thing.isTouched() && isLater(entry)) {
                thing.later++;
                tell(entry, later);
                thing.actors.add(entry.metadata().actor());
            }
            return;
        }
        if (thing == null) {
            thing = new TouchedThing();
            things.put(entry.stream(), thing);
        }
        tell(entry, facts);
        thing.begins |= counted && life.begins(entry.stream().category(), entry.type());
        thing.isWhole |= entry.revision() == 0;
        thing.left += counts ? 1 : 0;
        thing.says = thing.says || dependents.says(entry);
        if (entry.metadata().source() instanceof Source.File file) {
            thing.ofFiles++;
            thing.source = Optional.of(file.project().tool());
            thing.run = entry.metadata().correlation();
        }
        thing.undone += counted ? 1 : 0;
        thing.restored += counts ? 1 : 0;
        thing.first = Math.min(thing.first, entry.position().value());
        if (counted && isOfOthers(entry)) {
            thing.ofOthers++;
            thing.actors.add(entry.metadata().actor());
        }
    }

    private static void tell(Entry entry, List<Entry> told) {
        if (told.size() < RollbackChange.FACTS_MAX) {
            told.add(entry);
        }
    }

    /** What counts again was there before: only what came after the rollback did not know of it. */
    private boolean isLater(Entry entry) {
        return !(asked.target() instanceof Target.Rollback(long position))
                || entry.position().value() > position;
    }

    /** Whoever names a run, an actor, a session or single facts means these; what came from files is still there. */
    private boolean isOfOthers(Entry entry) {
        return (asked.target() instanceof Target.To || asked.target() instanceof Target.Entity)
                && !entry.metadata().actor().equals(actor)
                && !entry.metadata().actor().equals(SERVICE)
                && !(entry.metadata().source() instanceof Source.File)
                && !Timeline.alwaysCounts(entry.stream());
    }

    private RollbackChange settled(Position head, Timeline before, Timeline after) {
        var found = new ArrayList<OthersWork>();
        var leaving = settlement(head, before);
        things.forEach((stream, thing) -> {
            if (thing.later != thing.checkedLater) {
                thing.stands = thing.later > 0 && !canBe(stream, after) && canBe(stream, before);
                thing.checkedLater = thing.later;
            }
            boolean stands = thing.stands;
            if (stands || thing.ofOthers > 0) {
                found.add(new OthersWork(
                        stream, List.copyOf(thing.actors), stands ? thing.later : thing.ofOthers, stands));
                if (others == Others.KEEP) {
                    leaving.kept.add(stream);
                } else if (stands && others == Others.UNDO) {
                    leaving.also.put(stream, lastLeft(thing));
                }
            }
        });
        List<Dependent> named = leaving.dependents();
        boolean isRefused = others == Others.REFUSE || others == Others.ALONE;
        return leaving.change(
                found,
                named,
                isRefused && !(found.isEmpty() && named.isEmpty())
                        ? Optional.of(RollbackRefusal.of(found, named, others))
                        : Optional.empty(),
                facts,
                later);
    }

    /**
     * Returns what has changed by it, made with exactly what it left alone and took out beside.
     *
     * @param recorded as it is on record
     */
    RollbackChange made(Position head, RolledBack recorded) {
        upTo(head);
        var leaving = settlement(head, timelines.asOf(head));
        recorded.kept().forEach(thing -> leaving.kept.add(StreamId.parse(thing)));
        recorded.also().forEach(thing -> leaving.also.put(StreamId.parse(thing.entity()), thing.after()));
        return leaving.change(List.of(), List.of(), Optional.empty(), facts, later);
    }

    private long lastLeft(TouchedThing thing) {
        return asked.target() instanceof Target.Rollback(long position) ? position : thing.first - 1;
    }

    /** Returns whether what counts of a stream in a timeline is something that can have been. */
    private boolean canBe(StreamId stream, Timeline in) {
        Predicate<Entry> counts = in::counts;
        Stream<String> types = Stream.iterate(
                        journal.readStream(stream, 0, BATCH),
                        page -> !page.isEmpty(),
                        page -> journal.readStream(stream, page.getLast().revision() + 1, BATCH))
                .flatMap(List::stream)
                .filter(counts)
                .map(Entry::type);
        return life.canBe(stream.category(), types);
    }
}
