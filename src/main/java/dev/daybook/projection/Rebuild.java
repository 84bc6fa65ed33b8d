package dev.daybook.projection;

import dev.daybook.domain.Rejected;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Timeline;
import dev.daybook.projection.RebuildProgress.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds new generations of some projections from one reading of the journal.
 *
 * <p>One thread reads and decodes; each projection has a thread of its own that posts and then makes the indexes, so
 * that the cores share the work. Every batch carries its checkpoint: what a crash leaves is continued.
 * Only the last few entries are posted while the live writer waits.
 */
final class Rebuild {

    /** The live writer waits for no more than about this many entries to be posted. */
    private static final long LAST_ENTRIES = 2_000;

    /** Rounds in which rows are made from nothing again if a rollback came early; after them they are mended. */
    private static final int BEGUN_AGAIN_MAX = 2;

    private static final long REPORT_NANOS = 200_000_000;

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
    private final Consumer<RebuildProgress> listener;
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
        this.listener = listener;
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
            post(loaders, journal::head);
            if (stopped.getAsBoolean()) {
                loaders.forEach(Loader::close);
                return List.of();
            }
            report(loaders, Phase.INDEXING, 0, journal.head(), 0);
            var overtaken = new ArrayList<ReadModels.Slot>();
            for (Loader loader : loaders) {
                if (!finish(loader)) {
                    overtaken.add(loader.slot());
                }
            }
            try {
                report(loaders, Phase.DONE, 0, journal.head(), 0);
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

    /** @param end how far it goes, which may grow meanwhile */
    private void post(List<Loader> loaders, Supplier<Position> end) {
        Position from = journal.head();
        for (Loader loader : loaders) {
            from = from.isAfter(loader.poster().checkpoint()) ? loader.poster().checkpoint() : from;
        }
        var feed = new Feed(
                journal,
                codec,
                from,
                entry -> loaders.stream().anyMatch(loader -> loader.poster().reads(entry)));
        long started = System.nanoTime();
        long reported = started;
        report(loaders, Phase.POSTING, from.value(), end.get(), started);
        boolean whole = false;
        try {
            loaders.forEach(Loader::start);
            Position head = end.get();
            List<Feed.Item> batch = feed.batch(head);
            while (!stopped.getAsBoolean()) {
                if (batch.isEmpty()) {
                    if (end.get().value() - head.value() <= LAST_ENTRIES) {
                        break;
                    }
                    head = end.get();
                } else {
                    for (Loader loader : loaders) {
                        loader.put(batch);
                    }
                }
                if (System.nanoTime() - reported > REPORT_NANOS) {
                    reported = System.nanoTime();
                    report(loaders, Phase.POSTING, from.value(), end.get(), started);
                }
                batch = feed.batch(head);
            }
            whole = !stopped.getAsBoolean();
        } finally {
            for (Loader loader : loaders) {
                loader.end(whole);
            }
        }
        for (Loader loader : loaders) {
            while (!loader.ended(REPORT_NANOS)) {
                boolean indexing = loaders.stream().allMatch(oneLoader -> oneLoader.isIndexing());
                report(loaders, indexing ? Phase.INDEXING : Phase.POSTING, from.value(), end.get(), started);
            }
        }
        report(loaders, Phase.POSTING, from.value(), end.get(), started);
    }

    private void report(List<Loader> loaders, Phase phase, long from, Position end, long started) {
        long total = end.value();
        long done = total;
        for (Loader loader : loaders) {
            done = Math.min(done, loader.posted());
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        double rate = phase == Phase.POSTING && seconds > 0.001 ? (done - from) / seconds : 0;
        Duration remaining = rate > 0 ? Duration.ofMillis((long) ((total - done) / rate * 1_000)) : Duration.ZERO;
        listener.accept(new RebuildProgress(
                loaders.stream().map(oneLoader -> oneLoader.slot().ddl().name()).toList(),
                phase,
                done,
                total,
                rate,
                remaining));
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

    /** What new rows are compared with. */
    private record Base(Path file, Position position, Optional<String> reason) {}

    /**
     * Builds new generations that nobody reads, as far as the live ones go, and compares them.
     *
     * @param rowsMax rows of each table that are told
     * @param built hears of each what it would change, and its file
     */
    void preview(int rowsMax, BiConsumer<Preview.Model, Path> built) {
        Timeline timeline = timelines.current();
        var loaders = new ArrayList<Loader>();
        var models = new ArrayList<Preview.Model>();
        try {
            List<Base> bases = slots.stream().map(this::base).toList();
            Position end =
                    bases.stream().map(Base::position).min(Position::compareTo).orElseThrow();
            for (ReadModels.Slot slot : slots) {
                Path file = folder.resolve(manifest.next(slot.ddl()));
                loaders.add(new Loader(slot, poster(slot, Generation.create(file, slot.ddl(), false)), timeline));
            }
            post(loaders, () -> end);
            for (int i = 0; i < loaders.size(); i++) {
                models.add(compare(loaders, loaders.get(i), bases.get(i), rowsMax));
            }
        } catch (SQLException e) {
            throw new TablesFailed(e);
        } finally {
            loaders.forEach(Loader::close);
            if (models.size() < slots.size()) {
                loaders.forEach(loader ->
                        ReadModelFiles.remove(loader.poster().generation().file()));
            }
        }
        for (int i = 0; i < models.size(); i++) {
            built.accept(models.get(i), loaders.get(i).poster().generation().file());
        }
    }

    /** Returns the live rows; while those are made anew, the ones before them, if they are of this journal. */
    private Base base(ReadModels.Slot slot) {
        Path live = slot.live().generation().file();
        Optional<String> reason = slot.live().anew();
        Path file = reason.flatMap(_ -> manifest.of(slot.ddl().name()).previous())
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .orElse(live);
        try (Connection connection = Replay.readOnly(file)) {
            Position position = Replay.reached(connection);
            return position.isAfter(journal.head())
                    ? new Base(live, slot.live().checkpoint(), reason)
                    : new Base(file, position, reason);
        } catch (SQLException e) {
            throw new TablesFailed(e);
        }
    }

    private Preview.Model compare(List<Loader> all, Loader loader, Base base, int rowsMax) throws SQLException {
        Ddl ddl = loader.slot().ddl();
        Projector poster = loader.poster();
        try (Connection before = Replay.held(base.file())) {
            Position at = Replay.reached(before);
            poster.catchUp(codec, loader.timeline(), at);
            if (!poster.checkpoint().equals(at)) {
                throw Rejected.conflict(
                        "a rollback of the journal came while %s was built to be compared: preview it again",
                        ddl.name());
            }
            try (Connection after = Replay.readOnly(poster.generation().file())) {
                Runnable step = () -> {
                    if (stopped.getAsBoolean()) {
                        throw new IllegalStateException("the read models are closed: the preview ends");
                    }
                    report(all, Phase.COMPARING, 0, at, 0);
                };
                step.run();
                return new Preview.Model(
                        ddl.name(),
                        ddl.version(),
                        Manifest.version(String.valueOf(base.file().getFileName())),
                        at,
                        base.reason(),
                        new RowComparison(before, after, rowsMax, step).run());
            }
        }
    }
}
