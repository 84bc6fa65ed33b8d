package dev.daybook.axon;

import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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
 * Lets one of Axon's processors follow the journal: by its tail in memory, or, if it is behind, by reading. A message is
 * a {@link Round}, its token the position of the last entry: what Axon does for each message is then done for many.
 *
 * <p>While much is written, a processor that is up to date waits a little before its next round, so that a round is many
 * entries and not the few of one commit: a transaction costs as much as some tens of rows. Nothing waits behind a
 * quiet time, nor when somebody waits for the rows.
 */
final class JournalSource implements StreamableMessageSource<TrackedEventMessage<?>> {

    /** Enough for the commit to cost next to nothing per event. */
    static final int ROUND_MAX = 1_000;

    /** Of payloads: each processor holds so much, and about four times as much as events. */
    private static final long ROUND_BYTES_MAX = 1 << 20;

    /** Read from the journal at a time. */
    private static final int READ_MAX = 500;

    /** After a round of fewer entries there is no load that is worth waiting for more. */
    private static final int BUSY = 16;

    /** What a processor posts at a time: entries that follow each other. */
    record Round(List<JournalTail.Slot> slots) {}

    private final Journal journal;
    private final JournalTail tail;
    private final Duration gather;
    private final BooleanSupplier isUrgent;

    /**
     * @param gather under load a round begins no sooner after the one before
     * @param isUrgent whether the next one is not to wait; {@link JournalTail#hurry} has it asked again
     */
    JournalSource(Journal journal, JournalTail tail, Duration gather, BooleanSupplier isUrgent) {
        this.journal = journal;
        this.tail = tail;
        this.gather = gather;
        this.isUrgent = isUrgent;
    }

    @Override
    public BlockingStream<TrackedEventMessage<?>> openStream(@Nullable TrackingToken token) {
        return new Rounds(position(token));
    }

    static Position position(@Nullable TrackingToken token) {
        return token instanceof GlobalSequenceTrackingToken it ? new Position(it.getGlobalIndex()) : Position.START;
    }

    static TrackingToken token(Position position) {
        return new GlobalSequenceTrackingToken(position.value());
    }

    /**
     * Follows from one position on. A processor asks whether there is more, takes a round, and sees none behind it until
     * it asks again. Used by one thread.
     */
    private final class Rounds implements BlockingStream<TrackedEventMessage<?>> {

        private final JournalTail.Follower follower;
        private Optional<Round> ready = Optional.empty();
        private Position last;
        private int size; // of the round before
        private long begun; // when that was taken

        Rounds(Position after) {
            this.last = after;
            this.follower = tail.follower(after);
        }

        @Override
        public boolean hasNextAvailable(int timeout, TimeUnit unit) throws InterruptedException {
            if (ready.isPresent()) {
                return true;
            }
            boolean isMore = journal.head().isAfter(last) || (timeout > 0 && tail.await(last, timeout, unit));
            if (isMore && timeout > 0) { // Axon also asks without a time, only to know
                gather();
                fill();
                return ready.isPresent();
            }
            return isMore;
        }

        private void gather() throws InterruptedException {
            if (size >= BUSY && tail.behind(last) < ROUND_MAX) {
                tail.gather(gather.toNanos() - (System.nanoTime() - begun), isUrgent);
            }
        }

        private void fill() {
            List<JournalTail.Slot> slots = tail.after(last, ROUND_MAX, ROUND_BYTES_MAX);
            if (slots.isEmpty() && journal.head().isAfter(last)) {
                slots = journal.readForward(last, READ_MAX, ROUND_BYTES_MAX).stream()
                        .map(tail::slot)
                        .toList();
            }
            ready = slots.isEmpty() ? Optional.empty() : Optional.of(new Round(slots));
        }

        @Override
        public Optional<TrackedEventMessage<?>> peek() {
            return ready.map(Rounds::message);
        }

        @Override
        public TrackedEventMessage<?> nextAvailable() {
            if (ready.isEmpty()) {
                fill();
            }
            Round next = ready.orElseThrow(
                    () -> new NoSuchElementException("nothing after position %s yet".formatted(last)));
            ready = Optional.empty();
            last = end(next).position();
            follower.took(last);
            size = next.slots().size();
            begun = System.nanoTime();
            return message(next);
        }

        private static TrackedEventMessage<Round> message(Round round) {
            Entry end = end(round);
            var message = new GenericMessage<>(end.id().toString(), round, MetaData.emptyInstance());
            return new GenericTrackedEventMessage<>(token(end.position()), message, end::occurredAt);
        }

        private static Entry end(Round round) {
            return round.slots().getLast().entry();
        }

        @Override
        public void close() {
            follower.leave();
            ready = Optional.empty();
        }
    }
}
