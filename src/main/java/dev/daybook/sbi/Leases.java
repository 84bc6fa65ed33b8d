package dev.daybook.sbi;

import dev.daybook.domain.Rejected;
import dev.daybook.domain.lease.Claim;
import dev.daybook.domain.lease.Lease;
import dev.daybook.domain.lease.Taken;
import dev.daybook.sbi.Sbi.Ended;
import dev.daybook.sbi.Sbi.Work;
import dev.daybook.sbi.SbiCommand.AcquireLease;
import dev.daybook.sbi.SbiCommand.ReleaseLease;
import dev.daybook.sbi.SbiEvent.LeaseAcquired;
import dev.daybook.sbi.SbiEvent.LeaseReleased;
import dev.daybook.sbi.SbiEvent.LeaseRenewed;
import dev.daybook.sbi.SbiEvent.LeaseTakenOver;
import java.util.List;
import java.util.Optional;

/** Who may work on a task, as its events tell. */
final class Leases {

    static Claim of(SbiId sbi, Work work) {
        return new Claim(sbi.value(), work.lease());
    }

    static List<SbiEvent> acquire(AcquireLease it, Sbi sbi) {
        SbiId id = it.sbi();
        if (sbi instanceof Ended) {
            throw Rejected.conflict(
                    "%s is %s: there is nothing to work on",
                    id, sbi.work().status().text());
        }
        var asked = new Lease(it.holder(), it.expiresAt(), it.generation());
        return switch (of(id, sbi.work()).take(asked, it.at(), it.renews())) {
            case Taken.Acquired(Lease lease) ->
                List.of(new LeaseAcquired(id, lease.holder(), lease.expiresAt(), lease.generation()));
            case Taken.TakenOver(Lease lease, String from) ->
                List.of(new LeaseTakenOver(id, lease.holder(), from, lease.expiresAt(), lease.generation()));
            case Taken.Renewed(Lease lease) ->
                List.of(new LeaseRenewed(id, lease.holder(), lease.expiresAt(), lease.generation()));
            case Taken.Unchanged() -> List.of();
        };
    }

    static List<SbiEvent> release(ReleaseLease it, Work work) {
        return released(it.sbi(), of(it.sbi(), work).release(it.holder(), it.generation(), it.at()));
    }

    /** Returns the release of whatever lease there is: nobody works on what has ended. */
    static List<SbiEvent> releaseAtEnd(SbiId sbi, Work work) {
        return released(sbi, work.lease());
    }

    private static List<SbiEvent> released(SbiId sbi, Optional<Lease> lease) {
        return lease.map(last -> List.<SbiEvent>of(new LeaseReleased(sbi, last.holder())))
                .orElse(List.of());
    }

    private Leases() {}
}
