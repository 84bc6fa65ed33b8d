package dev.daybook.rollout;

import dev.daybook.event.Recorded;
import dev.daybook.importing.FileStore;
import dev.daybook.importing.StreamHistory;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.StreamId;
import dev.daybook.rollout.Repairs.Repair;
import dev.daybook.rollout.Repairs.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** The files of a tool as one of two sides: written, counted, and heard for news. Thread-safe. */
final class FileSide {

    /** More than it takes to come from any number of things down to the one that fails: then the files are at fault. */
    private static final int FAILURES_MAX = 20;

    private final StreamHistory streams;
    private final FileChanges news;
    private final Meter meter;
    private final Repairs repairs;

    FileSide(StreamHistory streams, FileChanges news, Meter meter, Repairs repairs) {
        this.streams = streams;
        this.news = news;
        this.meter = meter;
        this.repairs = repairs;
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
                news.take(tool.kind(), root, files);
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

    /** Makes the files say what the journal says of things; what fails is logged and tried again later. */
    void follow(Tool tool, Unit unit, Stages.Place place, Collection<StreamId> things) {
        var all = List.copyOf(things);
        attempt(unit, all, some -> write(tool, unit, place, some, thing -> known(unit, thing)));
    }

    /** Makes the files say nothing of things that had come to what was {@code before}; otherwise as {@link #follow}. */
    void remove(
            Tool tool,
            Unit unit,
            Stages.Place place,
            Collection<StreamId> things,
            Function<StreamId, List<Recorded>> before) {
        attempt(unit, List.copyOf(things), some -> {
            write(tool, unit, place, root -> tool.store().remove(root, some, before));
            some.forEach(thing -> repairs.done(unit, thing));
        });
    }

    /** What is done to the files of some things at once. */
    private interface Attempt {
        void with(List<StreamId> some) throws IOException;
    }

    /** One thing that cannot be written keeps no other from being: what fails together is tried in halves. */
    private void attempt(Unit unit, List<StreamId> things, Attempt attempt) {
        var parts = new ArrayDeque<List<StreamId>>();
        if (!things.isEmpty()) {
            parts.push(things);
        }
        int failures = 0;
        while (!parts.isEmpty()) {
            List<StreamId> some = parts.pop();
            int half = some.size() / 2;
            try {
                attempt.with(some);
                failures = 0;
            } catch (IOException | RuntimeException | Error e) { // no room, say
                if (half == 0 || ++failures > FAILURES_MAX) {
                    repairs.add(unit, some, Side.FILE, String.valueOf(e.getMessage()));
                } else {
                    parts.push(some.subList(half, some.size()));
                    parts.push(some.subList(0, half));
                }
            }
        }
    }

    /** Tries again what one side of a unit lacks. Alone with the unit. */
    void repair(Tool tool, Unit unit, Stages.Place place) {
        var lacking = new ArrayList<StreamId>();
        for (Repair it : repairs.of(unit)) {
            if (!place.stage().writesFiles()) {
                repairs.done(unit, it.thing());
            } else if (it.side() == Side.FILE) {
                lacking.add(it.thing());
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
