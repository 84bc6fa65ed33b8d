package dev.daybook.domain.sbi;

import dev.daybook.domain.Rejected;
import dev.daybook.domain.sbi.Sbi.Ended;
import dev.daybook.domain.sbi.Sbi.Lease;
import dev.daybook.domain.sbi.Sbi.Work;
import dev.daybook.domain.sbi.SbiCommand.AcquireLease;
import dev.daybook.domain.sbi.SbiCommand.ReleaseLease;
import dev.daybook.domain.sbi.SbiEvent.LeaseAcquired;
import dev.daybook.domain.sbi.SbiEvent.LeaseReleased;
import dev.daybook.domain.sbi.SbiEvent.LeaseRenewed;
import dev.daybook.domain.sbi.SbiEvent.LeaseTakenOver;
import java.util.List;
import java.util.Optional;

/** Who may work on a task: one holder at a time, until the lease ends or is given back. */
final class Leases {

    static List<SbiEvent> acquire(AcquireLease it, Sbi sbi) {
        Fields.holder(it.holder());
        Fields.expiry(it.at(), it.expiresAt());
        Work work = sbi.work();
        if (sbi instanceof Ended) {
            throw Rejected.conflict(
                    "%s is %s: there is nothing to work on",
                    it.sbi(), work.status().text());
        }
        if (work.lease().isEmpty()) {
            return List.of(new LeaseAcquired(it.sbi(), it.holder(), it.expiresAt()));
        }
        Lease lease = work.lease().get();
        if (lease.holder().equals(it.holder())) {
            return lease.expiresAt().equals(it.expiresAt())
                    ? List.of()
                    : List.of(new LeaseRenewed(it.sbi(), it.holder(), it.expiresAt()));
        }
        if (lease.isHeldAt(it.at())) {
            throw Rejected.conflict("%s is leased by %s until %s", it.sbi(), lease.holder(), lease.expiresAt());
        }
        return List.of(new LeaseTakenOver(it.sbi(), it.holder(), lease.holder(), it.expiresAt()));
    }

    static List<SbiEvent> release(ReleaseLease it, Work work) {
        Fields.holder(it.holder());
        Optional<Lease> lease = work.lease();
        if (lease.isEmpty()) {
            return List.of();
        }
        if (!lease.get().holder().equals(it.holder())) {
            throw Rejected.conflict(
                    "the lease of %s is held by %s, not by %s",
                    it.sbi(), lease.get().holder(), it.holder());
        }
        return List.of(new LeaseReleased(it.sbi(), it.holder()));
    }

    /** Returns the release of whatever lease there is: nobody works on what has ended. */
    static List<SbiEvent> releaseAtEnd(SbiId sbi, Work work) {
        return work.lease()
                .map(lease -> List.<SbiEvent>of(new LeaseReleased(sbi, lease.holder())))
                .orElse(List.of());
    }

    private Leases() {}
}
