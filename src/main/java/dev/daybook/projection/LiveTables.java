package dev.daybook.projection;

import dev.daybook.domain.Rejected;
import dev.daybook.event.Recorded;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.LoggerFactory;

/**
 * The live tables of one projection, for whoever follows the journal: {@link #begin}, {@link #apply} in the order of
 * positions, {@link #commit} with the checkpoint in the same transaction.
 *
 * <p>One batch at a time: {@code begin} waits for another one to end, and for a swap of the file. An event that was
 * posted before is passed over, so that delivering twice, or from before the checkpoint, does no harm; after a swap
 * the follower just goes on. An event that cannot be posted is set aside with its stream, see {@link Quarantined};
 * nothing is thrown for it. What is thrown is about the database: the batch is to be rolled back and tried later.
 *
 * <p>A rollback in the journal makes rows void: from there on nothing is posted until the projection is rebuilt, which
 * goes at least as far as what was delivered. (The audit log follows rollbacks by itself.)
 */
public final class LiveTables {

    private final String name;
    private final Timelines timelines;
    // Not a lock of a thread: a batch may begin and end on different ones.
    private final Semaphore writer = new Semaphore(1, true);
    private final RowWaiters waiting = new RowWaiters();
    private volatile Projector poster;
    private volatile Generation.Checkpoint posted;
    private volatile Optional<String> failure = Optional.empty();
    private volatile Optional<Anew> anew;
    private volatile Runnable mended = () -> {};
    private volatile Runnable damaged = () -> {};
    private volatile List<Quarantined> quarantined = List.of();
    private volatile boolean closed;
    private volatile boolean noted;
    private boolean inBatch;
    private Position delivered = Position.START;

    /**
     * Why the rows are made anew.
     *
     * @param until the position up to which they have to go to be whole; none if these never will be: others are made
     */
    record Anew(String why, Optional<Position> until) {
        static Anew untilHead(String why, Journal journal) {
            return new Anew(why, Optional.of(journal.head()));
        }
    }

    LiveTables(String name, Projector poster, Timelines timelines, Optional<Anew> anew) {
        this.name = name;
        this.timelines = timelines;
        this.poster = poster;
        this.posted = poster.generation().checkpoint();
        this.anew = anew;
        publish();
    }

    public String name() {
        return name;
    }

    /** Returns the position up to which the rows go, durably and for readers. */
    public Position checkpoint() {
        return posted.position();
    }

    /** Has {@code listener} called when what could not be written for a while can be written again; it must be quick. */
    public void onMended(Runnable listener) {
        mended = listener;
    }

    /** Has {@code listener} called when somebody begins to wait for rows; it must be quick. */
    public void onAwaited(Runnable listener) {
        waiting.onAwaited(listener);
    }

    /** Returns whether somebody waits for rows that are not there yet. */
    public boolean isAwaited() {
        return waiting.isAwaited();
    }

    /** Has {@code listener} called when the file proves to be damaged; it must be quick. */
    void onDamage(Runnable listener) {
        damaged = listener;
    }

    /** Begins a batch. Waits for the writer. */
    public void begin() {
        writer.acquireUninterruptibly();
        try {
            requireOpen();
            run(() -> poster.begin(timelines.current()));
        } catch (RuntimeException | Error e) {
            writer.release();
            throw e;
        }
        delivered = poster.checkpoint();
        inBatch = true;
    }

    /** Posts one event within the batch. */
    public void apply(Recorded recorded) {
        requireBatch();
        run(() -> poster.post(recorded));
        delivered = later(delivered, recorded.position());
    }

    /** Posts events within the batch. */
    public void apply(List<Recorded> recorded) {
        recorded.forEach(this::apply);
    }

    /** Returns whether an entry is to be decoded and given to {@link #apply}; of others {@link #passed} is enough. */
    public boolean reads(Entry entry) {
        return poster.reads(entry);
    }

    /** Notes within the batch that an entry needs no posting, or has been posted. */
    public void passed(Position position) {
        requireBatch();
        delivered = later(delivered, position);
    }

    /** Sets aside the stream of an entry that cannot be read as an event. */
    public void unreadable(Entry entry, RuntimeException why) {
        requireBatch();
        run(() -> poster.unreadable(entry, why));
        delivered = later(delivered, entry.position());
    }

    /** Ends the batch: its rows and the checkpoint behind the last delivered event are durable and readable. */
    public void commit() {
        commit(delivered);
    }

    /** Ends the batch with this checkpoint: there is nothing to post between the last event and it. */
    public void commit(Position checkpoint) {
        requireBatch();
        try {
            run(() -> poster.commit(later(delivered, checkpoint)));
            mended();
        } finally {
            end();
        }
    }

    /**
     * Notes, without a batch, that no row is made of anything up to {@code position}. A reader is told so at once; it is
     * written down now and then, and by {@link #settle}.
     */
    public void pass(Position position) {
        alone(() -> {
            requireOpen();
            run(() -> poster.passOver(position, timelines.current()));
            mended();
        });
    }

    /** Writes down what {@link #pass} has noted, if there is anything. */
    public void settle() {
        if (noted) {
            alone(() -> {
                if (!closed) {
                    run(() -> poster.settle(timelines.current()));
                }
            });
        }
    }

    /** Has something done between two batches, and readers told of it. */
    private void alone(Runnable work) {
        writer.acquireUninterruptibly();
        try {
            work.run();
        } finally {
            publish();
            writer.release();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the read model %s is closed".formatted(name));
        }
    }

    private void mended() {
        if (failure.isPresent()) {
            failure = Optional.empty();
            mended.run();
        }
    }

    /** Undoes the batch; without a batch it does nothing. */
    public void rollback() {
        if (inBatch) {
            try {
                poster.rollback();
            } finally {
                end();
            }
        }
    }

    private void requireBatch() {
        if (!inBatch) {
            throw new IllegalStateException("no batch of %s is begun".formatted(name));
        }
    }

    private void run(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) { // whatever it is: an open transaction would be taken for a whole one
            poster.rollback();
            failed(e);
            if (e instanceof TablesFailed it && it.isDamage()) {
                damaged.run();
            }
            throw e;
        }
    }

    /** Said once, not each time that it is tried again; of a database that cannot be used the sentence is enough. */
    private void failed(Throwable why) {
        if (failure.isEmpty()) {
            var log = LoggerFactory.getLogger(LiveTables.class)
                    .atWarn()
                    .addArgument(name)
                    .addArgument(why.getMessage());
            (why instanceof TablesFailed ? log : log.setCause(why))
                    .log("the read model {} does not follow the journal: {}; it goes on by itself when that is mended");
        }
        failure = Optional.of(String.valueOf(why.getMessage()));
    }

    private void end() {
        inBatch = false;
        publish();
        writer.release();
    }

    private void publish() {
        quarantined = Quarantined.of(name, poster.generation());
        waiting.change(() -> {
            posted = poster.generation().checkpoint();
            noted = poster.generation().isNoted();
            anew = anew.filter(anew ->
                    anew.until().map(until -> until.isAfter(posted.position())).orElse(true));
        });
    }

    /** Waits until the rows go up to {@code position}, at most {@code limit}. Returns whether they do. */
    boolean await(Position position, Duration limit) throws InterruptedException {
        return isPosted(position) || waiting.rows(() -> isPosted(position), limit);
    }

    private boolean isPosted(Position position) {
        return !position.isAfter(checkpoint());
    }

    /** Says whether rows are being made, to take the place of these, that have all that these lack. */
    void replaced(boolean isReplaced) {
        waiting.replaced(isReplaced);
    }

    /**
     * Waits while rows are made that have all that these lack: whoever follows would do the same work beside.
     *
     * @return whether they are still being made after {@code limit}
     */
    public boolean awaitReplacement(Duration limit) throws InterruptedException {
        return waiting.replacement(limit);
    }

    boolean outdated() {
        return poster.outdated(timelines.current());
    }

    Optional<String> failure() {
        return failure;
    }

    /** Returns what the rows account for, as {@link #checkpoint} does. */
    Generation.Checkpoint posted() {
        return posted;
    }

    /** Returns why the rows are made anew, until they are whole. */
    public Optional<String> anew() {
        return anew.map(Anew::why);
    }

    /** Returns whether the rows are none to answer from or to go back to, as others are made. */
    boolean isUnfit() {
        return anew.filter(anew -> anew.until().isEmpty()).isPresent();
    }

    /** Says that these rows are none to answer from: others have to be made. */
    void unfit(String why) {
        anew = Optional.of(new Anew(why, Optional.empty()));
    }

    List<Quarantined> quarantined() {
        return quarantined;
    }

    Generation generation() {
        return poster.generation();
    }

    /**
     * Posts the entries of a stream that was set aside, all or none; on failure it stays aside with the new reason.
     *
     * @throws Rejected if a rollback has made rows void
     */
    int retry(StreamId stream, Function<Position, List<Recorded>> from) {
        var freed = new AtomicInteger();
        alone(() -> {
            Timeline now = timelines.current();
            if (poster.outdated(now)) {
                throw Rejected.conflict(
                        "a rollback has made rows of %s void, nothing is posted to them: rebuild it", name);
            }
            run(() -> freed.set(new Reposting(poster, now).retry(stream, from)));
        });
        return freed.get();
    }

    /**
     * Has {@code work} done between two batches, outside of a transaction; it must be quick.
     *
     * @throws IllegalStateException if it is closed
     */
    <T> T between(Function<Tables, T> work) {
        writer.acquireUninterruptibly();
        try {
            requireOpen();
            poster.generation().ready();
            return work.apply(poster.generation().tables());
        } finally {
            writer.release();
        }
    }

    /**
     * Has {@code work} mend rows that a rollback has made void, and post what came since, while nobody else writes.
     *
     * @param work returns whether it could
     */
    void mend(Predicate<Projector> work) {
        if (!outdated()) {
            return;
        }
        alone(() -> {
            if (!closed && !isUnfit()) {
                run(() -> {
                    if (work.test(poster)) {
                        mended();
                    }
                });
            }
        });
    }

    /**
     * Puts {@code next} in the place of the live tables while nobody writes.
     *
     * @param before brings it up to the newest entry and says in the manifest that it is the one; may throw
     * @param after makes readers see it, before anyone is told how far it goes
     */
    void swap(Projector next, Runnable before, Runnable after) {
        boolean _ = swapIf(
                next,
                () -> {
                    before.run();
                    return true;
                },
                after);
    }

    /** As {@link #swap}, unless {@code before} says that {@code next} does not fit any more. */
    boolean swapIf(Projector next, BooleanSupplier before, Runnable after) {
        writer.acquireUninterruptibly();
        try {
            if (!before.getAsBoolean()) {
                return false;
            }
            Projector old = poster;
            poster = next;
            after.run();
            anew = Optional.empty();
            mended();
            publish();
            old.generation().close();
            return true;
        } finally {
            writer.release();
        }
    }

    /** Notes how far the rows go that another process writes. */
    void observe(Generation.Checkpoint now) {
        writer.acquireUninterruptibly();
        try {
            if (!closed && !now.equals(posted)) {
                poster.generation().observed(now);
                publish();
            }
        } finally {
            writer.release();
        }
    }

    /** Reads how the rows stand that another process writes, with what it has set aside, and leaves them to it. */
    void look() {
        alone(() -> {
            if (!closed) {
                poster.generation().rest();
                poster.generation().ready();
                poster.generation().rest();
                mended();
            }
        });
    }

    /** Ends following; waits for the batch. */
    void close() {
        try {
            settle();
        } catch (TablesFailed _) {
            // what was noted is passed over again after the next start
        }
        writer.acquireUninterruptibly();
        try {
            closed = true;
            poster.generation().close();
            waiting.close();
        } finally {
            writer.release();
        }
    }

    private static Position later(Position a, Position b) {
        return a.isAfter(b) ? a : b;
    }
}
