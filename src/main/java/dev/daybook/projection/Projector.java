package dev.daybook.projection;

import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.event.Catalog;
import dev.daybook.event.Codec;
import dev.daybook.event.Recorded;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts events to one generation of a projection, batch by batch, each batch with its checkpoint in one transaction.
 * The same code follows the journal, catches up and rebuilds. Used by one thread at a time.
 *
 * <p>An event that cannot be applied must not stop all others, nor be tried for ever. When one fails, the batch is
 * undone and posted again event by event, each attempt counted durably before it is made: after three, the event's
 * stream is set aside, and its later events wait behind it in their order. An event that takes the whole process down
 * is caught the same way, because starts without progress are counted too.
 */
final class Projector {

    static final int ATTEMPTS_MAX = 3;

    private static final String ROLLED_BACK = Catalog.name(RolledBack.class);

    private static final Logger LOG = LoggerFactory.getLogger(Projector.class);

    private final Projection projection;
    private final Generation generation;
    private final Quarantine quarantine;
    private final Journal journal;
    private final boolean isPast;
    private final Predicate<Entry> happened;
    private final List<Recorded> batch = new ArrayList<>();
    private Timeline timeline = Timeline.original();
    private Position reached;
    private boolean outdated;
    private boolean careful;
    private boolean started;

    Projector(Projection projection, Generation generation, Journal journal) {
        this(projection, generation, journal, false, _ -> true);
    }

    /** Makes one for rows as they were. */
    Projector(Projection projection, Generation generation, Journal journal, AsOf asOf) {
        this(projection, generation, journal, true, asOf::hadHappened);
    }

    private Projector(
            Projection projection, Generation generation, Journal journal, boolean isPast, Predicate<Entry> happened) {
        this.isPast = isPast;
        this.happened = happened; // what does not fit it does not count, whatever the timeline says
        this.projection = projection;
        this.generation = generation;
        this.quarantine = generation.quarantine();
        this.journal = journal;
        this.reached = generation.checkpoint().position();
        this.careful = generation.checkpoint().starts() >= ATTEMPTS_MAX
                || generation.quarantine().all().stream().anyMatch(setAside -> !setAside.quarantined());
    }

    Generation generation() {
        return generation;
    }

    Projection projection() {
        return projection;
    }

    /** Returns whether the rows are made of entries of this journal. */
    boolean isOfJournal() {
        return journal.has(generation.checkpoint().madeOf());
    }

    /** Returns how far the rows go, durably. */
    Position checkpoint() {
        return generation.checkpoint().position();
    }

    /** Returns whether a rollback has made rows void that are still here: nothing is posted until a rebuild. */
    boolean outdated(Timeline now) {
        return !projection.seesVoid()
                && generation.checkpoint().timeline() != now.number()
                && !checkpoint().equals(Position.START);
    }

    /** Returns whether an entry is to be decoded to be posted here: what counts is for all to know. */
    boolean reads(Entry entry) {
        return projection.posts(entry.stream()) || entry.type().equals(ROLLED_BACK);
    }

    /** Begins a batch, on a new connection if the last one failed; {@code now} says what counts. */
    void begin(Timeline now) {
        generation.ready();
        timeline = now;
        outdated = outdated(now);
        reached = checkpoint();
        batch.clear();
    }

    /** Posts one event. What was posted before is passed over. */
    void post(Recorded recorded) {
        if (!wanted(recorded.entry())) {
            return;
        }
        if (recorded.event() instanceof RolledBack
                && !projection.seesVoid()
                && recorded.position().isAfter(timeline.since())) {
            outdated = true; // what follows counts in a timeline that these rows do not know
            return;
        }
        open();
        if (careful) {
            postCarefully(recorded);
        } else {
            batch.add(recorded);
            try {
                apply(recorded);
            } catch (RuntimeException e) {
                isolate(e);
            }
        }
        reached = recorded.position();
    }

    /** Sets the stream of an entry aside that cannot even be read. */
    void unreadable(Entry entry, RuntimeException why) {
        if (!wanted(entry)) {
            return;
        }
        commit(reached);
        begin(timeline);
        countStart();
        if (!quarantine.has(entry.stream())) {
            quarantine.countAttempt(entry.stream(), entry.position(), entry.type());
            setAside(entry, why);
        }
        pass(entry.position());
        reached = entry.position();
    }

    /** Posts a batch as one transaction, up to its last entry. */
    void post(List<Feed.Item> items, Timeline now) {
        begin(now);
        for (Feed.Item item : items) {
            item.recorded().ifPresent(this::post);
            item.unreadable().ifPresent(why -> unreadable(item.entry(), why));
        }
        commit(items.getLast().entry().position());
    }

    /** Posts everything up to the journal's head. Returns false if a rollback came before. */
    boolean catchUp(Codec codec, Timelines timelines) {
        Position head = journal.head();
        catchUp(codec, timelines.current(), head);
        return !outdated(timelines.current()) && !head.isAfter(checkpoint());
    }

    /** Posts everything up to {@code last}, or to the first rollback that {@code now} does not know. */
    void catchUp(Codec codec, Timeline now, Position last) {
        var feed = new Feed(journal, codec, checkpoint(), this::reads);
        for (List<Feed.Item> items = feed.batch(last); !items.isEmpty(); items = feed.batch(last)) {
            post(items, now);
        }
    }

    private boolean wanted(Entry entry) {
        return !outdated && entry.position().isAfter(reached) && reads(entry);
    }

    private void open() {
        countStart();
        if (!careful && !generation.isInTransaction()) {
            generation.begin();
        }
    }

    private void countStart() {
        if (!started) {
            generation.start();
            started = true;
        }
    }

    /** Ends the batch: everything up to {@code upTo} is posted. */
    void commit(Position upTo) {
        Position end = upTo.isAfter(reached) && !outdated ? upTo : reached;
        if (generation.isInTransaction()) {
            Link madeOf = madeOf(end);
            try {
                projection.flush(generation.tables());
                generation.move(end, madeOf, timeline.number());
                generation.commit();
            } catch (RuntimeException e) {
                isolate(e);
            }
        }
        if (end.isAfter(checkpoint())) {
            pass(end);
        }
        batch.clear();
        careful = false;
    }

    /** Moves the checkpoint up to {@code position} over what no row is made of; it may be written later, see {@link #settle}. */
    void passOver(Position position, Timeline now) {
        begin(now);
        if (!outdated && position.isAfter(reached)) {
            boolean isNoted = now.number() == generation.checkpoint().timeline() && generation.note(position);
            if (!isNoted) {
                pass(position);
            }
        }
    }

    /** Writes the checkpoint where it was only noted. */
    void settle(Timeline now) {
        begin(now);
        if (!outdated && generation.isNoted()) {
            pass(checkpoint());
        }
    }

    /** Undoes the batch. */
    void rollback() {
        generation.rollback();
        projection.forget();
        batch.clear();
        reached = checkpoint();
    }

    private void apply(Recorded recorded) {
        boolean counts =
                happened.test(recorded.entry()) && (projection.seesVoid() || timeline.counts(recorded.entry()));
        if (!counts) {
            projection.passOver(recorded, generation.tables());
        } else if (quarantine.has(recorded.stream())) {
            quarantine.park(recorded.stream());
        } else {
            projection.apply(recorded, generation.tables());
        }
    }

    /** Undoes the batch and posts it again, event by event. */
    private void isolate(RuntimeException failure) {
        generation.rollback();
        projection.forget();
        throwIfOfTheDatabase(failure);
        LOG.warn(
                "{}: a batch after position {} failed, trying each event: {}",
                projection.name(),
                checkpoint(),
                failure.toString());
        batch.forEach(this::postCarefully);
        batch.clear();
    }

    private void postCarefully(Recorded recorded) {
        StreamId stream = recorded.stream();
        Link madeOf = madeOf(recorded.position());
        if (quarantine.has(stream)) {
            postAlone(recorded, madeOf); // which only counts it
            return;
        }
        RuntimeException why =
                new IllegalStateException("posting it stopped the process %d times".formatted(ATTEMPTS_MAX));
        String type = recorded.entry().type();
        int attempt = quarantine.countAttempt(stream, recorded.position(), type);
        while (attempt <= ATTEMPTS_MAX) {
            try {
                postAlone(recorded, madeOf);
                return;
            } catch (RuntimeException e) {
                generation.rollback();
                projection.forget();
                throwIfOfTheDatabase(e);
                why = e;
            }
            // counted here as well: where the stream were not found again by its name this would never end
            attempt = Math.max(attempt + 1, quarantine.countAttempt(stream, recorded.position(), type));
        }
        setAside(recorded.entry(), why);
        pass(recorded.position());
    }

    private void postAlone(Recorded recorded, Link madeOf) {
        generation.begin();
        apply(recorded);
        projection.flush(generation.tables());
        if (!quarantine.has(recorded.stream())) {
            quarantine.free(recorded.stream());
        }
        generation.move(recorded.position(), madeOf, timeline.number());
        generation.commit();
    }

    /** Moves the checkpoint alone. */
    private void pass(Position position) {
        Link madeOf = madeOf(position);
        generation.begin();
        generation.move(position, madeOf, timeline.number());
        generation.commit();
    }

    /**
     * Returns the last entry that rows up to {@code end} depend on: a later rollback may say what of them counts, but not of
     * rows as of earlier, and the rollbacks of a branch are no entries.
     */
    Link madeOf(Position end) {
        Position last = isPast || end.isAfter(timeline.since()) ? end : timeline.since();
        return new Link(
                last,
                journal.link(last)
                        .orElseThrow(() -> new JournalUnavailable(
                                "the journal has no entry at position %s any more".formatted(last))));
    }

    private void setAside(Entry entry, RuntimeException why) {
        String error = describe(why);
        quarantine.setAside(entry.stream(), error);
        LOG.error(
                "{}: {} at position {} of {} cannot be posted; the stream is set aside: {}",
                projection.name(),
                entry.type(),
                entry.position(),
                entry.stream(),
                error);
    }

    static String describe(RuntimeException why) {
        return "%s: %s".formatted(why.getClass().getSimpleName(), why.getMessage());
    }

    static void throwIfOfTheDatabase(RuntimeException failure) {
        if (failure instanceof TablesFailed it && it.isOfTheDatabase()) {
            throw it;
        }
    }
}
