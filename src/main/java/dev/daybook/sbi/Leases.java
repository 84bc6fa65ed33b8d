package dev.daybook.sbi;

import dev.daybook.domain.Rejected;
import dev.daybook.sbi.Sbi.Ended;
import dev.daybook.sbi.Sbi.Lease;
import dev.daybook.sbi.Sbi.Work;
import dev.daybook.sbi.SbiCommand.AcquireLease;
import dev.daybook.sbi.SbiCommand.ReleaseLease;
import dev.daybook.sbi.SbiCommand.Worker;
import dev.daybook.sbi.SbiEvent.LeaseAcquired;
import dev.daybook.sbi.SbiEvent.LeaseReleased;
import dev.daybook.sbi.SbiEvent.LeaseRenewed;
import dev.daybook.sbi.SbiEvent.LeaseTakenOver;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who may work on a task: one holder at a time, until the lease ends or is given back.
 *
 * <p>A holder may stall, come back after its lease was over, and not know it. So each lease has a generation, greater
 * than that of every one before (a fencing token): work that names one is refused unless it is the one that lasts. Work
 * that names none is refused while somebody else holds a lease; a turn that was started under a lease is finished under
 * one that lasts, be it another.
 */
final class Leases {

    static List<SbiEvent> acquire(AcquireLease it, Sbi sbi) {
        TaskChecks.holder(it.holder());
        TaskChecks.expiry(it.at(), it.expiresAt());
        Work work = sbi.work();
        if (sbi instanceof Ended) {
            throw Rejected.conflict(
                    "%s is %s: there is nothing to work on",
                    it.sbi(), work.status().text());
        }
        if (work.lease().isEmpty()) {
            return List.of(new LeaseAcquired(it.sbi(), it.holder(), it.expiresAt(), it.generation()));
        }
        Lease lease = work.lease().get();
        if (!lease.isHeldAt(it.at())) {
            return List.of(new LeaseTakenOver(it.sbi(), it.holder(), lease.holder(), it.expiresAt(), it.generation()));
        }
        if (!lease.holder().equals(it.holder()) || !it.renews()) {
            throw isLeased(it.sbi(), lease);
        }
        return lease.expiresAt().equals(it.expiresAt())
                ? List.of()
                : List.of(new LeaseRenewed(it.sbi(), it.holder(), it.expiresAt(), lease.generation()));
    }

    static List<SbiEvent> release(ReleaseLease it, Work work) {
        TaskChecks.holder(it.holder());
        Optional<Lease> lease = work.lease();
        if (lease.isEmpty()) {
            return List.of();
        }
        if (!lease.get().holder().equals(it.holder())) {
            throw Rejected.conflict(
                    "the lease of %s is held by %s, not by %s",
                    it.sbi(), lease.get().holder(), it.holder());
        }
        it.generation()
                .filter(generation -> generation != lease.get().generation())
                .ifPresent(generation -> refuse(it.sbi(), generation, lease));
        return List.of(new LeaseReleased(it.sbi(), it.holder()));
    }

    /**
     * Returns the lease that a turn is worked on under, if there is one that lasts; refuses everybody but its holder,
     * and whoever had one that is over.
     *
     * @param startedUnder the generation of the lease that the turn was started under, if it is open
     */
    static Optional<Lease> admit(SbiId sbi, Worker by, Work work, Optional<Long> startedUnder) {
        by.holder().ifPresent(TaskChecks::holder);
        Optional<Lease> current = work.lease().filter(lease -> lease.isHeldAt(by.at()));
        by.generation().ifPresent(generation -> check(sbi, generation, by.at(), work));
        if (current.isPresent()) {
            boolean holds = by.holder()
                    .map(text -> text.equals(current.get().holder()))
                    .orElse(by.generation().isPresent());
            if (!holds) {
                throw isLeased(sbi, current.get());
            }
            return current;
        }
        work.lease()
                .filter(lease -> by.holder().equals(Optional.of(lease.holder())))
                .map(Lease::generation)
                .or(() -> startedUnder)
                .ifPresent(generation -> refuse(sbi, generation, work.lease()));
        return current;
    }

    /** Refuses work under a lease that is over. */
    static void check(SbiId sbi, long generation, Instant at, Work work) {
        Optional<Lease> lease = work.lease();
        if (lease.filter(oneLease -> oneLease.isHeldAt(at) && oneLease.generation() == generation)
                .isEmpty()) {
            refuse(sbi, generation, lease);
        }
    }

    private static void refuse(SbiId sbi, long generation, Optional<Lease> lease) {
        throw Rejected.conflict(
                "lease %d of %s is over: %s; take the lease to go on",
                generation,
                sbi,
                lease.map(oneLease -> oneLease.generation() == generation
                                ? "it expired at " + oneLease.expiresAt()
                                : "%s has lease %d until %s"
                                        .formatted(oneLease.holder(), oneLease.generation(), oneLease.expiresAt()))
                        .orElse("it was given back"));
    }

    private static Rejected isLeased(SbiId sbi, Lease lease) {
        return Rejected.conflict("%s is leased by %s until %s", sbi, lease.holder(), lease.expiresAt());
    }

    /** Returns the release of whatever lease there is: nobody works on what has ended. */
    static List<SbiEvent> releaseAtEnd(SbiId sbi, Work work) {
        return work.lease()
                .map(lease -> List.<SbiEvent>of(new LeaseReleased(sbi, lease.holder())))
                .orElse(List.of());
    }

    private Leases() {}
}
