package dev.daybook.projection;

import dev.daybook.domain.Rejected;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Timeline;
import dev.daybook.projection.RebuildProgress.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
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

    /** Batches that wait for a projection that is slower than the others: they hold memory. */
    private static final int BATCHES_MAX = 2;

    /** The live writer waits for no more than about this many entries to be posted. */
    private static final long LAST_ENTRIES = 2_000;

    private static final long REPORT_NANOS = 200_000_000;
    private static final long POLL_MS = 100;

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
    private final List<ReadModels.Slot> slots;
    private final Consumer<RebuildProgress> listener;
    private final BooleanSupplier stopped;
    private final Runnable swapped;
    private final List<ReadModels.Slot> resumed = new ArrayList<>();

    /**
     * Where it builds, and with whom.
     *
     * @param stopped whether to end without a result
     * @param swapped told when readers have to look again
     */
    record Place(Path folder, Manifest manifest, BooleanSupplier stopped, Runnable swapped) {}

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
        this.slots = slots;
        this.listener = listener;
        this.stopped = place.stopped();
        this.swapped = place.swapped();
    }

    /** Runs to the end. Returns the projections that a rollback has made outdated meanwhile. */
    List<ReadModels.Slot> run() {
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
            post(loaders);
            if (stopped.getAsBoolean()) {
                loaders.forEach(Loader::close);
                return List.of();
            }
            report(loaders, Phase.INDEXING, 0, 0);
            var overtaken = new ArrayList<ReadModels.Slot>();
            for (Loader loader : loaders) {
                if (!finish(loader)) {
                    overtaken.add(loader.slot);
                }
            }
            try {
                report(loaders, Phase.DONE, 0, 0);
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

    private void post(List<Loader> loaders) {
        Position from = journal.head();
        for (Loader loader : loaders) {
            from = from.isAfter(loader.poster.checkpoint()) ? loader.poster.checkpoint() : from;
        }
        var feed = new Feed(
                journal, codec, from, entry -> loaders.stream().anyMatch(loader -> loader.poster.reads(entry)));
        long started = System.nanoTime();
        long reported = started;
        report(loaders, Phase.POSTING, from.value(), started);
        boolean whole = false;
        try {
            loaders.forEach(Loader::start);
            Position head = journal.head();
            List<Feed.Item> batch = feed.batch(head);
            while (!stopped.getAsBoolean()) {
                if (batch.isEmpty()) {
                    if (journal.head().value() - head.value() <= LAST_ENTRIES) {
                        break;
                    }
                    head = journal.head();
                } else {
                    for (Loader loader : loaders) {
                        loader.put(batch);
                    }
                }
                if (System.nanoTime() - reported > REPORT_NANOS) {
                    reported = System.nanoTime();
                    report(loaders, Phase.POSTING, from.value(), started);
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
                boolean indexing = loaders.stream().allMatch(oneLoader -> oneLoader.indexing);
                report(loaders, indexing ? Phase.INDEXING : Phase.POSTING, from.value(), started);
            }
        }
        report(loaders, Phase.POSTING, from.value(), started);
    }

    private void report(List<Loader> loaders, Phase phase, long from, long started) {
        long total = journal.head().value();
        long done = total;
        for (Loader loader : loaders) {
            done = Math.min(done, loader.posted);
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        double rate = phase == Phase.POSTING && seconds > 0.001 ? (done - from) / seconds : 0;
        Duration remaining = rate > 0 ? Duration.ofMillis((long) ((total - done) / rate * 1_000)) : Duration.ZERO;
        listener.accept(new RebuildProgress(
                loaders.stream().map(oneLoader -> oneLoader.slot.ddl().name()).toList(),
                phase,
                done,
                total,
                rate,
                remaining));
    }

    /** Swaps. Returns false if a rollback came before. */
    private boolean finish(Loader loader) {
        try {
            swap(loader.slot, loader.poster);
            return true;
        } catch (Overtaken e) {
            loader.poster.generation().close();
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

    private void catchUp(Projector poster) {
        if (!poster.catchUp(codec, timelines)) {
            throw new Overtaken();
        }
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
        Projector poster = open(folder.resolve(file), slot.ddl())
                .map(generation -> poster(slot, generation))
                .orElseThrow(() -> Rejected.conflict(
                        "the generation before this one of %s, %s, cannot be read: rebuild it", name, file));
        if (!poster.isOfJournal()) {
            poster.generation().close();
            throw Rejected.conflict(
                    "the generation before this one of %s was made of another journal than is here now: rebuild it",
                    name);
        }
        if (poster.outdated(timelines.current())) {
            poster.generation().close();
            throw Rejected.conflict(
                    "the generation before this one of %s was made before the last rollback: rebuild it", name);
        }
        try {
            swap(slot, poster);
        } catch (Overtaken e) {
            poster.generation().close();
            throw Rejected.conflict("a rollback of the journal came before %s was back: rebuild it", name);
        }
    }

    /** Posts to one new generation, on a thread of its own. */
    private static final class Loader {

        private final ReadModels.Slot slot;
        private final Projector poster;
        private final Timeline timeline;
        private final BlockingQueue<List<Feed.Item>> batches = new ArrayBlockingQueue<>(BATCHES_MAX);
        private final Thread thread;
        private volatile Optional<RuntimeException> failure = Optional.empty();
        private volatile long posted;
        private volatile boolean ended;
        private volatile boolean whole;
        private volatile boolean indexing;
        private volatile boolean done;

        Loader(ReadModels.Slot slot, Projector poster, Timeline timeline) {
            this.slot = slot;
            this.timeline = timeline;
            this.poster = poster;
            this.posted = poster.checkpoint().value();
            thread = Thread.ofPlatform()
                    .daemon()
                    .name("rebuild-" + slot.ddl().name())
                    .unstarted(this::work);
        }

        void start() {
            thread.start();
        }

        void put(List<Feed.Item> batch) {
            try {
                while (!batches.offer(batch, POLL_MS, TimeUnit.MILLISECONDS)) {
                    throwFailure();
                }
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }

        private void work() {
            try {
                Generation generation = poster.generation();
                boolean loaded = generation.checkpoint().loaded();
                if (!loaded) {
                    generation.begin();
                    poster.projection().beforeLoad(generation.tables());
                    generation.commit();
                }
                for (List<Feed.Item> batch = next(); !batch.isEmpty(); batch = next()) {
                    poster.post(batch, timeline);
                    posted = poster.checkpoint().value();
                }
                if (whole) {
                    indexing = true;
                    if (!loaded) {
                        generation.begin();
                        poster.projection().afterLoad(generation.tables());
                        generation.commit();
                        generation.finishLoad();
                    }
                }
                done = true;
            } catch (RuntimeException e) {
                failure = Optional.of(e);
            } catch (InterruptedException e) {
                failure = Optional.of(new IllegalStateException("the rebuild was interrupted", e));
            } catch (Error e) { // no room, say
                failure = Optional.of(new IllegalStateException(
                        "building %s anew broke off: %s".formatted(slot.ddl().name(), e), e));
            }
        }

        /** Returns what is to be posted next, all that waits in one transaction; nothing at the end. */
        private List<Feed.Item> next() throws InterruptedException {
            List<Feed.Item> batch = ended ? batches.poll() : batches.take();
            var waiting = new ArrayList<List<Feed.Item>>();
            if (batch != null) {
                waiting.add(batch);
                batches.drainTo(waiting);
            }
            return waiting.stream().flatMap(List::stream).toList();
        }

        /**
         * Lets the thread end behind what it was given.
         *
         * @param all whether that was everything: then the indexes are made, too
         */
        void end(boolean all) {
            whole = all;
            ended = true;
            boolean _ = batches.offer(List.of()); // one that waits is woken, one that doesn't need not be
        }

        /** Waits a while for the thread's end; returns whether it has ended. */
        boolean ended(long nanos) {
            try {
                boolean over = thread.join(Duration.ofNanos(nanos));
                throwFailure();
                return over;
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }

        /** Throws why the thread has ended in the middle of its work, if it has. */
        private void throwFailure() {
            boolean dead = !thread.isAlive() && !done;
            failure.ifPresent(why -> {
                throw why;
            });
            if (dead) {
                throw new IllegalStateException("the thread that builds %s anew has ended"
                        .formatted(slot.ddl().name()));
            }
        }

        private static IllegalStateException interrupted(InterruptedException e) {
            Thread.currentThread().interrupt();
            return new IllegalStateException("the rebuild was interrupted; the next one continues it", e);
        }

        /** Returns whether what it made is in use. */
        boolean isLive() {
            return slot.live().generation() == poster.generation();
        }

        /** Waits for what was given to it, and leaves the file for another rebuild. */
        void close() {
            boolean interrupted = Thread.interrupted();
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException _) {
                    interrupted = true; // the file is closed when nobody writes it any more
                }
            }
            poster.generation().close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
