package dev.daybook.projection;

import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * Read models in files: one database per projection, generation by generation, and a manifest that says which file is in
 * use. A rebuild fills a new file beside the live one and puts it in its place while both writing and reading go on; the
 * file before it is kept.
 */
final class FileModels extends ReadModels {

    private static final Logger LOG = LoggerFactory.getLogger(ReadModels.class);

    private final Path folder;
    /** Smaller files are not worth it. */
    private static final long REBUILT_BYTES_MIN = 4L << 20;

    /** What is mostly empty is built anew: SQLite's own way would hold the writer. */
    private static final double REBUILT_FREE = 0.5;

    private final Manifest manifest;
    private final ReadModelFiles modelFiles;
    private final AfterRollbacks afterRollbacks;
    private final Examination examination;
    private final ReadPool pool;
    private final PastModels past;
    private final Rebuilds rebuilds;
    private final Drifts drifts;

    private FileModels(Path folder, Journal journal, Codec codec, Timelines timelines, InstantSource clock) {
        super(journal, codec, timelines, clock);
        this.folder = folder;
        this.manifest = Manifest.read(folder);
        this.modelFiles = new ReadModelFiles(folder, manifest, journal);
        this.rebuilds = new Rebuilds(
                journal,
                codec,
                timelines,
                new Rebuild.Place(folder, manifest, mending, () -> closing, this::reopen),
                this::slot);
        this.drifts = new Drifts(folder, journal, codec, timelines);
        this.afterRollbacks = new AfterRollbacks(this::catchUp, () -> closing);
        this.examination = new Examination(slots, journal, wrong -> rebuild(wrong, _ -> {}), () -> closing);
        this.past = new PastModels(folder.resolve("past"), journal, codec, slots, this::liveFiles);
        this.pool = new ReadPool(this::liveFiles, journal.blobs(), examination::soon);
    }

    /**
     * Opens the read models in {@code folder}, which is made if need be. A projection without a file of its version
     * begins with empty tables: {@link #catchUp()} fills them. So does one whose file is damaged or was made of another
     * journal; that is moved into {@code aside/}, logged, and told by {@link #status} until the rows are whole again.
     *
     * @param projections make a projection for one file; the name says which folder of {@code projections/} it is
     * @throws TablesFailed if there is no room to open one: none is open then, and all stay as they are
     */
    static ReadModels in(
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
        var models = new FileModels(folder, journal, codec, timelines, clock);
        models.manifest.lost().ifPresent(why -> LOG.warn("the read models in {} are built anew: {}", folder, why));
        boolean opened = false;
        try {
            for (Supplier<? extends Projection> projection : projections) {
                models.add(projection);
            }
            models.modelFiles.removeOrphans(models.slots.keySet());
            opened = true;
            return models;
        } finally {
            if (!opened) {
                models.close();
            }
        }
    }

    /**
     * Opens the read models in {@code folder} to read them, while another process may write them: nothing is made,
     * mended or brought up to date. See {@link #isCurrent}.
     *
     * @return none if one of them has no whole file of its version and of this journal
     */
    static Optional<ReadModels> lookingIn(
            Path folder,
            Journal journal,
            Codec codec,
            Timelines timelines,
            List<Supplier<? extends Projection>> projections,
            InstantSource clock) {
        if (!Files.isRegularFile(folder.resolve(Manifest.FILE))) {
            return Optional.empty();
        }
        var models = new FileModels(folder, journal, codec, timelines, clock);
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

    @Override
    public boolean isSuspected() {
        return examination.isSuspected();
    }

    private void add(Supplier<? extends Projection> make) {
        Projection projection = make.get();
        Ddl ddl = Ddl.of(projection);
        ReadModelFiles.Live found = modelFiles.live(ddl);
        var live = new LiveTables(
                ddl.name(),
                new Projector(projection, found.generation(), journal),
                timelines,
                found.anew().map(why -> LiveTables.Anew.untilHead(why, journal)));
        live.onDamage(examination::soon);
        slots.put(ddl.name(), new Slot(make, ddl, live));
    }

    @Override
    public <T> T read(Function<DSLContext, T> question) {
        return pool.read(question);
    }

    @Override
    public PastModels past() {
        return past;
    }

    @Override
    public ProjectionStatus status(String name) {
        Slot slot = slot(name);
        Manifest.Roles roles = manifest.of(name);
        return ProjectionStatus.of(
                slot,
                journal,
                new ProjectionStatus.Kept(
                        roles.live().map(Manifest::generation).orElse(0),
                        ReadModelFiles.sizeBytes(slot.live().generation().file()),
                        roles.previous()),
                rebuilds.progress(name),
                clock);
    }

    @Override
    public String tableHash(String name) {
        return Replay.hash(slot(name).live().generation().file());
    }

    @Override
    public void catchUp() {
        catchUp(_ -> {});
    }

    @Override
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

    @Override
    public void keepUp() {
        timelines.onRollback(_ -> afterRollbacks.wake()); // before its first look: none is missed in between
        afterRollbacks.start();
    }

    @Override
    public void rebuild(Collection<String> names, Consumer<RebuildProgress> listener) {
        rebuilds.run(names, listener);
    }

    @Override
    public Preview preview(String id, Collection<String> names, int rowsMax, Consumer<RebuildProgress> listener) {
        return rebuilds.preview(id, names, rowsMax, listener);
    }

    @Override
    public List<String> swapIn(String id, Collection<String> names, Consumer<RebuildProgress> listener) {
        return rebuilds.swapIn(id, names, listener);
    }

    @Override
    public void back(String name) {
        rebuilds.back(name);
    }

    @Override
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

    @Override
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

    @Override
    public long retry(String name, Optional<StreamId> stream) {
        return following.retry(slot(name).live(), stream);
    }

    @Override
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
                if (e.isForWantOfRoom()) { // what it is compared with, not what is stored
                    throw e;
                }
                String file = String.valueOf(slot.live().generation().file().getFileName());
                flaws.add(Flaw.toRebuild(name, "%s cannot be compared (%s)".formatted(file, e.getMessage())));
            }
        });
        return flaws;
    }

    @Override
    public List<Drift> drift(Collection<String> names, int rowsMax, Consumer<RebuildProgress> listener) {
        List<Slot> chosen = names.stream().distinct().map(this::slot).toList();
        return chosen.stream().map(slot -> drifts.of(slot, rowsMax, listener)).toList();
    }

    @Override
    public List<Path> files() {
        return List.copyOf(liveFiles().values());
    }

    @Override
    public void examine() {
        examination.run();
    }

    private Map<String, Path> liveFiles() {
        var files = new LinkedHashMap<String, Path>();
        slots.forEach((name, slot) -> files.put(name, slot.live().generation().file()));
        return files;
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
