package dev.daybook.axon;

import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
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

    private static final int BATCH = 500;

    /** Of payloads: each processor holds so much, and about four times as much as events. */
    private static final long BATCH_BYTES_MAX = 1 << 20;

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

    /**
     * Follows from one position on. A processor asks whether there is more, then peeks at one event after the other to
     * make a batch: it sees none when the batch is large enough, until it asks again. Used by one thread.
     */
    private final class Events implements BlockingStream<TrackedEventMessage<?>> {

        private final Queue<JournalTail.Slot> ready = new ArrayDeque<>();
        private Optional<TrackedEventMessage<?>> peeked = Optional.empty();
        private Position last;
        private long bytes; // since it was asked whether there is more

        Events(Position after) {
            this.last = after;
        }

        @Override
        public boolean hasNextAvailable(int timeout, TimeUnit unit) throws InterruptedException {
            bytes = 0;
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
            return journal.readForward(last, BATCH, BATCH_BYTES_MAX).stream()
                    .map(tail::slot)
                    .toList();
        }

        @Override
        public Optional<TrackedEventMessage<?>> peek() {
            return bytes < BATCH_BYTES_MAX ? next() : Optional.empty();
        }

        private Optional<TrackedEventMessage<?>> next() {
            if (peeked.isEmpty() && fill()) {
                peeked = Optional.of(message(ready.element()));
            }
            return peeked;
        }

        @Override
        public TrackedEventMessage<?> nextAvailable() {
            TrackedEventMessage<?> next = next().orElseThrow(
                            () -> new NoSuchElementException("nothing after position %s yet".formatted(last)));
            bytes += ready.remove().entry().payload().sizeBytes();
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
