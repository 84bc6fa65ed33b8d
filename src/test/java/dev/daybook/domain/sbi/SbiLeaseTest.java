package dev.daybook.domain.sbi;

import static dev.daybook.domain.Rejected.Reason.CONFLICT;
import static dev.daybook.domain.Rejected.Reason.NOT_FOUND;
import static dev.daybook.domain.sbi.Sbis.NOON;
import static dev.daybook.domain.sbi.Sbis.REGISTERED;
import static dev.daybook.domain.sbi.Sbis.SBI;
import static dev.daybook.domain.sbi.Sbis.lease;
import static dev.daybook.domain.sbi.Sbis.now;
import static dev.daybook.domain.sbi.Sbis.start;
import static dev.daybook.domain.sbi.Sbis.startAs;
import static dev.daybook.domain.sbi.Sbis.started;
import static dev.daybook.domain.sbi.Sbis.story;

import dev.daybook.domain.sbi.SbiCommand.ReleaseLease;
import dev.daybook.domain.sbi.SbiEvent.LeaseAcquired;
import dev.daybook.domain.sbi.SbiEvent.LeaseReleased;
import dev.daybook.domain.sbi.SbiEvent.LeaseRenewed;
import dev.daybook.domain.sbi.SbiEvent.LeaseTakenOver;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Who may work on a task. */
class SbiLeaseTest {

    private static final Instant SOON = NOON.plus(Duration.ofMinutes(8));
    private static final Instant LATER = NOON.plus(Duration.ofMinutes(16));
    private static final LeaseAcquired HELD = new LeaseAcquired(SBI, "agent-1", SOON);

    @Test
    void a_free_task_is_leased() {
        story().given(REGISTERED).when(lease("agent-1", NOON, SOON)).then(HELD);
    }

    @Test
    void the_holder_renews_its_lease() {
        story().given(REGISTERED, HELD)
                .when(lease("agent-1", NOON, LATER))
                .then(new LeaseRenewed(SBI, "agent-1", LATER));
    }

    @Test
    void asking_for_the_same_lease_again_changes_nothing() {
        story().given(REGISTERED, HELD).when(lease("agent-1", NOON, SOON)).thenNothing();
    }

    @Test
    void a_held_lease_is_refused_to_others() {
        story().given(REGISTERED, HELD)
                .when(lease("agent-2", SOON.minusNanos(1), LATER))
                .thenRejected(CONFLICT)
                .contains("agent-1")
                .contains(SOON.toString());
    }

    @Test
    void an_expired_lease_is_taken_over() {
        story().given(REGISTERED, HELD)
                .when(lease("agent-2", SOON, LATER))
                .then(new LeaseTakenOver(SBI, "agent-2", "agent-1", LATER));
    }

    @Test
    void the_holder_gives_its_lease_back() {
        story().given(REGISTERED, HELD).when(new ReleaseLease(SBI, "agent-1")).then(new LeaseReleased(SBI, "agent-1"));
        story().given(REGISTERED).when(new ReleaseLease(SBI, "agent-1")).thenNothing();
    }

    @Test
    void nobody_gives_back_the_lease_of_another() {
        story().given(REGISTERED, HELD)
                .when(new ReleaseLease(SBI, "agent-2"))
                .thenRejected(CONFLICT)
                .contains("held by agent-1");
    }

    @Test
    void a_released_lease_is_free_for_all() {
        story().given(REGISTERED, HELD, new LeaseReleased(SBI, "agent-1"))
                .when(lease("agent-2", NOON, LATER))
                .then(new LeaseAcquired(SBI, "agent-2", LATER));
    }

    @Test
    void only_the_holder_starts_a_turn_while_the_lease_lasts() {
        story().given(REGISTERED, HELD)
                .when(startAs("agent-1", NOON))
                .then(started(1, Step.IMPLEMENT, 1), now(Status.WIP));
        story().given(REGISTERED, HELD)
                .when(startAs("agent-2", NOON))
                .thenRejected(CONFLICT)
                .contains("agent-1");
        story().given(REGISTERED, HELD).when(start(Step.IMPLEMENT)).thenRejected(CONFLICT);
        story().given(REGISTERED, HELD)
                .when(startAs("agent-2", SOON))
                .then(started(1, Step.IMPLEMENT, 1), now(Status.WIP));
    }

    @Test
    void an_ended_task_is_not_leased() {
        story().given(REGISTERED, now(Status.DONE))
                .when(lease("agent-1", NOON, SOON))
                .thenRejected(CONFLICT)
                .contains("DONE");
    }

    @Test
    void a_lease_ends_after_it_begins_and_within_a_day() {
        story().given(REGISTERED).when(lease("agent-1", NOON, NOON)).thenInvalidAt("/expiresAt");
        story().given(REGISTERED)
                .when(lease("agent-1", NOON, NOON.plus(Duration.ofHours(25))))
                .thenInvalidAt("/expiresAt");
        story().given(REGISTERED).when(lease(" ", NOON, SOON)).thenInvalidAt("/holder");
    }

    @Test
    void an_unregistered_task_is_not_leased() {
        story().when(lease("agent-1", NOON, SOON)).thenRejected(NOT_FOUND);
    }
}
