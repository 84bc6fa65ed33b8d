package dev.daybook.axon;

import dev.daybook.journal.Entry;
import dev.daybook.journal.StreamId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.axonframework.eventsourcing.EventSourcedAggregate;

/**
 * The aggregates used last, held strongly and within a bound. Follows the journal: whoever appends to a stream without
 * the bus, an import say, makes its aggregate here stale, and it is dropped before that append is acknowledged.
 *
 * <p>Thread-safe; one aggregate is loaded by one thread at a time, under its lock.
 */
final class AggregateCache {

    /** A task's state is about a kilobyte. */
    private static final int AGGREGATES_MAX = 10_000;

    private final Map<StreamId, EventSourcedAggregate<DomainAggregate>> aggregates =
            new LinkedHashMap<>(1024, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(
                        Map.Entry<StreamId, EventSourcedAggregate<DomainAggregate>> eldest) {
                    return size() > AGGREGATES_MAX;
                }
            };

    /** The streams being read, and whether they were written to meanwhile. */
    private final Map<StreamId, Boolean> loading = new HashMap<>();

    synchronized Optional<EventSourcedAggregate<DomainAggregate>> find(StreamId stream) {
        return Optional.ofNullable(aggregates.get(stream));
    }

    /** Loads an aggregate and keeps it, unless its stream was written to in the meantime. */
    EventSourcedAggregate<DomainAggregate> load(
            StreamId stream, Supplier<EventSourcedAggregate<DomainAggregate>> loader) {
        synchronized (this) {
            loading.put(stream, false);
        }
        try {
            EventSourcedAggregate<DomainAggregate> aggregate = loader.get();
            synchronized (this) {
                if (Boolean.FALSE.equals(loading.get(stream))) {
                    aggregates.put(stream, aggregate);
                }
            }
            return aggregate;
        } finally {
            synchronized (this) {
                loading.remove(stream);
            }
        }
    }

    synchronized void drop(StreamId stream) {
        aggregates.remove(stream);
    }

    synchronized void clear() {
        aggregates.clear();
        loading.replaceAll((_, _) -> true);
    }

    /** Drops what {@code entries} made stale. What the bus itself wrote is ahead of the journal, not behind. */
    synchronized void follow(List<Entry> entries) {
        for (Entry entry : entries) {
            StreamId stream = entry.stream();
            loading.computeIfPresent(stream, (_, _) -> true);
            var aggregate = aggregates.get(stream);
            if (aggregate != null && revision(aggregate) < entry.revision()) {
                aggregates.remove(stream);
            }
        }
    }

    /** Returns the revision that an aggregate stands at, -1 if its stream has no entry. */
    static long revision(EventSourcedAggregate<?> aggregate) {
        Long version = aggregate.version();
        return version == null ? -1 : version;
    }
}
