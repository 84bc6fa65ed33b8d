package dev.daybook.projection;

import dev.daybook.domain.Rejected;
import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Position;
import dev.daybook.node.Nodes;
import dev.daybook.projection.Schemas.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the journal for the read models in a database that this process writes, and looks how far the others are. Thread-safe.
 */
final class SharedFollower {

    private static final Logger LOG = LoggerFactory.getLogger(ReadModels.class);

    /** So often the others are looked at, and as often what nobody has told of. */
    private static final long LOOK_MS = 250;

    private static final long PAUSE_MAX_MS = 5_000;

    private final Journal journal;
    private final Map<String, ReadModels.Slot> slots;
    private final Following following;
    private final Schemas schemas;
    private final Nodes nodes;
    private final SchemaBuild build;
    private final BooleanSupplier closing;
    private final Shares shares;
    private final Semaphore bell = new Semaphore(0);
    private final ReentrantLock posting = new ReentrantLock();
    private final ReentrantLock building = new ReentrantLock();
    private final AtomicBoolean builds = new AtomicBoolean();
    private final Map<String, Long> writing = new ConcurrentHashMap<>(); // the epochs of what is ours
    private volatile Map<String, Long> sizes = Map.of();
    private volatile Optional<RebuildProgress> progress = Optional.empty();
    private Optional<Thread> thread = Optional.empty();
    private long claimedNs;

    SharedFollower(
            Journal journal,
            Map<String, ReadModels.Slot> slots,
            Following following,
            Schemas schemas,
            Nodes nodes,
            SchemaBuild build,
            BooleanSupplier closing) {
        this.journal = journal;
        this.slots = slots;
        this.following = following;
        this.schemas = schemas;
        this.nodes = nodes;
        this.build = build;
        this.closing = closing;
        this.shares = new Shares(
                nodes, slots.values().stream().map(SharedFollower::lease).toList());
    }

    /** Has it look soon: there may be news. */
    void wake() {
        bell.release();
    }

    /** Follows on a thread of its own from now on. */
    void start() {
        thread = Optional.of(Thread.ofPlatform().daemon().name("read-models").start(this::run));
    }

    boolean isStarted() {
        return thread.isPresent();
    }

    /** Returns how much each schema takes on the server's disk, by its name, as of lately. */
    Map<String, Long> sizesBytes() {
        return sizes;
    }

    Optional<RebuildProgress> progress(String name) {
        return progress.filter(now -> now.projections().contains(name));
    }

    private ReadModels.Slot slot(String name) {
        return Optional.ofNullable(slots.get(name)).orElseThrow();
    }

    private void run() {
        long pauseMs = LOOK_MS;
        while (!closing.getAsBoolean()) {
            try {
                boolean _ = bell.tryAcquire(pauseMs, TimeUnit.MILLISECONDS);
                bell.drainPermits();
                round(false, _ -> {});
                pauseMs = LOOK_MS;
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException | Error e) { // nobody else would try again
                if (!closing.getAsBoolean()) {
                    pauseMs = Math.min(2 * pauseMs, PAUSE_MAX_MS);
                    LOG.warn(
                            "the read models in the database are not up to date, it is tried again: {}",
                            e.getMessage());
                    LOG.debug("why", e);
                }
            }
        }
    }

    /** Claims what is to be claimed, posts what is this process', and looks at the rest. */
    void round(boolean claims, Consumer<RebuildProgress> listener) {
        posting.lock();
        try {
            if (closing.getAsBoolean()) {
                return;
            }
            long now = System.nanoTime();
            if (claims || claimedNs == 0 || now - claimedNs > nodes.beat().toNanos()) {
                shares.claim();
                claimedNs = now;
                sizes = schemas.sizesBytes();
                settle();
                slots.values().stream()
                        .filter(slot -> !writing.containsKey(slot.ddl().name()))
                        .forEach(slot -> slot.live().look());
            }
            post(claims, listener);
            look();
        } finally {
            posting.unlock();
        }
    }

    /** Begins to write what this process holds by now, and ends writing what it does not hold any more. */
    private void settle() {
        for (ReadModels.Slot slot : slots.values()) {
            String name = slot.ddl().name();
            Optional<Long> epoch = shares.epoch(lease(slot));
            if (epoch.isPresent() && !epoch.equals(Optional.ofNullable(writing.get(name)))) {
                begin(slot, epoch.get());
                writing.put(name, epoch.get());
            } else if (epoch.isEmpty() && writing.remove(name) != null) {
                slot.live().look();
            }
        }
    }

    private void begin(ReadModels.Slot slot, long epoch) {
        Generation generation;
        try {
            generation = Generation.open(schemas.live(slot.ddl(), journal.head()), slot.ddl());
        } catch (TablesFailed e) {
            if (!e.isOfTheFile()) {
                throw e;
            }
            LOG.warn("the read model {} is built anew: {}", slot.ddl().name(), e.getMessage());
            schemas.drop(schemas.name(slot.ddl(), Role.LIVE));
            generation = Generation.create(schemas.live(slot.ddl(), journal.head()), slot.ddl(), true);
        }
        try {
            generation.claim(epoch);
            if (!generation.checkpoint().loaded()) {
                generation.finishLoad();
            }
        } catch (RuntimeException e) { // it is tried again, on another connection
            generation.close();
            throw e;
        }
        slot.live().swap(new Projector(slot.projection().get(), generation, journal), () -> {}, () -> {});
    }

    /** @param waits whether to wait for rows that are built anew */
    private void post(boolean waits, Consumer<RebuildProgress> listener) {
        List<LiveTables> ours =
                writing.keySet().stream().map(name -> slot(name).live()).toList();
        Position head = journal.head();
        if (ours.stream().noneMatch(live -> live.outdated() || head.isAfter(live.checkpoint()))) {
            return;
        }
        try {
            following.mend(ours);
            List<String> behind = ours.stream()
                    .filter(live -> following.isTooFarBehind(live.name(), live, head))
                    .map(LiveTables::name)
                    .toList();
            if (waits && !behind.isEmpty()) {
                build(behind, listener);
            } else if (!behind.isEmpty()) {
                buildBeside(behind);
            }
            following.follow(ours.stream()
                    .filter(live -> waits || !behind.contains(live.name()))
                    .toList());
        } catch (TablesFailed | JournalUnavailable e) {
            LOG.debug("each alone", e); // whichever it was, the others are posted
            ours.forEach(this::postAlone);
        }
    }

    private void buildBeside(List<String> names) {
        if (builds.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("build-read-models").start(() -> {
                try {
                    build(names, _ -> {});
                } catch (RuntimeException | Error e) { // the next round tries again
                    LOG.warn("{} are not built anew, it is tried again: {}", names, e.getMessage());
                } finally {
                    builds.set(false);
                    bell.release();
                }
            });
        }
    }

    private void postAlone(LiveTables live) {
        try {
            following.follow(List.of(live));
        } catch (TablesFailed e) {
            LOG.warn("{} cannot be posted, it is tried again: {}", live.name(), e.getMessage());
            writing.remove(live.name());
            shares.forget(lease(slot(live.name()))); // another node may have it, or its schema is gone
            claimedNs = 0;
        }
    }

    private void look() {
        List<ReadModels.Slot> others = slots.values().stream()
                .filter(slot -> !writing.containsKey(slot.ddl().name()))
                .toList();
        Map<String, Generation.Checkpoint> found = schemas.checkpoints(
                others.stream().map(slot -> schemas.name(slot.ddl(), Role.LIVE)).toList());
        others.forEach(slot -> Optional.ofNullable(found.get(schemas.name(slot.ddl(), Role.LIVE)))
                .ifPresent(slot.live()::observe));
    }

    /** Returns whether this process writes it. */
    boolean isMine(ReadModels.Slot slot) {
        return writing.containsKey(slot.ddl().name());
    }

    /** Returns whether no process writes it now. */
    boolean isNobodys(ReadModels.Slot slot) {
        return shares.isFree(lease(slot));
    }

    /** Returns whether another process answers from a projection of that name and version. */
    boolean isServed(String name) {
        return shares.isServed(name);
    }

    void take(List<String> names) {
        posting.lock();
        try {
            shares.take(names.stream().map(name -> lease(slot(name))).toList());
            settle();
        } finally {
            posting.unlock();
        }
        names.forEach(this::epoch);
    }

    private long epoch(String name) {
        return Optional.ofNullable(writing.get(name))
                .orElseThrow(() -> Rejected.conflict("another node has just claimed %s: ask again", name));
    }

    void build(List<String> names, Consumer<RebuildProgress> listener) {
        building.lock();
        try {
            for (String name : names) {
                build.run(slot(name), epoch(name), now -> {
                    progress = Optional.of(now);
                    listener.accept(now);
                });
            }
        } finally {
            progress = Optional.empty();
            building.unlock();
        }
    }

    static String lease(ReadModels.Slot slot) {
        return "%s v%d".formatted(slot.ddl().name(), slot.ddl().version());
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Puts the rows before the live ones in their place. */
    void back(ReadModels.Slot slot) {
        take(List.of(slot.ddl().name()));
        building.lock();
        try {
            build.back(slot, epoch(slot.ddl().name()));
        } finally {
            building.unlock();
        }
    }

    /** Waits for what is under way, has {@code work} close what it is about, and leaves all to other nodes. */
    void close(Runnable work) {
        bell.release();
        thread.ifPresent(SharedFollower::join);
        building.lock();
        posting.lock();
        try {
            work.run();
            shares.leaveAll();
        } finally {
            posting.unlock();
            building.unlock();
        }
    }
}
