package dev.daybook.projection;

import dev.daybook.domain.Rejected;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The read models: one database file per projection, generation by generation, and a manifest that says which file is
 * in use. Everything here can be thrown away: it is made of the journal alone.
 *
 * <p>Thread-safe. Reading never waits for writing. Following the journal, catching up and rebuilding run the same
 * code and yield the same rows. A rebuild fills a new file beside the live one and puts it in its place while both
 * writing and reading go on; the file before it is kept.
 */
public final class ReadModels implements AutoCloseable {

    /** How long what a preview has built is kept. */
    public static final Duration PREVIEW_KEPT = Duration.ofMinutes(15);

    private static final Logger LOG = LoggerFactory.getLogger(ReadModels.class);

    /** What belongs to one projection. */
    record Slot(Supplier<? extends Projection> projection, Ddl ddl, LiveTables live) {}

    private final Path folder;
    private final Journal journal;
    private final Codec codec;
    private final Timelines timelines;
    private final InstantSource clock;
    /** Smaller files are not worth it. */
    private static final long REBUILT_BYTES_MIN = 4L << 20;

    /** What is mostly empty is built anew: SQLite's own way would hold the writer. */
    private static final double REBUILT_FREE = 0.5;

    private final Manifest manifest;
    private final ReadModelFiles modelFiles;
    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private final Following following;
    private final AfterRollbacks afterRollbacks;
    private final Examination examination;
    private final ReadPool pool;
    private final ThingReplays replays;
    private final PastModels past;
    private final Rebuilds rebuilds;
    private final Drifts drifts;
    private volatile boolean closing;

    private ReadModels(Path folder, Journal journal, Codec codec, Timelines timelines, InstantSource clock) {
        this.folder = folder;
        this.journal = journal;
        this.codec = codec;
        this.timelines = timelines;
        this.clock = clock;
        this.manifest = Manifest.read(folder);
        this.modelFiles = new ReadModelFiles(folder, manifest, journal);
        var mending = new Mending(journal, codec, timelines);
        this.rebuilds = new Rebuilds(
                journal,
                codec,
                timelines,
                new Rebuild.Place(folder, manifest, mending, () -> closing, this::reopen),
                this::slot);
        this.drifts = new Drifts(folder, journal, codec, timelines);
        this.following = new Following(journal, codec, mending, () -> closing);
        this.afterRollbacks = new AfterRollbacks(this::catchUp, () -> closing);
        this.examination = new Examination(slots, journal, wrong -> rebuild(wrong, _ -> {}), () -> closing);
        this.replays = new ThingReplays(journal, codec);
        this.past = new PastModels(folder.resolve("past"), journal, codec, slots, this::liveFiles);
        this.pool = new ReadPool(this::liveFiles, journal.blobs(), examination::soon);
    }

    /**
     * Opens the read models in {@code folder}, which is made if need be. A projection without a file of its version
     * begins with empty tables: {@link #catchUp()} fills them. So does one whose file is damaged or was made of another
     * journal; that is moved into {@code aside/}, logged, and told by {@link #status} until the rows are whole again.
     *
     * @param projections make a projection for one file; the name says which folder of {@code projections/} it is
     */
    public static ReadModels open(
            Path folder,
            Journal journal,
            Codec codec,
            Timelines timelines,
            List<Supplier<? extends Projection>> projections,
            InstantSource clock) {
        try {
            if (Files.exists(folder) && !Files.isDirectory(folder)) {
                SetAsideFiles.move(folder);
            }
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be made: %s".formatted(folder, e.getMessage()), e);
        }
        var models = new ReadModels(folder, journal, codec, timelines, clock);
        models.manifest.lost().ifPresent(why -> LOG.warn("the read models in {} are built anew: {}", folder, why));
        for (Supplier<? extends Projection> projection : projections) {
            models.add(projection);
        }
        models.modelFiles.removeOrphans(models.slots.keySet());
        return models;
    }

    /**
     * Opens the read models in {@code folder} to read them, while another process may write them: nothing is made,
     * mended or brought up to date. See {@link #isCurrent}.
     *
     * @return none if one of them has no whole file of its version and of this journal
     */
    public static Optional<ReadModels> reading(
            Path folder,
            Journal journal,
            Codec codec,
            Timelines timelines,
            List<Supplier<? extends Projection>> projections,
            InstantSource clock) {
        if (!Files.isRegularFile(folder.resolve(Manifest.FILE))) {
            return Optional.empty();
        }
        var models = new ReadModels(folder, journal, codec, timelines, clock);
        models.examination.leave();
        boolean whole = false;
        try {
            for (Supplier<? extends Projection> make : projections) {
                Projection projection = make.get();
                Ddl ddl = Ddl.of(projection);
                Optional<Generation> found = models.modelFiles.whole(ddl);
                if (found.isEmpty()) {
                    return Optional.empty();
                }
                var live = new LiveTables(
                        ddl.name(), new Projector(projection, found.get(), journal), timelines, Optional.empty());
                models.slots.put(ddl.name(), new Slot(make, ddl, live));
            }
            models.read(tables -> tables); // another process may have swapped a file since the manifest was read
            whole = true;
            return Optional.of(models);
        } catch (TablesFailed _) {
            return Optional.empty();
        } finally {
            if (!whole) {
                models.close();
            }
        }
    }

    /** Returns whether rows are to answer from that may lack the end: none are void, and none are about to be made. */
    public boolean isFit() {
        boolean something = journal.head().isAfter(Position.START);
        return slots.values().stream()
                .map(Slot::live)
                .noneMatch(liveTables -> liveTables.outdated()
                        || (something && liveTables.checkpoint().equals(Position.START)));
    }

    /** Returns whether a file could not be read as it should: it may be damaged or gone. */
    public boolean isSuspected() {
        return examination.isSuspected();
    }

    /** Returns whether all rows are as the journal is now. */
    public boolean isCurrent() {
        Position head = journal.head();
        return slots.values().stream()
                .map(Slot::live)
                .noneMatch(liveTables -> liveTables.outdated() || head.isAfter(liveTables.checkpoint()));
    }

    private void add(Supplier<? extends Projection> make) {
        Projection projection = make.get();
        Ddl ddl = Ddl.of(projection);
        ReadModelFiles.Live found = modelFiles.live(ddl);
        var live = new LiveTables(
                ddl.name(),
                new Projector(projection, found.generation(), journal),
                timelines,
                found.anew().map(why -> new LiveTables.Anew(why, Optional.of(journal.head()))));
        live.onDamage(examination::soon);
        slots.put(ddl.name(), new Slot(make, ddl, live));
    }

    /** Returns the names of the projections, in the order they were given. */
    public List<String> names() {
        return List.copyOf(slots.keySet());
    }

    /**
     * Answers a question over all read models, each one's tables under the names of its {@code schema.sql}: one
     * snapshot of each. The tables belong to the calling thread until {@code question} returns.
     */
    public <T> T read(Function<DSLContext, T> question) {
        return pool.read(question);
    }

    /** Returns the read models as they were. */
    public PastModels past() {
        return past;
    }

    /**
     * Answers a question over the tables of one projection as the entries of one stream alone have made them, up to then.
     * The tables belong to the calling thread until {@code question} returns.
     */
    public <T> T replay(String name, StreamId stream, AsOf asOf, Function<DSLContext, T> question) {
        return replays.read(slot(name), stream, asOf, question);
    }

    /**
     * As {@link #replay}, with a question after each entry of the stream that counts; the oldest is the first.
     *
     * @param questions what to ask of the tables, which are the same each time
     */
    public void walk(String name, StreamId stream, AsOf asOf, Function<DSLContext, Consumer<Entry>> questions) {
        replays.walk(slot(name), stream, asOf, questions);
    }

    /** Returns the tables of one projection, for whoever follows the journal. */
    public LiveTables live(String name) {
        return slot(name).live();
    }

    /** Returns up to which position the rows of a projection go. */
    public Position position(String name) {
        return slot(name).live().checkpoint();
    }

    /** Returns up to which position the rows of all projections go. */
    public Position position() {
        Position least = journal.head();
        for (Slot slot : slots.values()) {
            Position position = slot.live().checkpoint();
            least = least.isAfter(position) ? position : least;
        }
        return least;
    }

    /**
     * Waits until a projection has posted everything up to {@code position}; somebody must be following the journal.
     *
     * @return whether it has, within {@code limit}
     */
    public boolean await(String name, Position position, Duration limit) throws InterruptedException {
        return slot(name).live().await(position, limit);
    }

    /** As {@link #await(String, Position, Duration)}, for all projections. */
    public boolean await(Position position, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        for (Slot slot : slots.values()) {
            if (!slot.live().await(position, Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
                return false;
            }
        }
        return true;
    }

    /** Returns how each projection stands. */
    public List<ProjectionStatus> status() {
        return slots.keySet().stream().map(this::status).toList();
    }

    /** Returns how a projection stands. */
    public ProjectionStatus status(String name) {
        return ProjectionStatus.of(slot(name), journal, manifest.of(name), rebuilds.progress(name), clock);
    }

    /** Returns the digest of all rows of a projection: equal for the same facts, however the rows came about. */
    public String tableHash(String name) {
        return Replay.hash(slot(name).live().generation().file());
    }

    /** As {@link #catchUp(Consumer)}, without telling anyone. */
    public void catchUp() {
        catchUp(_ -> {});
    }

    /**
     * Brings all projections up to the journal's head on this thread: mends or rebuilds what needs it, posts the rest.
     * For start-up and for a process that nobody follows the journal in; harmless while somebody does.
     */
    public void catchUp(Consumer<RebuildProgress> listener) {
        List<LiveTables> all = slots.values().stream().map(Slot::live).toList();
        following.mend(all);
        List<String> behind = tooFarBehind();
        if (!behind.isEmpty()) {
            rebuilds.runOf(behind, this::tooFarBehind, listener); // without those that another thread builds meanwhile
        }
        following.follow(all);
    }

    private List<String> tooFarBehind() {
        Position head = journal.head();
        return slots.entrySet().stream()
                .filter(entry -> following.isTooFarBehind(
                        entry.getKey(), entry.getValue().live(), head))
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * Has a thread of its own bring all projections up to date, now and after each rollback, as often as it takes, until
     * this is closed.
     */
    public void keepUp() {
        timelines.onRollback(_ -> afterRollbacks.wake()); // before its first look: none is missed in between
        afterRollbacks.start();
    }

    /**
     * Builds the projections anew beside the live ones, all from one reading of the journal, and puts them in their
     * place. Waits for another rebuild first. One that a crash or {@link #close} ended is continued.
     *
     * @param listener hears how far it is, on the calling thread
     */
    public void rebuild(Collection<String> names, Consumer<RebuildProgress> listener) {
        rebuilds.run(names, listener);
    }

    /**
     * Builds the projections anew beside the live ones, as {@link #rebuild} does, shows what would change by it, and
     * changes nothing.
     *
     * @param id a new one, by which {@link #swapIn} finds what was built
     * @param rowsMax rows of each table that are told; the others are counted
     * @param listener hears how far it is, on the calling thread; what it throws ends the work
     * @throws Rejected if a rollback came in between
     */
    public Preview preview(String id, Collection<String> names, int rowsMax, Consumer<RebuildProgress> listener) {
        return rebuilds.preview(id, names, rowsMax, listener);
    }

    /**
     * Puts what a preview has built in the place of the live ones, brought up to date.
     *
     * @param names those of the preview
     * @return which ones
     * @throws Rejected if it is no more, or a rollback came since
     */
    public List<String> swapIn(String id, Collection<String> names, Consumer<RebuildProgress> listener) {
        return rebuilds.swapIn(id, names, listener);
    }

    /**
     * Puts the generation before the live one in its place again, brought up to date; the live one becomes the one
     * before.
     *
     * @throws Rejected if there is none, or none that still fits
     */
    public void back(String name) {
        rebuilds.back(name);
    }

    /**
     * What optimizing a read model did.
     *
     * @param beforeBytes of its files, with the generation before if that was removed
     * @param isRebuilt whether it was built anew, as more than half of it was empty
     */
    public record Optimized(String name, long beforeBytes, long afterBytes, boolean isRebuilt) {}

    /**
     * Merges full-text indexes, has SQLite look at the others, folds the log, and builds anew what is mostly empty. Beside
     * those who write, who wait for short slices of it, and who read.
     *
     * @param forgetsPrevious whether the generation before is removed, to which one could go back
     * @param isTried whether nothing is done: what would be the size of what it gives up is told
     * @param heard is told what is done; what it throws ends it
     */
    public Optimized optimize(String name, boolean forgetsPrevious, boolean isTried, Consumer<String> heard) {
        LiveTables live = slot(name).live();
        Optional<Path> previous =
                manifest.of(name).previous().filter(_ -> forgetsPrevious).map(folder::resolve);
        long previousBytes = previous.map(ReadModelFiles::sizeBytes).orElse(0L);
        long liveBytes = ReadModelFiles.sizeBytes(live.generation().file());
        var optimization = new Optimization(live, heard);
        boolean isEmpty = liveBytes > REBUILT_BYTES_MIN && optimization.free() > REBUILT_FREE;
        if (isTried) {
            return new Optimized(name, liveBytes + previousBytes, liveBytes, isEmpty);
        }
        if (isEmpty) {
            rebuild(List.of(name), progress -> heard.accept("building anew"));
        }
        optimization.run();
        if (forgetsPrevious) {
            rebuilds.forgetPrevious(name);
        }
        return new Optimized(
                name,
                liveBytes + previousBytes,
                ReadModelFiles.sizeBytes(live.generation().file()),
                isEmpty);
    }

    /**
     * Has no row, and no file that was made of rows, tell what the journal does not tell any more: all are built anew, and
     * those before them, what was set aside and what was built of the past are removed. Done twice it does it twice.
     *
     * @param listener hears how far it is, on the calling thread
     */
    public void erase(Consumer<RebuildProgress> listener) {
        replays.forget();
        past.forget();
        rebuilds.afresh(names(), listener);
        past.forget(); // what was built of rows or facts that were read before
        replays.forget();
    }

    private void reopen() {
        pool.reopen();
        past.reopen();
    }

    /**
     * Posts what a projection lacks, be it that its database could not be written, and what waits in quarantine: of one
     * stream, or of all.
     *
     * @return how many events were posted; what still fails stays aside, see {@link #status}
     * @throws TablesFailed if its database still cannot be written
     */
    public long retry(String name, Optional<StreamId> stream) {
        return following.retry(slot(name).live(), stream);
    }

    /**
     * Replays the journal into new files and compares every row of every projection. Writing and reading go on.
     *
     * @param listener hears how far it is, on the calling thread
     * @return what is wrong: streams that are set aside, files that cannot be read, and the first difference of each
     *     table that has one; nothing if all is as a replay makes it
     */
    public List<Flaw> verify(Consumer<RebuildProgress> listener) {
        var flaws = new ArrayList<Flaw>();
        slots.forEach((name, slot) -> {
            slot.live().anew().ifPresent(why -> flaws.add(new Flaw(name, "is built anew and not whole yet: " + why)));
            slot.live().quarantined().forEach(quarantined -> flaws.add(Flaw.aside(quarantined)));
            try {
                Optional<String> foreign =
                        ReadModelFiles.foreign(journal, slot.live().posted().madeOf());
                if (foreign.isPresent()) {
                    flaws.add(Flaw.toRebuild(name, foreign.get()));
                } else {
                    new Replay(folder, journal, codec, timelines, slot, Pace.full(), listener)
                            .compare(1)
                            .tables()
                            .forEach(table ->
                                    table.rows().forEach(row -> flaws.add(Flaw.differs(name, table.table(), row))));
                }
            } catch (TablesFailed e) {
                String file = String.valueOf(slot.live().generation().file().getFileName());
                flaws.add(Flaw.toRebuild(name, "%s cannot be compared (%s)".formatted(file, e.getMessage())));
            }
        });
        return flaws;
    }

    /**
     * Compares live tables with a replay of the journal, one projection after the other, and finds where they part. For the
     * background: it keeps behind those who write, who are not hindered, and the live tables are held only while rows are
     * compared.
     *
     * @param rowsMax rows of each table that are told and traced; the others are counted
     * @param listener hears how far it is, on the calling thread; what it throws ends the work
     */
    public List<Drift> drift(Collection<String> names, int rowsMax, Consumer<RebuildProgress> listener) {
        List<Slot> chosen = names.stream().distinct().map(this::slot).toList();
        return chosen.stream().map(slot -> drifts.of(slot, rowsMax, listener)).toList();
    }

    /** Returns the files in use: the manifest itself is not among them. */
    public List<Path> files() {
        return List.copyOf(liveFiles().values());
    }

    /** Returns whose rows a file of a read model has, by its name; none if it is no such file. */
    public static Optional<String> ofFile(Path file) {
        return Manifest.projection(String.valueOf(file.getFileName()));
    }

    /**
     * Looks at every page of every file in use, and builds anew what is damaged, missing, or made of another journal;
     * what was there is moved into {@code aside/}.
     */
    public void examine() {
        examination.run();
    }

    private Map<String, Path> liveFiles() {
        var files = new LinkedHashMap<String, Path>();
        slots.forEach((name, slot) -> files.put(name, slot.live().generation().file()));
        return files;
    }

    private Slot slot(String name) {
        Slot slot = slots.get(name);
        if (slot == null) {
            throw Rejected.notFound(
                    "there is no projection '%s': want one of %s", name, String.join(", ", slots.keySet()));
        }
        return slot;
    }

    /** Ends a rebuild after its batch, to be continued by the next one, waits for open batches, and closes all files. */
    @Override
    public void close() {
        closing = true;
        afterRollbacks.wake();
        rebuilds.close(() -> {
            pool.close();
            replays.close();
            past.close();
            slots.values().forEach(slot -> slot.live().close());
        });
    }
}
