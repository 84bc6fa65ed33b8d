package dev.daybook.event;

import dev.daybook.domain.history.HistoryEvent.Erased;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.domain.history.Target;
import dev.daybook.journal.Append;
import dev.daybook.journal.Conflict;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Expectation;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Range;
import dev.daybook.journal.Rollback;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Tail;
import dev.daybook.journal.Timeline;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The timeline of a journal, kept up to date: a rollback takes effect here before its append is acknowledged.
 * Thread-safe; reading never waits.
 */
public final class Timelines implements AutoCloseable {

    /** The stream of rollbacks, checkpoints and erasings. */
    public static final StreamId STREAM = StreamId.parse("journal/journal");

    private static final String ROLLED_BACK = Catalog.name(RolledBack.class);
    private static final String ERASED = Catalog.name(Erased.class);

    private final Codec codec;
    private final Tail tail;
    private final List<Consumer<Timeline>> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> erasings = new CopyOnWriteArrayList<>();
    private volatile Position erased = Position.START;
    private volatile Timeline current = Timeline.original();
    private volatile Heard heard = new Heard(Timeline.original(), -1);

    /** What counts for whoever listens, too, and the revision of {@link #STREAM} with which they have heard of it. */
    private record Heard(Timeline timeline, long revision) {}

    /** Loads the rollbacks of {@code journal} and follows it until closed. */
    @SuppressWarnings("this-escape") // what is applied has been set by then
    public Timelines(Journal journal, Codec codec) {
        this.codec = codec;
        tail = new Tail(journal, "journal", this::apply);
    }

    public Timeline current() {
        return current;
    }

    /** Returns the timeline that whoever listens has heard of, too: what they keep is of no earlier one. */
    public Timeline heard() {
        return heard.timeline;
    }

    /** Returns the revision of {@link #STREAM} up to which {@link #heard} is. */
    public long revision() {
        return heard.revision;
    }

    /**
     * Returns an append such that it is refused by a {@link Conflict} on {@link #STREAM} if a rollback comes before it that
     * this process has not heard of: what was decided by what counted must not stand behind it. So it is by whatever else
     * comes to that stream; then ask again.
     *
     * @param decided what was {@link #heard} before what it was decided by was looked at
     * @return nothing if there was a rollback since
     */
    public Optional<Append> guarded(Append append, Timeline decided) {
        Heard now = heard;
        if (now.timeline.number() != decided.number()) {
            return Optional.empty();
        }
        var expectations = new HashMap<>(append.expectations());
        expectations.putIfAbsent(STREAM, new Expectation.Exactly(now.revision));
        return Optional.of(new Append(append.drafts(), expectations, append.erasure(), append.fences()));
    }

    /** Returns the timeline as it was at {@code position}. */
    public Timeline asOf(Position position) {
        return current.asOf(position);
    }

    /** Calls {@code listener} after each rollback, on the journal's writer thread: it must be quick and not throw. */
    public void onRollback(Consumer<Timeline> listener) {
        listeners.add(listener);
    }

    /** Returns the position of the newest entry that erased something, {@link Position#START} if there is none. */
    public Position erased() {
        return erased;
    }

    /** As {@link #onRollback}, after each entry that erases something: what is kept of earlier ones has to be forgotten. */
    public void onErasing(Runnable listener) {
        erasings.add(listener);
    }

    /** Returns what {@code timeline} becomes by {@code rollback} written at {@code at}. */
    public static Timeline after(Timeline timeline, Position at, RolledBack rollback) {
        var kept = new HashSet<StreamId>();
        rollback.kept().forEach(thing -> kept.add(StreamId.parse(thing)));
        var also = new HashMap<StreamId, Position>();
        rollback.also().forEach(it -> also.put(StreamId.parse(it.entity()), new Position(it.after())));
        return timeline.after(at, new Rollback(target(timeline, rollback.target()), kept, also));
    }

    private static Rollback.Target target(Timeline timeline, Target target) {
        return switch (target) {
            case Target.To it -> new Rollback.To(new Position(it.to()));
            case Target.Run it -> without(new Rollback.OfRun(it.run()), it.after());
            case Target.Entity it -> without(new Rollback.OfStream(StreamId.parse(it.entity())), it.after());
            case Target.Actor it -> without(new Rollback.OfActor(it.actor()), it.after());
            case Target.Session it -> without(new Rollback.OfSession(it.session()), it.after());
            // so the newest rollback was taken back when there was no word of its own for that
            case Target.Entries it
            when it.first() == timeline.since().value() -> new Rollback.WithoutRollback(timeline.since());
            case Target.Entries it -> new Rollback.WithoutEntries(new Range(it.first(), it.last()));
            case Target.Rollback it -> new Rollback.WithoutRollback(new Position(it.rollback()));
        };
    }

    private static Rollback.Target without(Rollback.Scope scope, long after) {
        return new Rollback.Without(scope, new Position(after));
    }

    private void apply(Entry entry) {
        if (entry.type().equals(ROLLED_BACK)) {
            Timeline timeline = after(current, entry.position(), (RolledBack) codec.decode(entry));
            current = timeline;
            listeners.forEach(listener -> listener.accept(timeline));
        } else if (entry.type().equals(ERASED)) {
            erased = entry.position();
            erasings.forEach(Runnable::run);
        }
        if (entry.stream().equals(STREAM)) {
            heard = new Heard(current, entry.revision()); // last: whoever listens has heard of it
        }
    }

    @Override
    public void close() {
        tail.close();
    }
}
