package dev.daybook.axon;

import dev.daybook.domain.Command;
import dev.daybook.domain.Domain;
import dev.daybook.domain.Event;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.Conflict;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Expectation;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import dev.daybook.journal.Snapshots;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Axon's view of the journal. An aggregate's identifier is the name of its stream, its sequence numbers are the
 * stream's revisions, void or not; only what counts in the current timeline is read. Names, versions, upcasting and
 * JSON are the codec's: what is stored knows nothing of Java or Axon, and each event is encoded once.
 */
final class JournalStorageEngine implements EventStorageEngine {

    private static final Logger LOG = LoggerFactory.getLogger(JournalStorageEngine.class);

    /** A command that causes more has gone astray. */
    private static final int EVENTS_PER_COMMAND_MAX = 1_000;

    /** Each loses against a checkpoint or an erasing, which are rare. */
    private static final int GUARDED_ATTEMPTS_MAX = 100;

    private final Journal journal;
    private final Codec codec;
    private final Timelines timelines;
    private final Snapshots snapshots;
    private final Map<String, Domain> domains;

    JournalStorageEngine(
            Journal journal, Codec codec, Timelines timelines, Snapshots snapshots, Map<String, Domain> domains) {
        this.journal = journal;
        this.codec = codec;
        this.timelines = timelines;
        this.snapshots = snapshots;
        this.domains = domains;
    }

    /** Appends the events of the command being carried out; returns when they are durable. */
    @Override
    public void appendEvents(List<? extends EventMessage<?>> events) {
        if (events.isEmpty()) {
            return;
        }
        PendingSubmission ticket = PendingSubmission.current();
        if (events.size() > EVENTS_PER_COMMAND_MAX) {
            throw new IllegalStateException("a command on %s caused %d events, at most %d are allowed"
                    .formatted(ticket.stream(), events.size(), EVENTS_PER_COMMAND_MAX));
        }
        var drafts = new ArrayList<Draft>(events.size());
        Map<StreamId, Expectation> expectations = new HashMap<>(ticket.seen());
        // Before its own events: what becomes of the command is told by the last one.
        for (Command beside : ticket.submission().beside()) {
            appendBeside(beside, ticket, drafts, expectations);
        }
        for (EventMessage<?> message : events) {
            drafts.add(draft(ticket, ticket.stream(), (Event) message.getPayload(), drafts.size()));
        }
        long before = ((DomainEventMessage<?>) events.getFirst()).getSequenceNumber() - 1;
        expectations.put(ticket.stream(), new Expectation.Exactly(before));
        ticket.written(append(new Append(drafts, expectations), ticket));
    }

    /** Appends behind no rollback that the command was decided without; checkpoints and the like do no harm. */
    private Appended append(Append append, PendingSubmission ticket) {
        for (int attempt = 0; attempt < GUARDED_ATTEMPTS_MAX; attempt++) {
            Append guarded = timelines
                    .guarded(append, ticket.decidedBy())
                    .orElseThrow(() ->
                            new ConcurrencyException("%s was decided before a rollback".formatted(ticket.stream())));
            try {
                return journal.append(guarded).join();
            } catch (CompletionException e) {
                switch (e.getCause()) {
                    case Conflict conflict
                    when conflict.stream().equals(Timelines.STREAM)
                            && !append.expectations().containsKey(Timelines.STREAM) -> {
                        // maybe no rollback: it is heard of by now
                    }
                    case Conflict conflict -> throw new ConcurrencyException(conflict.getMessage(), conflict);
                    case RuntimeException failure -> throw failure;
                    case null, default -> throw e;
                }
            }
        }
        throw new ConcurrencyException("so many checkpoints came before %s".formatted(ticket.stream()));
    }

    private Draft draft(PendingSubmission ticket, StreamId stream, Event event, int ordinal) {
        return codec.draft(
                ticket.eventId(ordinal),
                stream,
                event,
                ticket.metadata(ordinal),
                ticket.submission().at());
    }

    /**
     * Decides what a command beside comes to. Its stream is not locked, for two commands could then lock each other out:
     * if somebody else writes to it meanwhile, the append is refused and all of it is done once more.
     */
    private void appendBeside(
            Command command, PendingSubmission ticket, List<Draft> drafts, Map<StreamId, Expectation> expectations) {
        var stream = new StreamId(command.category(), command.key());
        Domain domain = domain(stream);
        Timeline timeline = timelines.current();
        Object state = domain.decider().initial();
        long revision = -1;
        List<Entry> batch;
        do {
            batch = journal.readStream(stream, revision + 1, Journal.PAGE);
            for (Entry entry : batch) {
                revision = entry.revision();
                if (timeline.counts(entry)) {
                    state = domain.decider().evolve(state, codec.decode(entry));
                }
            }
        } while (batch.size() == Journal.PAGE);
        for (Event event : domain.decider().decide(command.foundAt(revision), state)) {
            drafts.add(draft(ticket, stream, event, drafts.size()));
            expectations.put(stream, new Expectation.Exactly(revision));
        }
    }

    @Override
    public StoredEvents readEvents(String aggregateIdentifier, long firstSequenceNumber) {
        return new StoredEvents(
                journal, codec, StreamId.parse(aggregateIdentifier), timelines.current(), firstSequenceNumber);
    }

    @Override
    public void storeSnapshot(DomainEventMessage<?> snapshot) {
        var aggregate = (DomainAggregate) snapshot.getPayload();
        Position head = journal.head();
        Link end = new Link(head, journal.link(head).orElseThrow());
        snapshots.save(
                StreamId.parse(snapshot.getAggregateIdentifier()),
                aggregate.timeline(),
                new Snapshots.Snapshot(snapshot.getSequenceNumber(), end, codec.encodeState(aggregate.state())));
    }

    /** Returns the newest snapshot of the current timeline; one of another journal, or of what was erased, is forgotten. */
    @Override
    public Optional<DomainEventMessage<?>> readSnapshot(String aggregateIdentifier) {
        StreamId stream = StreamId.parse(aggregateIdentifier);
        int timeline = timelines.current().number();
        return snapshots
                .latest(stream, timeline)
                .filter(snapshot -> isOurs(stream, snapshot))
                .map(snapshot -> {
                    Domain domain = domain(stream);
                    Object state = codec.decodeState(snapshot.state(), domain.states());
                    var aggregate = new DomainAggregate(domain, aggregateIdentifier, timeline, state);
                    return new GenericDomainEventMessage<>(
                            domain.category(), aggregateIdentifier, snapshot.revision(), aggregate);
                });
    }

    private boolean isOurs(StreamId stream, Snapshots.Snapshot snapshot) {
        if (timelines.erased().isAfter(snapshot.madeOf().position())) {
            snapshots.forget(stream); // it may hold what was erased since
            return false;
        }
        if (journal.has(snapshot.madeOf())) {
            return true;
        }
        LOG.warn(
                "the snapshot of {} was made of another journal, at position {}: it is read from its events",
                stream,
                snapshot.madeOf().position());
        snapshots.forget(stream);
        return false;
    }

    private Domain domain(StreamId stream) {
        Domain domain = domains.get(stream.category());
        if (domain == null) {
            throw new IllegalArgumentException("%s is of no domain: known are %s".formatted(stream, domains.keySet()));
        }
        return domain;
    }

    @Override
    public Optional<Long> lastSequenceNumberFor(String aggregateIdentifier) {
        return Optional.of(journal.revision(StreamId.parse(aggregateIdentifier)))
                .filter(number -> number >= 0);
    }

    /** Is not for the processors: they follow the journal itself and never ask Axon's event store. */
    @Override
    public Stream<? extends TrackedEventMessage<?>> readEvents(
            @Nullable TrackingToken trackingToken, boolean mayBlock) {
        throw new UnsupportedOperationException("the processors read the journal by JournalSource");
    }
}
