package dev.daybook.rollout;

import dev.daybook.event.Recorded;
import dev.daybook.importing.FileStore;
import dev.daybook.importing.StreamHistory;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import dev.daybook.rollout.Repairs.Repair;
import dev.daybook.rollout.Repairs.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The files of a tool as one of two sides: written, counted, and heard for news. Thread-safe. */
final class FileSide {

    /** More than it takes to come from any number of things down to the one that fails: then the files are at fault. */
    private static final int FAILURES_MAX = 20;

    private final StreamHistory streams;
    private final FileChanges news;
    private final Meter meter;
    private final Repairs repairs;
    private final BehindRollbacks behind;

    FileSide(StreamHistory streams, FileChanges news, Meter meter, Repairs repairs, BehindRollbacks behind) {
        this.streams = streams;
        this.news = news;
        this.meter = meter;
        this.repairs = repairs;
        this.behind = behind;
    }

    static Path root(String kind, String unit, Stages.Place place) throws IOException {
        return place.root()
                .orElseThrow(() -> new IOException("nobody said where the files of %s %s stand".formatted(kind, unit)));
    }

    /**
     * Takes into the journal what the tool wrote to its files since the last look.
     *
     * @return whether they had changed
     * @throws IOException if they cannot be read
     * @throws JournalUnavailable if the journal takes nothing
     */
    boolean takeNews(Tool tool, Unit unit, Path root) throws IOException {
        unit.files.lock();
        try {
            FileStore store = tool.store();
            if (!unit.isAhead() && !unit.haveChanged(store, root)) {
                return false;
            }
            List<Path> files = store.files(root, unit.name);
            unit.seen(store, root); // before they are read: what changes meanwhile has changed again
            boolean taken = false;
            try {
                news.take(tool.kind(), root, files, shown(tool, unit));
                taken = true;
            } finally {
                if (!taken) {
                    unit.unseen();
                }
            }
            unit.aheadStreams().forEach(streamId -> repairs.done(unit, streamId));
            unit.level();
            return true;
        } finally {
            unit.files.unlock();
        }
    }

    /** Returns what the files account for of the things that they do not show yet as a rollback made them. */
    private Function<StreamId, Optional<List<Recorded>>> shown(Tool tool, Unit unit) {
        BehindRollbacks.Behind lacking = behind.of(tool, unit);
        return thing -> Optional.of(thing)
                .filter(lacking.things()::contains)
                .map(it -> streams.of(it, lacking.shown()).entries());
    }

    /** Returns all that is known of a thing: what the journal tells, and what only the files do so far. */
    List<Recorded> known(Unit unit, StreamId thing) {
        List<Recorded> known = streams.of(thing).entries();
        List<Recorded> ahead = unit.ahead(thing);
        if (!ahead.isEmpty()) {
            known.addAll(ahead);
        }
        return known;
    }

    /**
     * Makes the files say what is known of things, each file in one go.
     *
     * @param known what counts of each
     * @throws IOException if they cannot be written; then they are as they were
     */
    void write(
            Tool tool,
            Unit unit,
            Stages.Place place,
            Collection<StreamId> things,
            Function<StreamId, List<Recorded>> known)
            throws IOException {
        if (!things.isEmpty()) {
            write(tool, unit, place, root -> tool.store().write(root, List.copyOf(things), known));
        }
        things.forEach(thing -> repairs.done(unit, thing));
    }

    /** A change of a tool's files. */
    private interface Change {
        void in(Path root) throws IOException;
    }

    private void write(Tool tool, Unit unit, Stages.Place place, Change change) throws IOException {
        Path root = root(tool.kind(), unit.name, place);
        unit.files.lock();
        try {
            boolean ours = !unit.haveChanged(tool.store(), root);
            long startNs = System.nanoTime();
            boolean done = false;
            try {
                change.in(root);
                done = true;
            } finally {
                meter.add(tool.kind(), place, Figures.fileWrite(done, (System.nanoTime() - startNs) / 1_000));
            }
            if (ours) { // else the news in them are still to be taken
                unit.seen(tool.store(), root);
            }
        } finally {
            unit.files.unlock();
        }
    }

    /** Returns whether a rollback made something of a unit's things that its files do not show. */
    boolean isBehind(Tool tool, Unit unit) {
        return !behind.of(tool, unit).things().isEmpty();
    }

    /**
     * Makes the files show what rollbacks made of things, else what was taken back would stand there still. Only what
     * commands did is undone in them: what a tool wrote itself stays, and is known again by the next look. Alone with
     * the unit, after its news were taken in.
     *
     * @return the things of which they do not show it yet
     */
    private Set<StreamId> showRollbacks(Tool tool, Unit unit, Stages.Place place) {
        BehindRollbacks.Behind lacking = behind.of(tool, unit);
        Function<StreamId, List<Recorded>> before =
                thing -> streams.of(thing, lacking.shown()).entries();
        var there = new ArrayList<StreamId>();
        var gone = new ArrayList<StreamId>();
        for (StreamId thing : lacking.things()) {
            if (!known(unit, thing).isEmpty()) {
                there.add(thing);
            } else if (before.apply(thing).stream()
                    .noneMatch(recorded -> recorded.entry().metadata().source() instanceof Source.File)) {
                gone.add(thing);
            }
        }
        boolean written = follow(tool, unit, place, there);
        boolean removed = remove(tool, unit, place, gone, before);
        boolean shown = written && removed;
        if (shown) {
            unit.shows(lacking.now().since());
        }
        return shown ? Set.of() : lacking.things();
    }

    /**
     * Makes the files say what the journal says of things; what fails is logged and tried again later.
     *
     * @return whether nothing failed
     */
    boolean follow(Tool tool, Unit unit, Stages.Place place, Collection<StreamId> things) {
        var all = List.copyOf(things);
        return attempt(unit, all, some -> write(tool, unit, place, some, thing -> known(unit, thing)));
    }

    /** Makes the files say nothing of things that had come to what was {@code before}; otherwise as {@link #follow}. */
    private boolean remove(
            Tool tool,
            Unit unit,
            Stages.Place place,
            Collection<StreamId> things,
            Function<StreamId, List<Recorded>> before) {
        return attempt(unit, List.copyOf(things), some -> {
            write(tool, unit, place, root -> tool.store().remove(root, some, before));
            some.forEach(thing -> repairs.done(unit, thing));
        });
    }

    /** What is done to the files of some things at once. */
    private interface Attempt {
        void with(List<StreamId> some) throws IOException;
    }

    /** One thing that cannot be written keeps no other from being: what fails together is tried in halves. */
    private boolean attempt(Unit unit, List<StreamId> things, Attempt attempt) {
        var parts = new ArrayDeque<List<StreamId>>();
        if (!things.isEmpty()) {
            parts.push(things);
        }
        int failures = 0;
        boolean all = true;
        while (!parts.isEmpty()) {
            List<StreamId> some = parts.pop();
            int half = some.size() / 2;
            try {
                attempt.with(some);
                failures = 0;
            } catch (IOException | RuntimeException | Error e) { // no room, say
                if (half == 0 || ++failures > FAILURES_MAX) {
                    repairs.add(unit, some, Side.FILE, String.valueOf(e.getMessage()));
                    all = false;
                } else {
                    parts.push(some.subList(half, some.size()));
                    parts.push(some.subList(0, half));
                }
            }
        }
        return all;
    }

    /** Tries again what one side of a unit lacks. Alone with the unit. */
    void repair(Tool tool, Unit unit, Stages.Place place) {
        boolean written = place.stage().writesFiles() && place.root().isPresent();
        Set<StreamId> unshown = written ? showRollbacks(tool, unit, place) : Set.of();
        var lacking = new ArrayList<StreamId>();
        for (Repair it : repairs.of(unit)) {
            if (!place.stage().writesFiles()) {
                repairs.done(unit, it.thing());
            } else if (it.side() == Side.FILE) {
                if (!unshown.contains(it.thing())) {
                    lacking.add(it.thing());
                }
            } else {
                try {
                    takeNews(tool, unit, root(tool.kind(), unit.name, place));
                } catch (IOException | RuntimeException e) {
                    repairs.add(unit, List.of(it.thing()), Side.JOURNAL, String.valueOf(e.getMessage()));
                }
            }
        }
        follow(tool, unit, place, lacking);
    }
}
