package dev.daybook.projection;

import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.postgres.Server;
import dev.daybook.node.Nodes;
import dev.daybook.projection.Schemas.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Read models in the database of a journal, which all nodes read and each of which one of them writes, see {@link Shares}:
 * a schema for each projection and version.
 *
 * <p>A thread of its own follows the journal for those that this process writes, and looks how far the others are.
 */
final class SharedModels extends ReadModels {

    private static final Logger LOG = LoggerFactory.getLogger(ReadModels.class);

    /** So often while somebody waits for them. */
    private static final long LOOK_SOON_MS = 15;

    /** A process that does not serve waits so long for those that do. */
    private static final Duration OTHERS_PATIENCE = Duration.ofSeconds(30);

    private final Schemas schemas;
    private final PastModels past;
    private final SchemaBuild build;
    private final Drifts drifts;
    private final Path folder;
    private final String lookIn;
    private final SharedFollower follower;
    private final Journal.Subscription subscription;

    /** What all of them are made of. */
    record Of(
            Journal journal,
            Codec codec,
            Timelines timelines,
            List<Supplier<? extends Projection>> projections,
            InstantSource clock) {}

    private SharedModels(Path folder, Of of, Server server, Nodes nodes) {
        super(of.journal(), of.codec(), of.timelines(), of.clock());
        this.folder = folder;
        this.schemas = new Schemas(server);
        for (Supplier<? extends Projection> make : of.projections()) {
            add(make);
        }
        this.lookIn = slots.values().stream()
                .map(slot -> SchemaPlace.quoted(schemas.name(slot.ddl(), Role.LIVE)))
                .collect(Collectors.joining(", "));
        this.past = new PastModels(folder.resolve("past"), journal, codec, slots, Map::of);
        this.build = new SchemaBuild(journal, codec, timelines, schemas, () -> closing);
        this.drifts = new Drifts(folder, journal, codec, timelines);
        this.follower = new SharedFollower(journal, slots, following, schemas, nodes, build, () -> closing);
        this.subscription = journal.subscribe(_ -> follower.wake());
        timelines.onRollback(_ -> follower.wake());
    }

    /** As {@link ReadModels#shared}. */
    static ReadModels in(Server server, Nodes nodes, Path folder, Of of) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be made: %s".formatted(folder, e.getMessage()), e);
        }
        new ReadModelFiles(folder, Manifest.read(folder), of.journal()).removeOrphans(Set.of());
        return new SharedModels(folder, of, server, nodes);
    }

    private void add(Supplier<? extends Projection> make) {
        Projection projection = make.get();
        Ddl ddl = Ddl.of(projection);
        Generation generation = live(ddl);
        generation.rest();
        slots.put(
                ddl.name(),
                new Slot(
                        make,
                        ddl,
                        new LiveTables(
                                ddl.name(),
                                new Projector(projection, generation, journal),
                                timelines,
                                ReadModelFiles.unbuilt(journal, generation.checkpoint())
                                        .map(why -> LiveTables.Anew.untilHead(why, journal)))));
    }

    /** Opens the live schema, or makes it: an empty one is filled by whoever writes it. */
    private Generation live(Ddl ddl) {
        String name = schemas.name(ddl, Role.LIVE);
        if (!schemas.isThere(name)) {
            try {
                return Generation.create(schemas.live(ddl, journal.head()), ddl, true);
            } catch (TablesFailed e) {
                if (!schemas.isThere(name)) {
                    throw e;
                }
                LOG.debug("another node makes {}", name); // at this very moment
            }
        }
        return Generation.open(schemas.live(ddl, journal.head()), ddl);
    }

    @Override
    public List<String> shared() {
        return slots.values().stream().map(SharedFollower::lease).toList();
    }

    @Override
    public List<SharedRows> sharedRows() {
        return schemas.rows();
    }

    @Override
    public List<String> followed() {
        return List.of();
    }

    @Override
    public boolean isSuspected() {
        return false;
    }

    @Override
    public <T> T read(Function<DSLContext, T> question) {
        return schemas.read(connection -> {
            T answer;
            try (Statement statement = connection.createStatement()) {
                statement.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL search_path = " + lookIn);
                boolean answered = false;
                try {
                    answer = question.apply(ReadPool.lent(connection, new JdbcTables(connection), journal.blobs()));
                    answered = true;
                } catch (DataAccessException e) {
                    if (e.getCause() instanceof SQLException cause) {
                        throw schemas.failed(cause);
                    }
                    throw e;
                } finally {
                    statement.execute(answered ? "COMMIT" : "ROLLBACK");
                }
            }
            return answer;
        });
    }

    @Override
    public boolean await(String name, Position position, Duration limit) throws InterruptedException {
        LiveTables live = live(name);
        long end = System.nanoTime() + limit.toNanos();
        for (long rest = limit.toNanos(); rest > 0; rest = end - System.nanoTime()) {
            if (live.await(position, Duration.ofNanos(Math.min(rest, LOOK_SOON_MS * 1_000_000)))) {
                return true;
            }
            if (follower.isStarted()) {
                follower.wake(); // another node may have it, and tells nobody
            } else {
                follower.round(false, _ -> {});
            }
        }
        return !position.isAfter(live.checkpoint());
    }

    @Override
    public boolean await(Position position, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        for (String name : names()) {
            if (!await(name, position, Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public PastModels past() {
        return past;
    }

    @Override
    public ProjectionStatus status(String name) {
        Slot slot = slot(name);
        String before = schemas.name(slot.ddl(), Role.BEFORE);
        return ProjectionStatus.of(
                slot,
                journal,
                new ProjectionStatus.Kept(
                        0,
                        follower.sizesBytes().getOrDefault(schemas.name(slot.ddl(), Role.LIVE), 0L),
                        Optional.of(before).filter(follower.sizesBytes()::containsKey)),
                follower.progress(name),
                clock);
    }

    @Override
    public String tableHash(String name) {
        try (Connection connection = slot(name).live().generation().held()) {
            return TableHash.of(connection, false);
        } catch (SQLException e) {
            throw schemas.failed(e);
        }
    }

    /** All nodes have the same rows: if each of them were not ready while these are old, nobody would be answered. */
    @Override
    public Optional<String> unready(ProjectionStatus status) {
        return status.broken();
    }

    @Override
    public void catchUp() {
        catchUp(_ -> {});
    }

    @Override
    public void catchUp(Consumer<RebuildProgress> listener) {
        follower.round(true, listener);
        if (!follower.isStarted()) {
            awaitOthers();
        }
    }

    /** In a process that does not serve, others may be writing what it is going to read. */
    private void awaitOthers() {
        Position head = journal.head();
        long end = System.nanoTime() + OTHERS_PATIENCE.toNanos();
        while (head.isAfter(super.position()) && System.nanoTime() < end && !closing) {
            try {
                Thread.sleep(LOOK_SOON_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            follower.round(false, _ -> {});
        }
    }

    @Override
    public void keepUp() {
        follower.start();
    }

    @Override
    public void rebuild(Collection<String> names, Consumer<RebuildProgress> listener) {
        List<String> chosen = names.stream().distinct().toList();
        follower.take(chosen);
        follower.build(chosen, listener);
    }

    @Override
    public Preview preview(String id, Collection<String> names, int rowsMax, Consumer<RebuildProgress> listener) {
        return new Preview(
                id,
                names.stream()
                        .distinct()
                        .map(name -> preview(slot(name), rowsMax, listener))
                        .toList());
    }

    private Preview.Model preview(Slot slot, int rowsMax, Consumer<RebuildProgress> listener) {
        Replay.Compared compared =
                new Replay(folder, journal, codec, timelines, slot, Pace.full(), listener).compare(rowsMax);
        return new Preview.Model(
                slot.ddl().name(),
                slot.ddl().version(),
                slot.ddl().version(),
                compared.position(),
                slot.live().anew(),
                compared.tables());
    }

    /** Nothing was kept of the preview: rows of the same facts are built. */
    @Override
    public List<String> swapIn(String id, Collection<String> names, Consumer<RebuildProgress> listener) {
        rebuild(names, listener);
        return List.copyOf(names);
    }

    @Override
    public void back(String name) {
        follower.back(slot(name));
    }

    @Override
    public Optimized optimize(String name, boolean forgetsPrevious, boolean isTried, Consumer<String> heard) {
        Ddl ddl = slot(name).ddl();
        long live = follower.sizesBytes().getOrDefault(schemas.name(ddl, Role.LIVE), 0L);
        long before = forgetsPrevious ? follower.sizesBytes().getOrDefault(schemas.name(ddl, Role.BEFORE), 0L) : 0;
        heard.accept("left to autovacuum");
        if (forgetsPrevious && !isTried) {
            schemas.drop(schemas.name(ddl, Role.BEFORE));
        }
        return new Optimized(name, live + before, live, false);
    }

    /** Rows that were made since are made by whoever wrote them of what was left. */
    @Override
    public void erase(Consumer<RebuildProgress> listener) {
        replays.forget();
        past.forget();
        var erasing = new SharedErasing(schemas, timelines, follower, () -> closing);
        slots.values().forEach(slot -> erasing.run(slot, listener));
        past.forget();
        replays.forget();
        ReadModelFiles.removeAll(folder); // which this directory has from when it kept its own
    }

    @Override
    public long retry(String name, Optional<StreamId> stream) {
        follower.take(List.of(name));
        return following.retry(slot(name).live(), stream);
    }

    @Override
    public List<Flaw> verify(Consumer<RebuildProgress> listener) {
        var flaws = new ArrayList<Flaw>();
        slots.forEach((name, slot) -> {
            slot.live().quarantined().forEach(quarantined -> flaws.add(Flaw.aside(quarantined)));
            try {
                new Replay(folder, journal, codec, timelines, slot, Pace.full(), listener)
                        .compare(1)
                        .tables()
                        .forEach(table ->
                                table.rows().forEach(row -> flaws.add(Flaw.differs(name, table.table(), row))));
            } catch (TablesFailed e) {
                if (!e.isOfTheFile()) { // no room, no server, no memory: what was not read is not wrong
                    throw unread(e);
                }
                flaws.add(Flaw.toRebuild(name, "its schema cannot be compared (%s)".formatted(e.getMessage())));
            }
        });
        return flaws;
    }

    /** Tells whether it was the server, or the file beside which its rows are compared. */
    private RuntimeException unread(TablesFailed failure) {
        return failure.getCause() instanceof SQLException cause && cause.getSQLState() != null
                ? schemas.failed(cause)
                : failure;
    }

    @Override
    public List<Drift> drift(Collection<String> names, int rowsMax, Consumer<RebuildProgress> listener) {
        return names.stream()
                .distinct()
                .map(name -> drifts.of(slot(name), rowsMax, listener))
                .toList();
    }

    @Override
    public List<Path> files() {
        return List.of();
    }

    @Override
    public void examine() {
        // the server looks after its pages
    }

    @Override
    public void close() {
        closing = true;
        subscription.close();
        follower.close(() -> {
            replays.close();
            past.close();
            slots.values().forEach(slot -> slot.live().close());
            schemas.close();
        });
    }
}
