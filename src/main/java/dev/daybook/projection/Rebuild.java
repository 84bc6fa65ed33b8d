package dev.daybook.projection;

import dev.daybook.domain.Rejected;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Timeline;
import dev.daybook.projection.RebuildProgress.Phase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds new generations of some projections from one reading of the journal.
 *
 * <p>Every batch carries its checkpoint: what a crash leaves is continued. Only the last few entries are posted while the
 * live writer waits.
 */
final class Rebuild {

    /** Rounds in which rows are made from nothing again if a rollback came early; after them they are mended. */
    private static final int BEGUN_AGAIN_MAX = 2;

    private static final Logger LOG = LoggerFactory.getLogger(ReadModels.class);

    /** A rollback was written while rows were made: they are not what counts now. */
    @SuppressWarnings("serial")
    private static final class Overtaken extends RuntimeException {
        Overtaken() {
            super(null, null, false, false);
        }
    }

    private final Path folder;
    private final Journal journal;
    private final Codec codec;
    private final Timelines timelines;
    private final Manifest manifest;
    private final Mending mending;
    private final List<ReadModels.Slot> slots;
    private final LoaderFeed feed;
    private final BooleanSupplier stopped;
    private final Runnable swapped;
    private final List<ReadModels.Slot> resumed = new ArrayList<>();
    private int round = 1;

    /**
     * Where it builds, and with whom.
     *
     * @param stopped whether to end without a result
     * @param swapped told when readers have to look again
     */
    record Place(Path folder, Manifest manifest, Mending mending, BooleanSupplier stopped, Runnable swapped) {}

    Rebuild(
            Journal journal,
            Codec codec,
            Timelines timelines,
            Place place,
            List<ReadModels.Slot> slots,
            Consumer<RebuildProgress> listener) {
        this.folder = place.folder();
        this.journal = journal;
        this.codec = codec;
        this.timelines = timelines;
        this.manifest = place.manifest();
        this.mending = place.mending();
        this.slots = slots;
        this.feed = new LoaderFeed(journal, codec, place.stopped(), listener);
        this.stopped = place.stopped();
        this.swapped = place.swapped();
    }

    /**
     * Runs to the end. Returns the projections that a rollback has made outdated meanwhile.
     *
     * @param round how often these were begun, this one included
     */
    List<ReadModels.Slot> run(int round) {
        this.round = round;
        try {
            return attempt();
        } catch (TablesFailed e) {
            if (resumed.isEmpty() || !e.isOfTheFile()) {
                throw e;
            }
            LOG.warn("what an earlier rebuild left cannot be used, it begins again: {}", e.getMessage());
            resumed.forEach(this::discard);
            resumed.clear();
            return attempt();
        }
    }

    /** Removes what earlier ones have begun and not ended. */
    void discardBegun() {
        slots.forEach(this::discard);
    }

    /** Removes the generations before the live ones. */
    void discardPrevious() {
        for (ReadModels.Slot slot : slots) {
            String name = slot.ddl().name();
            Manifest.Roles files = manifest.of(name);
            manifest.put(name, new Manifest.Roles(files.live(), Optional.empty(), files.building()));
            files.previous().map(folder::resolve).ifPresent(ReadModelFiles::remove);
        }
    }

    private void discard(ReadModels.Slot slot) {
        String name = slot.ddl().name();
        Manifest.Roles files = manifest.of(name);
        manifest.put(name, new Manifest.Roles(files.live(), files.previous(), Optional.empty()));
        files.building().map(folder::resolve).ifPresent(ReadModelFiles::remove);
    }

    private List<ReadModels.Slot> attempt() {
        Timeline timeline = timelines.current();
        List<Loader> loaders = new ArrayList<>();
        try {
            slots.forEach(slot ->
                    loaders.add(new Loader(slot, poster(slot, resumeOrCreate(slot, timeline)), timeline)));
            feed.post(loaders, journal::head);
            if (stopped.getAsBoolean()) {
                loaders.forEach(Loader::close);
                return List.of();
            }
            feed.report(loaders, Phase.INDEXING, 0, journal.head(), 0);
            var overtaken = new ArrayList<ReadModels.Slot>();
            for (Loader loader : loaders) {
                if (!finish(loader)) {
                    overtaken.add(loader.slot());
                }
            }
            try {
                feed.report(loaders, Phase.DONE, 0, journal.head(), 0);
            } catch (RuntimeException e) {
                LOG.debug("too late to end the rebuild: {}", e.toString());
            }
            return overtaken;
        } catch (RuntimeException | Error e) {
            loaders.stream().filter(loader -> !loader.isLive()).forEach(Loader::close);
            throw e;
        }
    }

    private Generation resumeOrCreate(ReadModels.Slot slot, Timeline timeline) {
        String name = slot.ddl().name();
        Manifest.Roles files = manifest.of(name);
        if (files.building().isPresent()) {
            Path begun = folder.resolve(files.building().get());
            Optional<Generation> generation = open(begun, slot.ddl());
            if (generation.isPresent() && continues(poster(slot, generation.get()), timeline)) {
                resumed.add(slot);
                return generation.get();
            }
            generation.ifPresent(Generation::close);
            ReadModelFiles.remove(begun);
        }
        String file = manifest.next(slot.ddl());
        manifest.put(name, new Manifest.Roles(files.live(), files.previous(), Optional.of(file)));
        ReadModelFiles.remove(folder.resolve(file)); // of a crash before the manifest named it
        return Generation.create(folder.resolve(file), slot.ddl(), false);
    }

    private static Optional<Generation> open(Path file, Ddl ddl) {
        if (Manifest.version(file.getFileName().toString()) != ddl.version()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Generation.open(file, ddl));
        } catch (TablesFailed e) {
            return Optional.empty();
        }
    }

    private static boolean continues(Projector poster, Timeline timeline) {
        return !poster.outdated(timeline) && poster.isOfJournal();
    }

    private Projector poster(ReadModels.Slot slot, Generation generation) {
        return new Projector(slot.projection().get(), generation, journal);
    }

    /** Swaps. Returns false if a rollback came before. */
    private boolean finish(Loader loader) {
        try {
            swap(loader.slot(), loader.poster());
            return true;
        } catch (Overtaken e) {
            loader.poster().generation().close();
            return false;
        }
    }

    private void swap(ReadModels.Slot slot, Projector next) {
        String name = slot.ddl().name();
        catchUp(next);
        boolean unfit = slot.live().isUnfit();
        Manifest.Roles[] before = new Manifest.Roles[1];
        slot.live()
                .swap(
                        next,
                        () -> {
                            catchUp(next);
                            before[0] = manifest.of(name);
                            boolean worthKeeping = !slot.live().isUnfit()
                                    && slot.live().checkpoint().isAfter(Position.START);
                            manifest.put(
                                    name,
                                    new Manifest.Roles(
                                            Optional.of(next.generation()
                                                    .file()
                                                    .getFileName()
                                                    .toString()),
                                            worthKeeping ? before[0].live() : before[0].previous(),
                                            Optional.empty()));
                        },
                        swapped);
        removeUnnamed(name, before[0], unfit);
    }

    private void removeUnnamed(String name, Manifest.Roles before, boolean unfit) {
        Manifest.Roles now = manifest.of(name);
        if (unfit) {
            before.live().map(folder::resolve).ifPresent(SetAsideFiles::move);
        }
        for (Optional<String> file : List.of(before.live(), before.previous(), before.building())) {
            file.filter(text -> !now.names(text)).map(folder::resolve).ifPresent(ReadModelFiles::remove);
        }
    }

    /** Posts what came meanwhile, and mends what rollbacks have made void meanwhile. */
    private void catchUp(Projector poster) {
        boolean isCurrent = poster.catchUp(codec, timelines);
        if (!isCurrent && !(isWorthMending(poster) && mending.catchUp(poster))) {
            throw new Overtaken();
        }
    }

    /** A rollback that came early leaves more to be posted into indexes than a new start would take, but new ones end. */
    private boolean isWorthMending(Projector poster) {
        long posted = poster.checkpoint().value();
        return round > BEGUN_AGAIN_MAX || journal.head().value() - posted <= posted;
    }

    /** Puts the previous generation in the place of the live one. */
    void back(ReadModels.Slot slot) {
        String name = slot.ddl().name();
        String file = manifest.of(name)
                .previous()
                .orElseThrow(() ->
                        Rejected.conflict("%s has no generation before this one: only a rebuild makes another", name));
        if (Manifest.version(file) != slot.ddl().version()) {
            throw Rejected.conflict(
                    "the generation before this one of %s has tables of version %d, this program has version %d:"
                            + " rebuild it",
                    name, Manifest.version(file), slot.ddl().version());
        }
        putIn(slot, folder.resolve(file), "the generation before this one of " + name, "rebuild it");
    }

    /** Puts what a preview has built in the place of the live one. */
    void swapIn(ReadModels.Slot slot, Path file) {
        putIn(slot, file, "the preview of " + slot.ddl().name(), "preview it again");
    }

    private void putIn(ReadModels.Slot slot, Path file, String what, String wayOut) {
        Projector poster = open(file, slot.ddl())
                .map(generation -> poster(slot, generation))
                .orElseThrow(() -> Rejected.conflict(
                        "%s, %s, cannot be read: %s", what, String.valueOf(file.getFileName()), wayOut));
        if (!poster.isOfJournal()) {
            poster.generation().close();
            throw Rejected.conflict("%s was made of another journal than is here now: %s", what, wayOut);
        }
        if (poster.outdated(timelines.current())) {
            poster.generation().close();
            throw Rejected.conflict("%s was made before the last rollback: %s", what, wayOut);
        }
        try {
            swap(slot, poster);
        } catch (Overtaken e) {
            poster.generation().close();
            throw Rejected.conflict("a rollback of the journal came before %s was in its place: %s", what, wayOut);
        }
    }
}
