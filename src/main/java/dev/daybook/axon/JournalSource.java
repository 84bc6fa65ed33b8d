package dev.daybook.axon;

import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import java.util.ArrayDeque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.GenericTrackedEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.MetaData;
import org.axonframework.messaging.StreamableMessageSource;
import org.jspecify.annotations.Nullable;

/**
 * Lets Axon's processors follow the journal: by its tail in memory, or, for those that are behind, by reading. The
 * payload of a message is a {@link JournalTail.Slot}, its token the position.
 */
final class JournalSource implements StreamableMessageSource<TrackedEventMessage<?>> {

    /** Even if each payload is as large as one may be, so many fit into memory. */
    private static final int BATCH = 500;

    private final Journal journal;
    private final JournalTail tail;

    JournalSource(Journal journal, JournalTail tail) {
        this.journal = journal;
        this.tail = tail;
    }

    @Override
    public BlockingStream<TrackedEventMessage<?>> openStream(@Nullable TrackingToken token) {
        return new Events(position(token));
    }

    static Position position(@Nullable TrackingToken token) {
        return token instanceof GlobalSequenceTrackingToken it ? new Position(it.getGlobalIndex()) : Position.START;
    }

    static TrackingToken token(Position position) {
        return new GlobalSequenceTrackingToken(position.value());
    }

    /** Follows from one position on. Used by one thread. */
    private final class Events implements BlockingStream<TrackedEventMessage<?>> {

        private final Queue<JournalTail.Slot> ready = new ArrayDeque<>();
        private Optional<TrackedEventMessage<?>> peeked = Optional.empty();
        private Position last;

        Events(Position after) {
            this.last = after;
        }

        @Override
        public boolean hasNextAvailable(int timeout, TimeUnit unit) throws InterruptedException {
            return fill() || (timeout > 0 && tail.await(last, timeout, unit) && fill());
        }

        private boolean fill() {
            if (ready.isEmpty()) {
                List<JournalTail.Slot> held = tail.after(last, BATCH);
                ready.addAll(held.isEmpty() && journal.head().isAfter(last) ? read() : held);
                if (!ready.isEmpty()) {
                    last = new Position(last.value() + ready.size());
                }
            }
            return !ready.isEmpty();
        }

        private List<JournalTail.Slot> read() {
            return journal.readForward(Selection.all(), last, BATCH).stream()
                    .map(tail::slot)
                    .toList();
        }

        @Override
        public Optional<TrackedEventMessage<?>> peek() {
            if (peeked.isEmpty() && fill()) {
                peeked = Optional.of(message(ready.element()));
            }
            return peeked;
        }

        @Override
        public TrackedEventMessage<?> nextAvailable() {
            TrackedEventMessage<?> next = peek().orElseThrow(
                            () -> new NoSuchElementException("nothing after position %s yet".formatted(last)));
            ready.remove();
            peeked = Optional.empty();
            return next;
        }

        private static TrackedEventMessage<JournalTail.Slot> message(JournalTail.Slot slot) {
            Entry entry = slot.entry();
            var message = new GenericMessage<>(entry.id().toString(), slot, MetaData.emptyInstance());
            return new GenericTrackedEventMessage<>(token(entry.position()), message, entry::occurredAt);
        }

        @Override
        public void close() {
            ready.clear();
            peeked = Optional.empty();
        }
    }
}
