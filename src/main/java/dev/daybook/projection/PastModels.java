package dev.daybook.projection;

import dev.daybook.domain.Rejected;
import dev.daybook.event.Codec;
import dev.daybook.journal.Blobs;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.projection.RebuildProgress.Phase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;

/**
 * Read models as they were: built to a moment beside the live ones when they are asked for, and kept while they are used.
 * Thread-safe; one is built at a time.
 *
 * <p>The one of a time goes on from where it stands when the journal has grown: an import may tell of that time. The one
 * of a position begins with a copy of the nearest one before it, if no rollback lies between.
 */
public final class PastModels implements AutoCloseable {

    /** Files that are kept; the one that was not used for longest makes room. */
    static final int KEPT_MAX = 8;

    private static final long KEPT_BYTES_MAX = 2L << 30;

    private static final long REPORT_NANOS = 200_000_000;

    /** What SQLite says of a table that is not in its files. */
    private static final String MISSING = "no such table";

    private static final AtomicInteger BEGUN = new AtomicInteger();

    /** Which rows are meant: of one projection, at one moment. */
    private record Key(String name, int version, long end, long happenedByMicros, int timeline, String branch) {

        static Key of(ReadModels.Slot slot, AsOf asOf) {
            long by = asOf.happenedBy()
                    .map(time -> time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000)
                    .orElse(Long.MAX_VALUE);
            boolean isTime = asOf.happenedBy().isPresent();
            return new Key(
                    slot.ddl().name(),
                    slot.ddl().version(),
                    isTime ? Long.MAX_VALUE : asOf.end().value(),
                    by,
                    asOf.timeline().number(),
                    asOf.branch().orElse(""));
        }

        String file() {
            return "%s-v%d-%d-%d-%d%s%s.db"
                    .formatted(name, version, end, happenedByMicros, timeline, branch.isEmpty() ? "" : "-b", branch);
        }

        boolean isTime() {
            return happenedByMicros != Long.MAX_VALUE;
        }
    }

    /** A file with how far it goes, and who reads it. */
    private record Kept(Path file, Position reached, ReadPool pool) {}

    private final PastFolder folder;
    private final Journal journal;
    private final Codec codec;
    private final Map<String, ReadModels.Slot> slots;
    private final Supplier<Map<String, Path>> live;
    private final LinkedHashMap<Key, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final ReentrantLock building = new ReentrantLock();
    private boolean closed;

    /**
     * @param folder that is made when the first one is built; where it cannot be, they stand in a temporary one
     * @param live the files of all read models, as a question may ask others beside the one that is meant; none if these are no
     *     files
     */
    PastModels(
            Path folder,
            Journal journal,
            Codec codec,
            Map<String, ReadModels.Slot> slots,
            Supplier<Map<String, Path>> live) {
        this.folder = new PastFolder(folder);
        this.journal = journal;
        this.codec = codec;
        this.slots = slots;
        this.live = live;
    }

    /** Returns whether a read model as it was is there, to be asked at once. */
    public boolean isThere(String name, AsOf asOf) {
        Key key = Key.of(slot(name), asOf);
        synchronized (kept) {
            return Optional.ofNullable(kept.get(key))
                    .filter(one -> !asOf.end().isAfter(one.reached))
                    .isPresent();
        }
    }

    /**
     * Builds a read model as it was, unless it is there.
     *
     * @param listener hears how far it is, on the calling thread; what it throws ends the work
     */
    public void build(String name, AsOf asOf, Consumer<RebuildProgress> listener) {
        ReadModels.Slot slot = slot(name);
        Key key = Key.of(slot, asOf);
        building.lock();
        try {
            if (!isThere(name, asOf)) {
                Path file = folder.path().resolve(key.file());
                Path made = begin(slot, key, file, asOf);
                load(slot, made, asOf, listener);
                keep(key, file, made, asOf);
            }
        } finally {
            building.unlock();
        }
    }

    /**
     * Answers a question over the read models, that one as it was. The tables belong to the calling thread until
     * {@code question} returns.
     *
     * @throws Behind if it is not there, or no more: {@link #build} it
     */
    public <T> T read(String name, AsOf asOf, Function<DSLContext, T> question) {
        Kept one;
        synchronized (kept) {
            one = kept.get(Key.of(slot(name), asOf));
        }
        if (one == null) {
            throw new Behind("%s as of %s has made room for others: ask again".formatted(name, asOf.at()));
        }
        try {
            return one.pool.read(question);
        } catch (DataAccessException | TablesFailed e) {
            if (live.get().isEmpty() && String.valueOf(e.getMessage()).contains(MISSING)) {
                throw Rejected.conflict(
                        "%s as of %s cannot be asked together with other read models here, as those are in a database: leave out"
                                + " what narrows it, or ask a node with read.models=local",
                        name, asOf.at());
            }
            throw e;
        }
    }

    /** Removes what was built of a branch. */
    public void forgetBranch(String branch) {
        synchronized (kept) {
            kept.entrySet().removeIf(entry -> {
                boolean gone = entry.getKey().branch.equals(branch);
                if (gone) {
                    discard(entry.getValue());
                }
                return gone;
            });
        }
    }

    /** Removes all that was built, by other processes, too: it may hold what was erased. */
    void forget() {
        building.lock();
        try {
            synchronized (kept) {
                kept.values().forEach(PastModels::discard);
                kept.clear();
            }
            folder.removeOthers();
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be emptied: %s".formatted(folder, e.getMessage()), e);
        } finally {
            building.unlock();
        }
    }

    /** Has those who read it see the live files of the others as they are now. */
    void reopen() {
        synchronized (kept) {
            kept.values().forEach(one -> one.pool.reopen());
        }
    }

    private ReadModels.Slot slot(String name) {
        ReadModels.Slot slot = slots.get(name);
        if (slot == null) {
            throw new IllegalStateException("there is no projection '%s'".formatted(name));
        }
        return slot;
    }

    /** Returns the file to go on with: what is there of the same moment, a copy of an earlier one, or a new one. */
    private Path begin(ReadModels.Slot slot, Key key, Path file, AsOf asOf) {
        Path made = file.resolveSibling(
                "building-%d-%d.db".formatted(ProcessHandle.current().pid(), BEGUN.incrementAndGet()));
        Optional<Path> earlier = key.isTime() ? Optional.of(file).filter(Files::isRegularFile) : nearest(key);
        earlier.ifPresent(from -> copy(from, made));
        if (earlier.isPresent() && !fits(slot, made, asOf)) {
            ReadModelFiles.remove(made);
        }
        return made;
    }

    /** Returns the file of the newest moment before, of the same rows, with the same rollbacks. */
    private Optional<Path> nearest(Key key) {
        synchronized (kept) {
            return kept.entrySet().stream()
                    .filter(entry -> entry.getKey().name.equals(key.name)
                            && !entry.getKey().isTime()
                            && entry.getKey().timeline == key.timeline
                            && entry.getKey().branch.equals(key.branch)
                            && entry.getKey().end <= key.end)
                    .max(Map.Entry.comparingByKey((a, b) -> Long.compare(a.end, b.end)))
                    .map(entry -> entry.getValue().file);
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to); // nobody writes it, and its log was written back
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be copied: %s".formatted(from, e.getMessage()), e);
        }
    }

    private boolean fits(ReadModels.Slot slot, Path made, AsOf asOf) {
        try (Generation generation = Generation.open(made, slot.ddl())) {
            Generation.Checkpoint checkpoint = generation.checkpoint();
            return checkpoint.loaded()
                    && checkpoint.timeline() == asOf.timeline().number()
                    && ReadModelFiles.foreign(journal, checkpoint.madeOf()).isEmpty();
        } catch (TablesFailed _) {
            return false; // a crash, or a full disk
        }
    }

    /** One thread reads and decodes, another one posts, as in a rebuild. */
    private void load(ReadModels.Slot slot, Path made, AsOf asOf, Consumer<RebuildProgress> listener) {
        Generation generation =
                Files.exists(made) ? Generation.open(made, slot.ddl()) : Generation.create(made, slot.ddl(), false);
        var poster = new Projector(slot.projection().get(), generation, journal, asOf);
        var loader = new Loader(slot, poster, asOf.timeline());
        boolean whole = false;
        try {
            feed(loader, asOf, listener);
            if (asOf.branch().isPresent()) {
                generation.begin();
                poster.projection().settle(asOf.timeline(), asOf.end().next(), generation.tables());
                generation.commit();
            }
            whole = true;
        } finally {
            loader.close();
            if (!whole) {
                ReadModelFiles.remove(made);
            }
        }
    }

    private void feed(Loader loader, AsOf asOf, Consumer<RebuildProgress> listener) {
        Position from = loader.poster().checkpoint();
        long started = System.nanoTime();
        Runnable report = () -> listener.accept(RebuildProgress.since(
                List.of(loader.slot().ddl().name()),
                loader.isIndexing() ? Phase.INDEXING : Phase.POSTING,
                from.value(),
                new Position(loader.posted()),
                asOf.end(),
                started));
        var feed = new Feed(journal, codec, from, loader.poster()::reads);
        boolean all = false;
        loader.start();
        try {
            for (List<Feed.Item> batch = feed.batch(asOf.end()); !batch.isEmpty(); batch = feed.batch(asOf.end())) {
                loader.put(batch);
                report.run();
            }
            all = true;
        } finally {
            loader.end(all);
        }
        while (!loader.ended(REPORT_NANOS)) {
            report.run();
        }
    }

    private void keep(Key key, Path file, Path made, AsOf asOf) {
        try {
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be put in its place: %s".formatted(file, e.getMessage()), e);
        }
        Blobs blobs = journal.blobs();
        var pool = new ReadPool(
                () -> {
                    var files = new HashMap<>(live.get());
                    files.put(key.name, file);
                    return files;
                },
                blobs,
                () -> forget(key));
        synchronized (kept) {
            Optional.ofNullable(kept.put(key, new Kept(file, asOf.end(), pool))).ifPresent(old -> old.pool.close());
            makeRoom();
        }
    }

    /** What proves to be damaged is built again. */
    private void forget(Key key) {
        synchronized (kept) {
            Optional.ofNullable(kept.remove(key)).ifPresent(PastModels::discard);
        }
    }

    private void makeRoom() {
        var eldest = kept.values().iterator();
        long bytes = kept.values().stream()
                .mapToLong(one -> ReadModelFiles.sizeBytes(one.file))
                .sum();
        for (int left = kept.size(); left > 1 && (left > KEPT_MAX || bytes > KEPT_BYTES_MAX); left--) {
            Kept one = eldest.next();
            bytes -= ReadModelFiles.sizeBytes(one.file);
            eldest.remove();
            discard(one);
        }
    }

    private static void discard(Kept one) {
        one.pool.close();
        ReadModelFiles.remove(one.file);
    }

    /** Removes all of them: they are made of the journal alone. */
    @Override
    public void close() {
        synchronized (kept) {
            if (closed) {
                return;
            }
            closed = true;
            kept.values().forEach(PastModels::discard);
            kept.clear();
        }
        folder.remove();
    }
}
