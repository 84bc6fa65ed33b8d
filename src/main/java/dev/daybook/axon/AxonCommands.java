package dev.daybook.axon;

import dev.daybook.command.Commands;
import dev.daybook.command.KeyInFlight;
import dev.daybook.command.KeyReused;
import dev.daybook.command.Receipt;
import dev.daybook.command.Stale;
import dev.daybook.command.Submission;
import dev.daybook.command.Submission.IdempotencyKey;
import dev.daybook.command.Unavailable;
import dev.daybook.domain.Command;
import dev.daybook.domain.Domain;
import dev.daybook.domain.Rejected;
import dev.daybook.event.Codec;
import dev.daybook.event.EventIds;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Fenced;
import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Snapshots;
import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.NoHandlerForCommandException;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.common.lock.PessimisticLockFactory;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.modelling.command.Repository;

/**
 * Commands over Axon's bus: an aggregate is read back from the journal, its decider answers, the facts are appended.
 *
 * <p>Thread-safe. Commands on the same stream are carried out one after the other, each after the one before is
 * durable; those on different streams share commits. Call it on virtual threads: the more wait, the larger the commits.
 */
public final class AxonCommands implements Commands, AutoCloseable {

    /**
     * A command changes one aggregate, so that no two can lock each other out. Axon's default looks for such deadlocks
     * a hundred times a second for each waiter, in the list of all waiters: a thousand of them leave a busy machine no
     * time for the one that holds the lock.
     */
    private static final int LOCK_ATTEMPT_TIMEOUT_MS = 5_000;

    /** A minute in all: whoever waits longer is told to come again. */
    private static final int LOCK_ATTEMPTS = 12;

    private static final int LOCK_QUEUE_MAX = 10_000;

    /** Someone who writes without the bus, an import say, was faster: a retry reads what was written and decides anew. */
    private static final class Retry {

        static final int RETRIES_MAX = 5;

        static final RetryPolicy<Receipt> POLICY = RetryPolicy.<Receipt>builder()
                .handle(ConcurrencyException.class)
                .withMaxRetries(RETRIES_MAX - 1) // it counts from the second attempt of its own
                .withBackoff(Duration.ofMillis(2), Duration.ofMillis(100))
                .withJitter(0.3)
                .build();
    }

    private final Journal journal;
    private final Timelines timelines;
    private final Journal.Subscription subscription;
    private final SimpleCommandBus bus;
    private final Interceptors.Gate gate = new Interceptors.Gate();

    private AxonCommands(
            Journal journal, Timelines timelines, Journal.Subscription subscription, SimpleCommandBus bus) {
        this.journal = journal;
        this.timelines = timelines;
        this.subscription = subscription;
        this.bus = bus;
    }

    /** Puts the bus together; close it before the journal. */
    public static AxonCommands start(
            Journal journal, Codec codec, Timelines timelines, Snapshots snapshots, List<Domain> domains) {
        var byCategory = domains.stream().collect(Collectors.toMap(Domain::category, Function.identity()));
        var cache = new AggregateCache();
        timelines.onRollback(_ -> cache.clear());
        timelines.onErasing(cache::clear);
        var bus = SimpleCommandBus.builder()
                .rollbackConfiguration(failure -> !isAnswer(failure))
                .build();
        var commands = new AxonCommands(journal, timelines, journal.subscribe(cache::follow), bus);
        bus.registerDispatchInterceptor(new Interceptors.Validation());
        bus.registerDispatchInterceptor(new Interceptors.Correlation());
        bus.registerHandlerInterceptor(commands.gate);
        bus.registerHandlerInterceptor(new IdempotencyKeys(journal, timelines));
        var engine = new JournalStorageEngine(journal, codec, timelines, snapshots, byCategory);
        var events = EmbeddedEventStore.builder().storageEngine(engine).build();
        var locks = PessimisticLockFactory.builder()
                .acquireAttempts(LOCK_ATTEMPTS)
                .lockAttemptTimeout(LOCK_ATTEMPT_TIMEOUT_MS)
                .queueLengthThreshold(LOCK_QUEUE_MAX)
                .build();
        for (Domain domain : domains) {
            var repository = new AggregateRepository(domain, events, locks, cache);
            bus.subscribe(domain.category(), message -> commands.carryOut(Interceptors.ticket(message), repository));
        }
        return commands;
    }

    /** Returns whether a command with that idempotency key was carried out before and still counts. */
    public static boolean carriedOut(Journal journal, Timelines timelines, IdempotencyKey key) {
        return IdempotencyKeys.carriedOut(journal, timelines, key);
    }

    /** Returns the id that a fact of a command with that key has if it is carried out now, {@code ordinal} from 0 on. */
    public static UUID fact(Journal journal, Timelines timelines, IdempotencyKey key, int ordinal) {
        return IdempotencyKeys.fact(journal, timelines, key, ordinal);
    }

    /** Returns whether {@code failure} is a "no" after which the aggregate is as it was. */
    private static boolean isAnswer(Throwable failure) {
        return failure instanceof Rejected
                || failure instanceof Stale
                || failure instanceof KeyReused
                || failure instanceof KeyInFlight;
    }

    private Optional<Object> carryOut(PendingSubmission ticket, Repository<DomainAggregate> repository) {
        ticket.decidedBy(timelines.heard()); // before it is read what counts
        var aggregate = repository.load(ticket.stream().toString());
        long revision = revision(aggregate);
        try {
            decide(ticket, aggregate, revision);
        } catch (Rejected | Stale no) {
            refuseIfOvertaken(ticket, revision);
            throw no;
        }
        if (revision(aggregate) == revision) {
            refuseIfOvertaken(ticket, revision);
        }
        return Optional.empty();
    }

    private static long revision(Aggregate<DomainAggregate> aggregate) {
        Long version = aggregate.version();
        return version == null ? -1 : version;
    }

    private static void decide(PendingSubmission ticket, Aggregate<DomainAggregate> aggregate, long revision) {
        ticket.submission().expectedRevision().ifPresent(expected -> {
            if (expected != revision) {
                throw new Stale("%s is at revision %d, not %d: read it again and decide again"
                        .formatted(ticket.stream(), revision, expected));
            }
        });
        ticket.foundAt(revision);
        Command command = ticket.submission().inTurn().apply(ticket.submission().command());
        ticket.see();
        aggregate.execute(domainAggregate -> domainAggregate.carryOut(command.foundAt(revision)));
    }

    /**
     * What leads to an append is held against the journal there. A "no" is not, nor is that nothing is to be done: where
     * another process has written to the stream and this one was not told yet, it is decided once more.
     */
    private void refuseIfOvertaken(PendingSubmission ticket, long revision) {
        if (journal.revision(ticket.stream()) != revision
                || journal.revision(Timelines.STREAM) != timelines.revision()
                || ticket.decidedBy().number() != timelines.heard().number()) {
            throw new ConcurrencyException(
                    "%s was written to by others since revision %d".formatted(ticket.stream(), revision));
        }
    }

    @Override
    public Receipt submit(Submission<? extends Command> submission) {
        try {
            return carriedOut(submission);
        } catch (JournalUnavailable | Fenced | Interceptors.Closed e) {
            throw new Unavailable(String.valueOf(e.getMessage()));
        } catch (NoHandlerForCommandException e) {
            throw new IllegalArgumentException(
                    "no domain is called '%s'".formatted(submission.command().category()), e);
        }
    }

    private Receipt carriedOut(Submission<? extends Command> submission) {
        try {
            return dispatched(submission);
        } catch (ConcurrencyException e) {
            return retried(submission);
        }
    }

    private Receipt retried(Submission<? extends Command> submission) {
        try {
            return Failsafe.with(Retry.POLICY).get(() -> {
                journal.end(); // what another process wrote meanwhile is heard of then
                return dispatched(submission);
            });
        } catch (ConcurrencyException e) {
            throw Rejected.conflict(
                    "%s/%s is being written to by others, %d attempts came too late: try again",
                    submission.command().category(), submission.command().key(), Retry.RETRIES_MAX + 1);
        }
    }

    private Receipt dispatched(Submission<? extends Command> submission) {
        var ticket = new PendingSubmission(submission);
        CommandMessage<PendingSubmission> message = new GenericCommandMessage<>(
                new GenericMessage<>(
                        EventIds.timeOrdered(submission.at()).toString(), ticket, MetaData.emptyInstance()),
                ticket.stream().category());
        var failure = new AtomicReference<Throwable>();
        bus.dispatch(message, (_, result) -> result.optionalExceptionResult().ifPresent(failure::set));
        switch (failure.get()) {
            case null -> {
                return ticket.receipt(journal.head());
            }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException("a command on %s failed".formatted(ticket.stream()), e);
        }
    }

    /** Waits for the commands that run; later ones are {@link Unavailable}. */
    @Override
    public void close() {
        gate.close();
        subscription.close();
    }
}
