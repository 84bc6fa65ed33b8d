package dev.daybook.event;

import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The timeline of a journal, kept up to date: a rollback takes effect here before its append is acknowledged.
 * Thread-safe; reading never waits.
 */
public final class Timelines implements AutoCloseable {

    /** Entries of one read while loading: checkpoints and rollbacks are few. */
    private static final int BATCH = 1_000;

    private static final String ROLLED_BACK = Catalog.name(RolledBack.class);

    private final Codec codec;
    private final Journal.Subscription subscription;
    private final List<Consumer<Timeline>> listeners = new CopyOnWriteArrayList<>();
    private final List<Entry> arrivedWhileLoading = new ArrayList<>();
    private boolean loading = true;
    private volatile Timeline current = Timeline.original();

    /** Loads the rollbacks of {@code journal} and follows it until closed. */
    @SuppressWarnings("this-escape") // what arrives before the constructor is done is kept for its end
    public Timelines(Journal journal, Codec codec) {
        this.codec = codec;
        subscription = journal.subscribe(this::follow);
        load(journal); // holds no lock: a writer that notifies may hold the one that a read needs
        synchronized (arrivedWhileLoading) {
            arrivedWhileLoading.forEach(this::apply);
            arrivedWhileLoading.clear();
            loading = false;
        }
    }

    public Timeline current() {
        return current;
    }

    /** Returns the timeline as it was at {@code position}. */
    public Timeline asOf(Position position) {
        return current.asOf(position);
    }

    /** Calls {@code listener} after each rollback, on the journal's writer thread: it must be quick and not throw. */
    public void onRollback(Consumer<Timeline> listener) {
        listeners.add(listener);
    }

    /** Returns what {@code timeline} becomes by {@code rollback} written at {@code at}. */
    public static Timeline after(Timeline timeline, Position at, RolledBack rollback) {
        if (rollback.to().isPresent()) {
            return timeline.rolledBackTo(at, new Position(rollback.to().get()));
        }
        if (rollback.run().isPresent()) {
            return timeline.withoutRun(at, rollback.run().get());
        }
        if (rollback.entity().isPresent()) {
            return timeline.withoutStream(at, StreamId.parse(rollback.entity().get()));
        }
        throw new Undecodable("the rollback at position %s says neither to, run nor entity".formatted(at));
    }

    private void load(Journal journal) {
        Selection rollbacks = Selection.category("journal");
        List<Entry> batch = journal.readForward(rollbacks, Position.START, BATCH);
        while (!batch.isEmpty()) {
            batch.forEach(this::apply);
            batch = journal.readForward(rollbacks, batch.getLast().position(), BATCH);
        }
    }

    private void follow(List<Entry> entries) {
        synchronized (arrivedWhileLoading) {
            for (Entry entry : entries) {
                if (loading) {
                    if (entry.type().equals(ROLLED_BACK)) {
                        arrivedWhileLoading.add(entry);
                    }
                } else if (apply(entry)) {
                    Timeline timeline = current;
                    listeners.forEach(it -> it.accept(timeline));
                }
            }
        }
    }

    private boolean apply(Entry entry) {
        if (!entry.type().equals(ROLLED_BACK) || !entry.position().isAfter(current.since())) {
            return false;
        }
        current = after(current, entry.position(), (RolledBack) codec.decode(entry));
        return true;
    }

    @Override
    public void close() {
        subscription.close();
    }
}
