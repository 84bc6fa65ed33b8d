package dev.daybook.domain.lease;

import dev.daybook.domain.Rejected;
import dev.daybook.domain.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Who may work on a thing: one holder at a time, until the lease ends or is given back.
 *
 * <p>A holder may stall, come back after its lease was over, and not know it. So each lease has a generation, greater
 * than that of every one before (a fencing token): work that names one is refused unless it is the one that lasts. Work
 * that names none is refused while somebody else holds a lease; what was begun under a lease is finished under one that
 * lasts, be it another.
 *
 * @param thing what messages call it
 * @param lease the newest one, unless it was given back; it may have expired
 */
public record Claim(String thing, Optional<Lease> lease) {

    /** Work goes on for minutes; a holder that works longer renews. */
    private static final Duration LEASE_MAX = Duration.ofHours(24);

    /**
     * Takes the lease for whoever asks, unless somebody has one that lasts.
     *
     * @param asked the lease that is wanted; its generation is that of a new one
     * @param renews whether the holder may have it already and only goes on
     */
    public Taken take(Lease asked, Instant at, boolean renews) {
        holder(asked.holder());
        if (!asked.isHeldAt(at) || asked.expiresAt().isAfter(at.plus(LEASE_MAX))) {
            throw Rejected.invalidAt(
                    "/expiresAt",
                    "a lease from %s to %s: want it to end later, and within %d hours",
                    at,
                    asked.expiresAt(),
                    LEASE_MAX.toHours());
        }
        if (lease.isEmpty()) {
            return new Taken.Acquired(asked);
        }
        Lease last = lease.get();
        if (!last.isHeldAt(at)) {
            return new Taken.TakenOver(asked, last.holder());
        }
        if (!last.holder().equals(asked.holder()) || !renews) {
            throw isLeased(last);
        }
        return last.expiresAt().equals(asked.expiresAt())
                ? new Taken.Unchanged()
                : new Taken.Renewed(new Lease(last.holder(), asked.expiresAt(), last.generation()));
    }

    /**
     * Returns the lease that is given back; nothing if there is none. One that has expired is no longer its holder's.
     *
     * @param generation which lease, if several that {@code holder} had in turn must be told apart
     */
    public Optional<Lease> release(String holder, Optional<Long> generation, Instant at) {
        holder(holder);
        lease.ifPresent(last -> {
            if (!last.holder().equals(holder)) {
                throw Rejected.conflict("the lease of %s is held by %s, not by %s", thing, last.holder(), holder);
            }
            check(generation.orElse(last.generation()), at);
        });
        return lease;
    }

    /**
     * Returns the lease that is worked under, if there is one that lasts; refuses everybody but its holder, and whoever
     * had one that is over.
     *
     * @param begunUnder the generation of the lease that the work was begun under, if it goes on
     */
    public Optional<Lease> admit(Worker by, Optional<Long> begunUnder) {
        by.holder().ifPresent(Claim::holder);
        by.generation().ifPresent(generation -> check(generation, by.at()));
        Optional<Lease> current = lease.filter(last -> last.isHeldAt(by.at()));
        if (current.isPresent()) {
            boolean holds = by.holder()
                    .map(current.get().holder()::equals)
                    .orElse(by.generation().isPresent());
            if (!holds) {
                throw isLeased(current.get());
            }
            return current;
        }
        lease.filter(last -> by.holder().equals(Optional.of(last.holder())))
                .map(Lease::generation)
                .or(() -> begunUnder)
                .ifPresent(generation -> refuse(generation, by.at()));
        return current;
    }

    /** Refuses work under a lease that is over. */
    public void check(long generation, Instant at) {
        if (lease.filter(last -> last.isHeldAt(at) && last.generation() == generation)
                .isEmpty()) {
            refuse(generation, at);
        }
    }

    private void refuse(long generation, Instant at) {
        throw Rejected.conflict(
                "lease %d of %s is over: %s; take the lease to go on",
                generation,
                thing,
                lease.map(last -> last.generation() == generation
                                ? "it expired at " + last.expiresAt()
                                : "%s %s lease %d until %s"
                                        .formatted(
                                                last.holder(),
                                                last.isHeldAt(at) ? "has" : "had",
                                                last.generation(),
                                                last.expiresAt()))
                        .orElse("it was given back"));
    }

    private Rejected isLeased(Lease last) {
        return Rejected.conflict("%s is leased by %s until %s", thing, last.holder(), last.expiresAt());
    }

    private static void holder(String name) {
        Texts.name("/holder", name);
    }
}
