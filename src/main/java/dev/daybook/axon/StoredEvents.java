package dev.daybook.axon;

import dev.daybook.event.Codec;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.util.ArrayDeque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.messaging.MetaData;

/**
 * The events of one stream that count in a timeline, read in batches as they are asked for. The last sequence number
 * is the true one of the stream, be its last entries void or not: the next event comes after it.
 */
final class StoredEvents implements DomainEventStream {

    /** Few streams are longer, and a batch of small events is read in less than a millisecond. */
    private static final int BATCH = 512;

    private final Journal journal;
    private final Codec codec;
    private final StreamId stream;
    private final String identifier;
    private final Timeline timeline;
    private final Queue<DomainEventMessage<?>> ready = new ArrayDeque<>();
    private long next;
    private boolean exhausted;

    StoredEvents(Journal journal, Codec codec, StreamId stream, Timeline timeline, long first) {
        this.journal = journal;
        this.codec = codec;
        this.stream = stream;
        this.identifier = stream.toString();
        this.timeline = timeline;
        this.next = first;
        if (first == 0) {
            ready.add(message(new StreamStart(timeline.number()), StreamStart.SEQUENCE));
        }
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && !exhausted) {
            List<Entry> batch = journal.readStream(stream, next, BATCH);
            for (Entry entry : batch) {
                if (timeline.counts(entry)) {
                    ready.add(message(codec.decode(entry), entry.revision()));
                }
            }
            next += batch.size();
            exhausted = batch.size() < BATCH;
        }
        return !ready.isEmpty();
    }

    private <T> DomainEventMessage<T> message(T payload, long sequence) {
        return new GenericDomainEventMessage<>(
                stream.category(), identifier, sequence, payload, MetaData.emptyInstance());
    }

    @Override
    public DomainEventMessage<?> peek() {
        if (!hasNext()) {
            throw new NoSuchElementException("%s has no more events".formatted(identifier));
        }
        return ready.element();
    }

    @Override
    public DomainEventMessage<?> next() {
        peek();
        return ready.remove();
    }

    /** Returns the revision of the last entry read so far; that of the stream's last one when there is no next. */
    @Override
    public Long getLastSequenceNumber() {
        return next - 1;
    }
}
