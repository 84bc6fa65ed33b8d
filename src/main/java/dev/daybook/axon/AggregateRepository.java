package dev.daybook.axon;

import dev.daybook.domain.Domain;
import dev.daybook.journal.StreamId;
import org.axonframework.common.lock.LockFactory;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.AbstractAggregateFactory;
import org.axonframework.eventsourcing.EventSourcedAggregate;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The aggregates of one domain: from the cache, else from a snapshot and the events after it. A snapshot is taken of
 * the very state at hand, under the aggregate's lock, so that no stream is read for it once more.
 */
final class AggregateRepository extends EventSourcingRepository<DomainAggregate> {

    /** Reading so many events takes a few milliseconds. */
    static final int EVENTS_PER_SNAPSHOT = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(AggregateRepository.class);

    private final AggregateCache cache;
    private final EventStore events;

    AggregateRepository(Domain domain, EventStore events, LockFactory locks, AggregateCache cache) {
        super(builder(DomainAggregate.class)
                .aggregateModel(new DomainModel(domain))
                .aggregateFactory(new Factory(domain))
                .eventStore(events)
                .lockFactory(locks));
        this.cache = cache;
        this.events = events;
    }

    /** Makes an aggregate on which nothing has happened yet. */
    private static final class Factory extends AbstractAggregateFactory<DomainAggregate> {

        private final Domain domain;

        Factory(Domain domain) {
            super(new DomainModel(domain));
            this.domain = domain;
        }

        @Override
        @SuppressWarnings("rawtypes") // as Axon declares it
        protected DomainAggregate doCreateAggregate(String aggregateIdentifier, DomainEventMessage firstEvent) {
            if (firstEvent.getPayload() instanceof StreamStart(int timeline)) {
                return new DomainAggregate(
                        domain, aggregateIdentifier, timeline, domain.decider().initial());
            }
            throw new IllegalStateException("%s begins with %s: want a genesis or a snapshot"
                    .formatted(aggregateIdentifier, firstEvent.getPayloadType()));
        }
    }

    @Override
    protected EventSourcedAggregate<DomainAggregate> doLoadWithLock(String identifier, Long expectedVersion) {
        StreamId stream = StreamId.parse(identifier);
        CurrentUnitOfWork.get().onRollback(_ -> cache.drop(stream));
        return cache.find(stream)
                .orElseGet(() -> cache.load(stream, () -> {
                    var aggregate = super.doLoadWithLock(identifier, expectedVersion);
                    snapshotIfDue(aggregate);
                    return aggregate;
                }));
    }

    @Override
    protected void doSaveWithLock(EventSourcedAggregate<DomainAggregate> aggregate) {
        super.doSaveWithLock(aggregate);
        if (isDue(aggregate)) {
            CurrentUnitOfWork.get().afterCommit(_ -> snapshotIfDue(aggregate));
        }
    }

    private static boolean isDue(EventSourcedAggregate<DomainAggregate> aggregate) {
        return aggregate.getAggregateRoot().eventsSinceSnapshot() >= EVENTS_PER_SNAPSHOT;
    }

    private void snapshotIfDue(EventSourcedAggregate<DomainAggregate> aggregate) {
        if (!isDue(aggregate)) {
            return;
        }
        DomainAggregate root = aggregate.getAggregateRoot();
        try {
            events.storeSnapshot(new GenericDomainEventMessage<>(
                    aggregate.type(), root.identifier(), AggregateCache.revision(aggregate), root));
        } catch (RuntimeException e) {
            LOG.warn("{} got no snapshot, it is only slower to load: {}", root.identifier(), e.toString());
        }
        root.snapshotTaken();
    }
}
