package dev.daybook.axon;

import static dev.daybook.axon.Interceptors.ticket;

import dev.daybook.command.KeyInFlight;
import dev.daybook.command.KeyReused;
import dev.daybook.command.Receipt;
import dev.daybook.command.Submission.IdempotencyKey;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a command with an idempotency key once.
 *
 * <p>The key is kept where the command is: the ids of its events are derived from it, so one append stores both. A
 * command that a rollback undid counts as never sent, and its key may be used once more; hence the ids also tell how
 * often that has been so. A command that caused no events leaves no key: sent again, it is decided again.
 */
final class IdempotencyKeys implements MessageHandlerInterceptor<CommandMessage<?>> {

    /** Nobody sends, and undoes, the same command so often. */
    private static final int USES_MAX = 1_000;

    private final Journal journal;
    private final Timelines timelines;
    private final Set<String> inFlight = ConcurrentHashMap.newKeySet();

    IdempotencyKeys(Journal journal, Timelines timelines) {
        this.journal = journal;
        this.timelines = timelines;
    }

    @Override
    public @Nullable Object handle(UnitOfWork<? extends CommandMessage<?>> work, InterceptorChain chain)
            throws Exception {
        PendingSubmission ticket = ticket(work.getMessage());
        Optional<IdempotencyKey> idempotency = ticket.submission().idempotency();
        if (idempotency.isEmpty()) {
            return chain.proceed();
        }
        IdempotencyKey key = idempotency.get();
        if (!inFlight.add(key.scoped())) {
            throw new KeyInFlight("a request with idempotency key '%s' is being carried out: wait for its answer"
                    .formatted(key.key()));
        }
        work.onCleanup(_ -> inFlight.remove(key.scoped()));
        for (int use = 0; use < USES_MAX; use++) {
            Optional<Entry> first = journal.find(PendingSubmission.keyed(key, use, 0));
            if (first.isEmpty()) {
                ticket.keyUsed(use);
                return chain.proceed();
            }
            if (timelines.current().counts(first.get())) {
                ticket.carriedOutBefore(receipt(first.get(), key, use));
                return null;
            }
        }
        throw new KeyReused(
                "idempotency key '%s' was used and undone %d times: use another".formatted(key.key(), USES_MAX));
    }

    /** Returns whether a command with that key was carried out and still counts. */
    static boolean carriedOut(Journal journal, Timelines timelines, IdempotencyKey key) {
        return uses(journal, timelines, key).isEmpty();
    }

    /** Returns the id of a fact of the command if it is carried out now. */
    static UUID fact(Journal journal, Timelines timelines, IdempotencyKey key, int ordinal) {
        return PendingSubmission.keyed(key, uses(journal, timelines, key).orElse(0), ordinal);
    }

    /** Returns how often a key was used and undone; nothing if it was used and that still counts. */
    private static OptionalInt uses(Journal journal, Timelines timelines, IdempotencyKey key) {
        for (int use = 0; use < USES_MAX; use++) {
            Optional<Entry> first = journal.find(PendingSubmission.keyed(key, use, 0));
            if (first.isEmpty()) {
                return OptionalInt.of(use);
            }
            if (timelines.current().counts(first.get())) {
                return OptionalInt.empty();
            }
        }
        return OptionalInt.of(USES_MAX);
    }

    private Receipt receipt(Entry first, IdempotencyKey key, int use) {
        boolean same = first.metadata()
                .idempotency()
                .map(Metadata.Idempotency::fingerprint)
                .equals(Optional.of(key.fingerprint()));
        if (!same) {
            throw new KeyReused(
                    "idempotency key '%s' came with another request before, which wrote to %s: use a new key"
                            .formatted(key.key(), first.stream()));
        }
        Entry last = first;
        int events = 1;
        Optional<Entry> next = journal.find(PendingSubmission.keyed(key, use, events));
        while (next.isPresent()) {
            last = next.get();
            events++;
            next = journal.find(PendingSubmission.keyed(key, use, events));
        }
        return new Receipt(last.stream().toString(), last.position().value(), last.revision(), events, true);
    }
}
