package dev.daybook.projection;

import dev.daybook.domain.Rejected;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.postgres.Server;
import dev.daybook.node.Nodes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jooq.DSLContext;

/**
 * The read models, one per projection. Everything here can be thrown away: it is made of the journal alone.
 *
 * <p>Thread-safe. Reading never waits for writing. Following the journal, catching up and rebuilding run the same
 * code and yield the same rows. A rebuild fills new tables beside the live ones and puts them in their place while both
 * writing and reading go on.
 */
public abstract sealed class ReadModels implements AutoCloseable permits FileModels, SharedModels {

    /** What a process that serves tells others in a list of this name: {@link #shared()}. */
    public static final String SHARED = "readModels";

    /** How the name of the lease begins by which one of those is written; it ends as in {@link #shared()}. */
    public static final String LEASE = "read model ";

    /** How long what a preview has built is kept. */
    public static final Duration PREVIEW_KEPT = Duration.ofMinutes(15);

    /** What belongs to one projection. */
    record Slot(Supplier<? extends Projection> projection, Ddl ddl, LiveTables live) {}

    final Journal journal;
    final Codec codec;
    final Timelines timelines;
    final InstantSource clock;
    final Map<String, Slot> slots = new LinkedHashMap<>();
    final Mending mending;
    final Following following;
    final ThingReplays replays;
    volatile boolean closing;

    ReadModels(Journal journal, Codec codec, Timelines timelines, InstantSource clock) {
        this.journal = journal;
        this.codec = codec;
        this.timelines = timelines;
        this.clock = clock;
        this.mending = new Mending(journal, codec, timelines);
        this.following = new Following(journal, codec, mending, () -> closing);
        this.replays = new ThingReplays(journal, codec);
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
        return FileModels.in(folder, journal, codec, timelines, projections, clock);
    }

    /**
     * Opens the read models in the database of a journal, which all nodes read, and each of which one of them writes.
     *
     * @param folder for what this process makes of the past, or to compare rows with
     * @throws JournalUnavailable if the server does not answer, or its role may not make schemas
     */
    public static ReadModels shared(
            Server server,
            Nodes nodes,
            Path folder,
            Journal journal,
            Codec codec,
            Timelines timelines,
            List<Supplier<? extends Projection>> projections,
            InstantSource clock) {
        return SharedModels.in(
                server, nodes, folder, new SharedModels.Of(journal, codec, timelines, projections, clock));
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
        return FileModels.lookingIn(folder, journal, codec, timelines, projections, clock);
    }

    /** Returns whether rows are to answer from that may lack the end: none are void, and none are about to be made. */
    public boolean isFit() {
        boolean something = journal.head().isAfter(Position.START);
        return slots.values().stream()
                .map(Slot::live)
                .noneMatch(liveTables -> liveTables.outdated()
                        || (something && liveTables.checkpoint().equals(Position.START)));
    }

    /** Returns whether all rows are as the journal is now. */
    public boolean isCurrent() {
        Position head = journal.head();
        return slots.values().stream()
                .map(Slot::live)
                .noneMatch(liveTables -> liveTables.outdated() || head.isAfter(liveTables.checkpoint()));
    }

    /** Returns those that this process can write for others, each with its version. */
    public List<String> shared() {
        return List.of();
    }

    /** Returns all that are in the database of the journal, also of other versions; none if they are in files. */
    public List<SharedRows> sharedRows() {
        return List.of();
    }

    /** Returns the names of those that somebody has to follow the journal for; the others do it by themselves. */
    public List<String> followed() {
        return names();
    }

    /** Returns the names of the projections, in the order they were given. */
    public List<String> names() {
        return List.copyOf(slots.keySet());
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

    /** Returns of which things a projection may have rows. A projection is made for it. For one thread. */
    public Predicate<StreamId> posting(String name) {
        return slot(name).projection().get()::posts;
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

    Slot slot(String name) {
        Slot slot = slots.get(name);
        if (slot == null) {
            throw Rejected.notFound(
                    "there is no projection '%s': want one of %s", name, String.join(", ", slots.keySet()));
        }
        return slot;
    }

    /**
     * What optimizing a read model did.
     *
     * @param beforeBytes of its files, with the generation before if that was removed
     * @param isRebuilt whether it was built anew, as more than half of it was empty
     */
    public record Optimized(String name, long beforeBytes, long afterBytes, boolean isRebuilt) {}

    /** Returns whose rows a file of a read model has, by its name; none if it is no such file. */
    public static Optional<String> ofFile(Path file) {
        return Manifest.projection(String.valueOf(file.getFileName()));
    }

    /** Returns whether a file could not be read as it should: it may be damaged or gone. */
    public abstract boolean isSuspected();

    /**
     * Answers a question, as {@link #read(Function)}, that is about the tables of {@code names}.
     *
     * @throws RowsMissing while one of them is built anew
     */
    public <T> T read(Collection<String> names, Function<DSLContext, T> question) {
        names.forEach(this::requireWhole);
        return read(question);
    }

    /** @throws RowsMissing while it is built anew */
    public void requireWhole(String name) {
        if (slot(name).live().anew().isPresent()) {
            ProjectionStatus status = status(name);
            if (status.anew().isPresent()) {
                throw new RowsMissing(name, status.wrong().orElseThrow());
            }
        }
    }

    /**
     * Answers a question over all read models, each one's tables under the names of its {@code schema.sql}: one
     * snapshot of each, whatever it lacks. The tables belong to the calling thread until {@code question} returns.
     */
    public abstract <T> T read(Function<DSLContext, T> question);

    /** Returns the read models as they were. */
    public abstract PastModels past();

    /** Returns how a projection stands. */
    public abstract ProjectionStatus status(String name);

    /** Returns why questions are better sent to another node, if they are: rows there may be newer, or whole. */
    public Optional<String> unready(ProjectionStatus status) {
        return status.wrong();
    }

    /** Returns the digest of all rows of a projection: equal for the same facts, however the rows came about. */
    public abstract String tableHash(String name);

    /** As {@link #catchUp(Consumer)}, without telling anyone. */
    public abstract void catchUp();

    /**
     * Brings all projections up to the journal's head on this thread: mends or rebuilds what needs it, posts the rest.
     * For start-up and for a process that nobody follows the journal in; harmless while somebody does.
     */
    public abstract void catchUp(Consumer<RebuildProgress> listener);

    /**
     * Has a thread of its own bring all projections up to date, now and after each rollback, as often as it takes, until
     * this is closed.
     */
    public abstract void keepUp();

    /**
     * Builds the projections anew beside the live ones, all from one reading of the journal, and puts them in their
     * place. Waits for another rebuild first. One that a crash or {@link #close} ended is continued.
     *
     * @param listener hears how far it is, on the calling thread
     */
    public abstract void rebuild(Collection<String> names, Consumer<RebuildProgress> listener);

    /**
     * Builds the projections anew beside the live ones, as {@link #rebuild} does, shows what would change by it, and
     * changes nothing.
     *
     * @param id a new one, by which {@link #swapIn} finds what was built
     * @param rowsMax rows of each table that are told; the others are counted
     * @param listener hears how far it is, on the calling thread; what it throws ends the work
     * @throws Rejected if a rollback came in between
     */
    public abstract Preview preview(
            String id, Collection<String> names, int rowsMax, Consumer<RebuildProgress> listener);

    /**
     * Puts what a preview has built in the place of the live ones, brought up to date.
     *
     * @param names those of the preview
     * @return which ones
     * @throws Rejected if it is no more, or a rollback came since
     */
    public abstract List<String> swapIn(String id, Collection<String> names, Consumer<RebuildProgress> listener);

    /**
     * Puts the generation before the live one in its place again, brought up to date; the live one becomes the one
     * before.
     *
     * @throws Rejected if there is none, or none that still fits
     */
    public abstract void back(String name);

    /**
     * Merges full-text indexes, has SQLite look at the others, folds the log, and builds anew what is mostly empty. Beside
     * those who write, who wait for short slices of it, and who read.
     *
     * @param forgetsPrevious whether the generation before is removed, to which one could go back
     * @param isTried whether nothing is done: what would be the size of what it gives up is told
     * @param heard is told what is done; what it throws ends it
     */
    public abstract Optimized optimize(String name, boolean forgetsPrevious, boolean isTried, Consumer<String> heard);

    /**
     * Has no row, and no file that was made of rows, tell what the journal does not tell any more: all are built anew, and
     * those before them, what was set aside and what was built of the past are removed. Done twice it does it twice.
     *
     * @param listener hears how far it is, on the calling thread
     */
    public abstract void erase(Consumer<RebuildProgress> listener);

    /**
     * Posts what a projection lacks, be it that its database could not be written, and what waits in quarantine: of one
     * stream, or of all.
     *
     * @return how many events were posted; what still fails stays aside, see {@link #status}
     * @throws TablesFailed if its database still cannot be written
     */
    public abstract long retry(String name, Optional<StreamId> stream);

    /**
     * Replays the journal into new files and compares every row of every projection. Writing and reading go on.
     *
     * @param listener hears how far it is, on the calling thread
     * @return what is wrong: streams that are set aside, files that cannot be read, and the first difference of each
     *     table that has one; nothing if all is as a replay makes it
     */
    public abstract List<Flaw> verify(Consumer<RebuildProgress> listener);

    /**
     * Compares live tables with a replay of the journal, one projection after the other, and finds where they part. For the
     * background: it keeps behind those who write, who are not hindered, and the live tables are held only while rows are
     * compared.
     *
     * @param rowsMax rows of each table that are told and traced; the others are counted
     * @param listener hears how far it is, on the calling thread; what it throws ends the work
     */
    public abstract List<Drift> drift(Collection<String> names, int rowsMax, Consumer<RebuildProgress> listener);

    /** Returns the files in use: the manifest itself is not among them. */
    public abstract List<Path> files();

    /**
     * Looks at every page of every file in use, and builds anew what is damaged, missing, or made of another journal;
     * what was there is moved into {@code aside/}.
     */
    public abstract void examine();

    /** Ends a rebuild after its batch, waits for open batches, and closes all. */
    @Override
    public abstract void close();
}
