package dev.daybook.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Tail;
import dev.daybook.journal.Timeline;
import dev.daybook.journal.Timeline.Range;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The timeline of a journal, kept up to date: a rollback takes effect here before its append is acknowledged.
 * Thread-safe; reading never waits.
 */
public final class Timelines implements AutoCloseable {

    private static final String ROLLED_BACK = Catalog.name(RolledBack.class);

    private final Codec codec;
    private final Tail tail;
    private final List<Consumer<Timeline>> listeners = new CopyOnWriteArrayList<>();
    private volatile Timeline current = Timeline.original();

    /** Loads the rollbacks of {@code journal} and follows it until closed. */
    @SuppressWarnings("this-escape") // what is applied has been set by then
    public Timelines(Journal journal, Codec codec) {
        this.codec = codec;
        tail = new Tail(journal, "journal", this::apply);
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
        if (rollback.first().isPresent() && rollback.last().isPresent()) {
            return timeline.withoutEntries(
                    at, new Range(rollback.first().get(), rollback.last().get()));
        }
        throw new Undecodable("the rollback at position %s says neither to, run, entity nor entries".formatted(at));
    }

    /** Reads a rollback from what is stored of it. */
    public static RolledBack rollback(JsonNode it) {
        return new RolledBack(
                number(it, "to"),
                text(it, "run"),
                text(it, "entity"),
                text(it, "checkpoint"),
                text(it, "why"),
                number(it, "first"),
                number(it, "last"));
    }

    private static Optional<Long> number(JsonNode it, String key) {
        return Optional.ofNullable(it.get(key))
                .filter(JsonNode::isIntegralNumber)
                .map(JsonNode::longValue);
    }

    private static Optional<String> text(JsonNode it, String key) {
        return Optional.ofNullable(it.get(key)).filter(JsonNode::isTextual).map(JsonNode::textValue);
    }

    private void apply(Entry entry) {
        if (entry.type().equals(ROLLED_BACK)) {
            Timeline timeline = after(current, entry.position(), (RolledBack) codec.decode(entry));
            current = timeline;
            listeners.forEach(listener -> listener.accept(timeline));
        }
    }

    @Override
    public void close() {
        tail.close();
    }
}
