package dev.daybook.history;

import dev.daybook.domain.Rejected;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.domain.history.Target;
import dev.daybook.event.Catalog;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Rollback;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds what one command wrote, so that it can be taken back alone: its entries stand one after the other. Plain undo
 * goes backwards, command by command; a rollback is undone by its position only, else the second undo would only undo the
 * first.
 */
final class Undo {

    private static final int BATCH = 1_000;

    /** Whoever did nothing for so long is asked what is meant. */
    private static final int ENTRIES_MAX = 200_000;

    private static final String ROLLED_BACK = Catalog.name(RolledBack.class);

    private final Journal journal;
    private final Timeline timeline;
    private final Position head;
    private final Catalog catalog;

    Undo(Journal journal, Timelines timelines, Catalog catalog) {
        this.journal = journal;
        this.catalog = catalog;
        this.head = journal.head();
        this.timeline = timelines.asOf(head);
    }

    /**
     * Returns what takes back what {@code actor} did last, to {@code what} if that is given.
     *
     * @param what a position, or a thing as {@code kind/id}
     * @throws Rejected if there is nothing, if it is of another one, or if something stands on it
     */
    RolledBack of(String actor, Optional<String> what, Optional<String> why) {
        Entry entry =
                what.isEmpty() ? last(actor) : isPosition(what.get()) ? at(actor, what.get()) : on(actor, what.get());
        if (entry.metadata().source() instanceof Source.File file) {
            throw Rejected.conflict(
                    "position %s was taken over from %s: daybook rollback --run %s takes back all of it",
                    entry.position(),
                    file.text(),
                    entry.metadata().correlation().orElse("RUN"));
        }
        if (isRollback(entry)) {
            refuseIfBroughtBackBelow(entry);
            return RolledBack.of(new Target.Rollback(entry.position().value()), why);
        }
        List<Entry> written = written(entry);
        written.stream().map(Entry::stream).distinct().forEach(stream -> refuseIfBuiltUpon(stream, written));
        return RolledBack.of(
                new Target.Entries(
                        written.getFirst().position().value(),
                        written.getLast().position().value()),
                why);
    }

    /** What was done since to things that a rollback took was done without knowing what would come back below it. */
    private void refuseIfBroughtBackBelow(Entry rollback) {
        Timeline without = timeline.after(head.next(), Rollback.of(new Rollback.WithoutRollback(rollback.position())));
        var broughtBack = new HashSet<StreamId>();
        Position read = new Position(Math.max(0, without.changedFrom().value() - 1));
        while (head.isAfter(read)) {
            List<Entry> batch = journal.readForward(Selection.all(), read, BATCH);
            for (Entry entry : batch) {
                if (timeline.counts(entry) != without.counts(entry)) {
                    broughtBack.add(entry.stream());
                } else if (broughtBack.contains(entry.stream())
                        && entry.position().isAfter(rollback.position())
                        && timeline.counts(entry)) {
                    throw Rejected.conflict(
                            "%s has changed since it was undone: %s at position %s by %s; make the change again instead,"
                                    + " or keep both: daybook rollback --undo %s",
                            entry.stream(),
                            entry.type(),
                            entry.position(),
                            entry.metadata().actor(),
                            rollback.position());
                }
            }
            read = batch.getLast().position();
        }
    }

    private static boolean isPosition(String text) {
        return text.matches("[0-9]{1,18}");
    }

    /**
     * What was taken over from files is passed over: a migration is no command, and has a way back of its own. So are
     * commands that did nothing but to report; of others the report goes with what they did.
     */
    private Entry last(String actor) {
        return newest(
                        Selection.all(),
                        new Position(Math.max(0, head.value() - ENTRIES_MAX)),
                        entry -> entry.metadata().actor().equals(actor)
                                && !(entry.metadata().source() instanceof Source.File)
                                && !isReport(entry)
                                && isUndoable(entry))
                .orElseThrow(() -> head.value() > ENTRIES_MAX
                        ? Rejected.notFound(
                                "nothing that %s did counts and can be undone among the last %,d entries: name the position or the thing",
                                actor, ENTRIES_MAX)
                        : Rejected.notFound(
                                "nothing that %s did counts and can be undone: daybook log shows what happened",
                                actor));
    }

    private Entry on(String actor, String thing) {
        if (thing.indexOf('/') <= 0 || thing.endsWith("/")) {
            throw Rejected.notFound("there is no '%s': want a position, or a thing as kind/id", thing);
        }
        Entry newest = newest(Selection.stream(StreamId.parse(thing)), this::isUndoable)
                .orElseThrow(() -> Rejected.notFound("nothing that happened to %s counts and can be undone", thing));
        return own(actor, newest);
    }

    private Entry at(String actor, String position) {
        long wanted = Long.parseLong(position);
        Entry entry = Stream.of(wanted)
                .filter(number -> number > 0 && number <= head.value())
                .flatMap(number -> journal.readForward(Selection.all(), new Position(number - 1), 1).stream())
                .findFirst()
                .orElseThrow(() -> Rejected.notFound("there is no position %d: the last one is %s", wanted, head));
        if (isRollback(entry)) {
            if (timeline.takenBack().contains(entry.position())) {
                throw Rejected.conflict("the rollback at position %s has been taken back already", entry.position());
            }
        } else if (Timeline.alwaysCounts(entry.stream())) {
            throw Rejected.conflict(
                    "position %s is %s: the facts about the journal itself always count",
                    entry.position(), entry.type());
        } else if (!timeline.counts(entry)) {
            throw Rejected.conflict("position %s does not count any more: it was undone before", entry.position());
        }
        return own(actor, entry);
    }

    private static Entry own(String actor, Entry entry) {
        if (!entry.metadata().actor().equals(actor)) {
            throw Rejected.conflict(
                    "%s at position %s was done by %s, not by %s: whoever did it can undo it, a rollback takes back more",
                    entry.type(), entry.position(), entry.metadata().actor(), actor);
        }
        return entry;
    }

    private boolean isUndoable(Entry entry) {
        return !Timeline.alwaysCounts(entry.stream()) && timeline.counts(entry);
    }

    private boolean isReport(Entry entry) {
        return catalog.find(entry.type()).filter(Catalog.Type::isReport).isPresent();
    }

    private static boolean isRollback(Entry entry) {
        return entry.type().equals(ROLLED_BACK);
    }

    private Optional<Entry> newest(Selection selection, Predicate<Entry> wanted) {
        return newest(selection, Position.START, wanted);
    }

    private Optional<Entry> newest(Selection selection, Position after, Predicate<Entry> wanted) {
        Position before = head.next();
        while (true) {
            List<Entry> batch = journal.readBackward(selection, before, BATCH);
            Optional<Entry> found = batch.stream().filter(wanted).findFirst();
            if (found.isPresent()
                    || batch.size() < BATCH
                    || !batch.getLast().position().isAfter(after)) {
                return found;
            }
            before = batch.getLast().position();
        }
    }

    /** Returns what was written together with an entry, it included, in order. */
    private List<Entry> written(Entry entry) {
        return CommandFacts.with(entry, journal).stream()
                .filter(one -> !Timeline.alwaysCounts(one.stream()))
                .toList();
    }

    private void refuseIfBuiltUpon(StreamId stream, List<Entry> written) {
        newest(Selection.stream(stream), timeline::counts)
                .filter(entry -> entry.position().isAfter(written.getLast().position()))
                .ifPresent(entry -> {
                    throw Rejected.conflict(
                            "%s has changed since: %s at position %s by %s stands on it; undo that first",
                            stream,
                            entry.type(),
                            entry.position(),
                            entry.metadata().actor());
                });
    }
}
