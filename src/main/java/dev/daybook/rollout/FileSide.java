package dev.daybook.rollout;

import dev.daybook.domain.Rejected;
import dev.daybook.event.Recorded;
import dev.daybook.importing.file.FileChanges;
import dev.daybook.importing.file.FileStamp;
import dev.daybook.importing.file.FileStore;
import dev.daybook.importing.file.FileStore.Written;
import dev.daybook.importing.file.FilesChanged;
import dev.daybook.importing.run.StreamHistory;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import dev.daybook.rollout.Repairs.Repair;
import dev.daybook.rollout.Repairs.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The files of a tool as one of two sides: written, counted, and heard for news. Thread-safe. */
final class FileSide {

    /** More than it takes to come from any number of things down to the one that fails: then the files are at fault. */
    private static final int FAILURES_MAX = 20;

    /** Nobody writes the files later than so many facts of a thing. */
    private static final int BEHIND_MAX = 200;

    /** Tools write their files without a lock: a few times in a row is chance. */
    static final int ATTEMPTS_MAX = 5;

    private final StreamHistory streams;
    private final FileChanges news;
    private final Meter meter;
    private final Repairs repairs;
    private final BehindRollbacks behind;
    private final UnitFacts facts;
    private final CatchUp catchUp;

    FileSide(FileChanges news, Meter meter, Repairs repairs, UnitFacts facts, CatchUp catchUp) {
        this.streams = facts.streams();
        this.news = news;
        this.meter = meter;
        this.repairs = repairs;
        this.behind = facts.behind();
        this.facts = facts;
        this.catchUp = catchUp;
    }

    /**
     * Returns the folder of a unit's files. One that is not there, as of a disk that is not mounted, holds no files that
     * are gone, and none is made in its place.
     */
    static Path root(String kind, String unit, Stages.Place place) throws IOException {
        Path root = place.root()
                .orElseThrow(() -> new IOException("nobody said where the files of %s %s stand".formatted(kind, unit)));
        if (!Files.isDirectory(root)) {
            throw new IOException("the folder %s of the files of %s %s is not there: it goes on when it is back"
                    .formatted(root, kind, unit));
        }
        return root;
    }

    /**
     * Takes into the journal what the tool wrote to its files since the last look.
     *
     * @param place where they stand now, before any switch: it tells whether they may be behind the journal
     * @return whether they had changed
     * @throws IOException if they cannot be read
     * @throws JournalUnavailable if the journal takes nothing
     */
    boolean takeNews(Tool tool, Unit unit, Stages.Place place) throws IOException {
        unit.files.lock();
        try {
            catchUp.withFiles(tool, unit, place);
            Path root = root(tool.kind(), unit.name, place);
            Map<Path, FileStamp> look = unit.look(tool.store(), root); // before they are read
            if (!unit.isAhead() && unit.isTaken() && unit.isSeen(look)) {
                return false;
            }
            boolean behind = !tool.filesFirst() || unit.isUntaken(); // else all is written that the journal says
            news.take(tool.kind(), root, List.copyOf(look.keySet()), facts.shown(tool, unit), behind, Set.of());
            if (isHeard(place)) {
                unit.taken(look);
            } else {
                unit.unseen(); // what is written on the way back is read once more
            }
            catchUp.level(unit);
            return true;
        } finally {
            unit.files.unlock();
        }
    }

    /**
     * Finds out what became of the commands on a unit at whose end no process was.
     *
     * @throws IOException if the files cannot be read
     */
    void settlePending(Tool tool, Unit unit, Stages.Place place) throws IOException {
        unit.files.lock();
        try {
            catchUp.withFiles(tool, unit, place);
        } finally {
            unit.files.unlock();
        }
    }

    /**
     * Takes into the journal what the files tell of one thing of which nothing counts there.
     *
     * @throws IOException if they cannot be read
     */
    void takeWord(Tool tool, Unit unit, Stages.Place place, StreamId thing) throws IOException {
        Path root = root(tool.kind(), unit.name, place);
        unit.files.lock();
        try {
            List<Path> files = List.copyOf(unit.look(tool.store(), root).keySet());
            news.take(tool.kind(), root, files, facts.shown(tool, unit), false, Set.of(thing));
            unit.unseen(); // what they tell of others is heard again
        } finally {
            unit.files.unlock();
        }
    }

    /** Goes on with a settlement at whose beginning the process ended: nothing of the thing counts, and the files have it. */
    void resume(Tool tool, Unit unit, Stages.Place place, StreamId thing) throws IOException {
        if (place.stage().writesFiles()
                && place.root().isPresent()
                && facts.counting(thing).isEmpty()) {
            takeWord(tool, unit, place, thing);
        }
    }

    /**
     * Returns those of the things of which the files tell what the journal does not know, where it is not to take that: what
     * the tool wrote stays there until somebody settles it.
     */
    Set<StreamId> untaken(Tool tool, Unit unit, Stages.Place place, Collection<StreamId> things) throws IOException {
        if (isHeard(place)) {
            return Set.of();
        }
        Path root = root(tool.kind(), unit.name, place);
        unit.files.lock();
        try {
            Map<Path, FileStamp> look = unit.look(tool.store(), root);
            if (!unit.isSeen(look)) {
                unit.seen(look, news.untaken(tool.kind(), root, List.copyOf(look.keySet()), facts.shown(tool, unit)));
            }
            var untaken = new HashSet<>(unit.untaken());
            untaken.retainAll(Set.copyOf(things));
            for (StreamId it : List.copyOf(untaken)) {
                StreamHistory.Known known = streams.of(it);
                if (!unit.isProven(it, known.revision()) && isShown(tool, root, it, known.entries())) {
                    unit.behind(it);
                    untaken.remove(it);
                } else {
                    unit.untaken(it, known.revision());
                }
            }
            return untaken;
        } finally {
            unit.files.unlock();
        }
    }

    /** Returns whether the files show what a thing was at the end or a few facts ago, and nothing else. */
    private static boolean isShown(Tool tool, Path root, StreamId thing, List<Recorded> entries) throws IOException {
        for (int i = entries.size(); i > 0 && i > entries.size() - BEHIND_MAX; i--) {
            if (tool.store().says(root, thing, entries.subList(0, i))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Makes the files say what is known of things, each file in one go. What the tool wrote that nobody has taken in is
     * never written over.
     *
     * @param known what counts of each
     * @throws FilesChanged if the tool wrote to the files since its news were taken in; then they are as it left them
     * @throws IOException if they cannot be written; then they are as they were
     */
    void write(
            Tool tool,
            Unit unit,
            Stages.Place place,
            Collection<StreamId> things,
            Function<StreamId, List<Recorded>> known)
            throws IOException {
        var all = List.copyOf(things);
        if (!all.isEmpty()) {
            change(tool, unit, place, all, (root, check) -> tool.store().write(root, all, known, check));
        }
        all.forEach(thing -> repairs.done(unit, thing));
    }

    /**
     * Makes the files say what the journal says of a thing, whatever they say of it.
     *
     * @param check whether that is still what was meant
     */
    void overwrite(Tool tool, Unit unit, Stages.Place place, StreamId thing, FileStore.Check check) throws IOException {
        Path root = root(tool.kind(), unit.name, place);
        unit.files.lock();
        try {
            change(tool, unit, place, () -> tool.store().write(root, List.of(thing), facts::counting, check));
            unit.unseen(); // what they tell of others is heard again
        } finally {
            unit.files.unlock();
        }
        repairs.done(unit, thing);
    }

    /** A change of a tool's files. */
    private interface Checked {
        List<Written> in(Path root, FileStore.Check check) throws IOException;
    }

    private void change(Tool tool, Unit unit, Stages.Place place, List<StreamId> things, Checked change)
            throws IOException {
        Path root = root(tool.kind(), unit.name, place);
        unit.files.lock();
        try {
            Optional<StreamId> told =
                    untaken(tool, unit, place, things).stream().findFirst();
            if (told.isPresent()) {
                throw new IOException(
                        "of %s they tell what somebody else wrote: it stays until it is settled; compare shows it"
                                .formatted(told.get()));
            }
            change(
                    tool,
                    unit,
                    place,
                    () -> change.in(root, () -> {
                        if (!unit.isSeen(unit.look(tool.store(), root))) {
                            throw new FilesChanged(root);
                        }
                    }));
        } finally {
            unit.files.unlock();
        }
    }

    /** Whether what the tool writes is taken in before anything is written: else it stays as it is. */
    private static boolean isHeard(Stages.Place place) {
        return place.stage() == Stage.NONE || place.stage().takesNews();
    }

    /** Under the lock of the files. */
    private void change(Tool tool, Unit unit, Stages.Place place, FileChanges.Writing change) throws IOException {
        long startNs = System.nanoTime();
        boolean failed = true;
        try {
            unit.wrote(news.writing(change));
            failed = false;
            meter.add(tool.kind(), place, Figures.fileWrite(true, (System.nanoTime() - startNs) / 1_000));
        } catch (FilesChanged e) {
            failed = false; // nor written
            throw e;
        } finally {
            if (failed) {
                meter.add(tool.kind(), place, Figures.fileWrite(false, (System.nanoTime() - startNs) / 1_000));
            }
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
            if (!facts.known(unit, thing).isEmpty()) {
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
        return attempt(unit, List.copyOf(things), some -> {
            for (int attempt = 1; ; attempt++) {
                try {
                    write(tool, unit, place, some, thing -> facts.known(unit, thing));
                    return;
                } catch (FilesChanged e) {
                    if (attempt == ATTEMPTS_MAX) {
                        throw e;
                    }
                    hear(tool, unit, place);
                }
            }
        });
    }

    /** Takes in what the tool wrote in the last moment. */
    private void hear(Tool tool, Unit unit, Stages.Place place) throws IOException {
        try {
            if (isHeard(place)) {
                takeNews(tool, unit, place);
            }
        } catch (Rejected e) { // an import is running
            throw new IOException("what the tool wrote there is taken in first: " + e.getMessage(), e);
        }
    }

    /** Makes the files say nothing of things that had come to what was {@code before}; otherwise as {@link #follow}. */
    private boolean remove(
            Tool tool,
            Unit unit,
            Stages.Place place,
            Collection<StreamId> things,
            Function<StreamId, List<Recorded>> before) {
        return attempt(unit, List.copyOf(things), some -> {
            change(tool, unit, place, some, (root, check) -> tool.store().remove(root, some, before, check));
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
        var lacking = new LinkedHashSet<StreamId>();
        for (StreamId thing : unit.takeUnwritten()) {
            if (written && !unshown.contains(thing)) {
                lacking.add(thing);
            }
        }
        for (Repair it : repairs.of(unit)) {
            if (!place.stage().writesFiles()) {
                if (unit.ahead(it.thing())
                        .isEmpty()) { // else the journal lacks it still, whatever becomes of the files
                    repairs.done(unit, it.thing());
                }
            } else if (it.side() == Side.FILE) {
                if (!unshown.contains(it.thing())) {
                    lacking.add(it.thing());
                }
            } else {
                try {
                    takeNews(tool, unit, place);
                } catch (IOException | RuntimeException e) {
                    repairs.add(unit, List.of(it.thing()), Side.JOURNAL, String.valueOf(e.getMessage()));
                }
            }
        }
        follow(tool, unit, place, lacking);
    }
}
