package dev.daybook.sbi;

import static dev.daybook.domain.Rejected.Reason.CONFLICT;
import static dev.daybook.domain.Rejected.Reason.NOT_FOUND;
import static dev.daybook.sbi.Decision.SUCCEEDED;
import static dev.daybook.sbi.Sbis.NEXT;
import static dev.daybook.sbi.Sbis.NOON;
import static dev.daybook.sbi.Sbis.REGISTERED;
import static dev.daybook.sbi.Sbis.SBI;
import static dev.daybook.sbi.Sbis.by;
import static dev.daybook.sbi.Sbis.finish;
import static dev.daybook.sbi.Sbis.finishAs;
import static dev.daybook.sbi.Sbis.finished;
import static dev.daybook.sbi.Sbis.lease;
import static dev.daybook.sbi.Sbis.now;
import static dev.daybook.sbi.Sbis.start;
import static dev.daybook.sbi.Sbis.startAs;
import static dev.daybook.sbi.Sbis.started;
import static dev.daybook.sbi.Sbis.story;
import static dev.daybook.sbi.Sbis.under;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.sbi.SbiCommand.AcquireLease;
import dev.daybook.sbi.SbiCommand.AddNote;
import dev.daybook.sbi.SbiCommand.Attach;
import dev.daybook.sbi.SbiCommand.Delete;
import dev.daybook.sbi.SbiCommand.ReleaseLease;
import dev.daybook.sbi.SbiCommand.ResetTo;
import dev.daybook.sbi.SbiCommand.Terminate;
import dev.daybook.sbi.SbiCommand.UnderLease;
import dev.daybook.sbi.SbiEvent.ExecutionStarted;
import dev.daybook.sbi.SbiEvent.LeaseAcquired;
import dev.daybook.sbi.SbiEvent.LeaseReleased;
import dev.daybook.sbi.SbiEvent.LeaseRenewed;
import dev.daybook.sbi.SbiEvent.LeaseTakenOver;
import dev.daybook.sbi.SbiEvent.NoteAdded;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who may work on a task. */
class SbiLeaseTest {

    private static final Instant SOON = NOON.plus(Duration.ofMinutes(8));
    private static final Instant LATER = NOON.plus(Duration.ofMinutes(16));
    private static final LeaseAcquired HELD = new LeaseAcquired(SBI, "agent-1", SOON, 4);

    private static final SbiEvent[] UNDER_WAY = {REGISTERED, HELD, startedUnder(4), now(Status.WIP)};
    private static final SbiEvent FINISHED = finished(1, Step.IMPLEMENT, 1, SUCCEEDED);

    private static ExecutionStarted startedUnder(long generation) {
        return new ExecutionStarted(SBI, 1, Step.IMPLEMENT, 1, Optional.empty(), Optional.of(generation));
    }

    private static ReleaseLease release(String holder) {
        return new ReleaseLease(SBI, holder, Optional.empty(), NOON);
    }

    @Test
    void a_free_task_is_leased() {
        story().given(REGISTERED)
                .when(lease("agent-1", NOON, SOON))
                .then(new LeaseAcquired(SBI, "agent-1", SOON, NEXT));
    }

    @Test
    void the_holder_renews_its_lease() {
        story().given(REGISTERED, HELD)
                .when(lease("agent-1", NOON, LATER))
                .then(new LeaseRenewed(SBI, "agent-1", LATER, 4));
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
                .then(new LeaseTakenOver(SBI, "agent-2", "agent-1", LATER, NEXT));
    }

    @Test
    void the_holder_gives_its_lease_back() {
        story().given(REGISTERED, HELD).when(release("agent-1")).then(new LeaseReleased(SBI, "agent-1"));
        story().given(REGISTERED).when(release("agent-1")).thenNothing();
    }

    @Test
    void nobody_gives_back_the_lease_of_another() {
        story().given(REGISTERED, HELD)
                .when(release("agent-2"))
                .thenRejected(CONFLICT)
                .contains("held by agent-1");
    }

    @Test
    void nobody_gives_back_a_lease_that_has_expired() {
        story().given(REGISTERED, HELD)
                .when(new ReleaseLease(SBI, "agent-1", Optional.empty(), SOON))
                .thenRejected(CONFLICT)
                .contains("lease 4")
                .contains("expired at " + SOON);
    }

    @Test
    void a_released_lease_is_free_for_all() {
        story().given(REGISTERED, HELD, new LeaseReleased(SBI, "agent-1"))
                .when(lease("agent-2", NOON, LATER))
                .then(new LeaseAcquired(SBI, "agent-2", LATER, NEXT));
    }

    @Test
    void only_the_holder_starts_a_turn_while_the_lease_lasts() {
        story().given(REGISTERED, HELD).when(startAs("agent-1", NOON)).then(startedUnder(4), now(Status.WIP));
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

    @Test
    void a_lease_that_expired_is_taken_anew_by_its_holder_too() {
        story().given(REGISTERED, HELD)
                .when(lease("agent-1", SOON, LATER))
                .then(new LeaseTakenOver(SBI, "agent-1", "agent-1", LATER, NEXT));
    }

    @Test
    void who_picks_is_given_no_lease_that_another_of_its_name_has() {
        story().given(REGISTERED, HELD)
                .when(new AcquireLease(SBI, "agent-1", NOON, LATER, false, NEXT))
                .thenRejected(CONFLICT)
                .contains("agent-1");
    }

    @Test
    void a_turn_is_finished_by_the_holder_of_the_lease() {
        story().given(UNDER_WAY)
                .when(finishAs(1, SUCCEEDED, by("agent-1", NOON)))
                .then(FINISHED);
        story().given(UNDER_WAY).when(finishAs(1, SUCCEEDED, under(4, NOON))).then(FINISHED);
        story().given(UNDER_WAY)
                .when(finishAs(1, SUCCEEDED, by("agent-2", NOON)))
                .thenRejected(CONFLICT)
                .contains("leased by agent-1");
        story().given(UNDER_WAY).when(finish(1, SUCCEEDED)).thenRejected(CONFLICT);
    }

    @Test
    void who_lost_the_lease_to_another_finishes_nothing_under_it() {
        var lost = story().given(UNDER_WAY).given(new LeaseTakenOver(SBI, "agent-2", "agent-1", LATER, 7));
        lost.when(finishAs(1, SUCCEEDED, by("agent-1", SOON)))
                .thenRejected(CONFLICT)
                .contains("agent-2");
        lost.when(finishAs(1, SUCCEEDED, under(4, SOON)))
                .thenRejected(CONFLICT)
                .contains("lease 4")
                .contains("agent-2 has lease 7");
        lost.when(finishAs(1, SUCCEEDED, by("agent-2", SOON))).then(FINISHED);
    }

    @Test
    void who_lost_the_lease_to_another_of_its_name_is_told_by_the_generation() {
        var lost = story().given(UNDER_WAY).given(new LeaseTakenOver(SBI, "agent-1", "agent-1", LATER, 7));
        lost.when(finishAs(1, SUCCEEDED, under(4, SOON))).thenRejected(CONFLICT).contains("lease 7");
        lost.when(finishAs(1, SUCCEEDED, under(7, SOON))).then(FINISHED);
        lost.when(new ReleaseLease(SBI, "agent-1", Optional.of(4L), SOON))
                .thenRejected(CONFLICT)
                .contains("lease 4");
    }

    @Test
    void a_turn_under_a_lease_that_expired_is_finished_after_it_is_taken_again() {
        story().given(UNDER_WAY)
                .when(finishAs(1, SUCCEEDED, by("agent-1", SOON)))
                .thenRejected(CONFLICT)
                .contains("lease 4")
                .contains("expired at " + SOON);
        story().given(UNDER_WAY).when(finishAs(1, SUCCEEDED, under(4, SOON))).thenRejected(CONFLICT);
        story().given(UNDER_WAY)
                .when(finishAs(1, SUCCEEDED, by("agent-2", SOON)))
                .thenRejected(CONFLICT);
        story().given(UNDER_WAY)
                .given(new LeaseTakenOver(SBI, "agent-1", "agent-1", LATER, NEXT))
                .when(finishAs(1, SUCCEEDED, by("agent-1", SOON)))
                .then(FINISHED);
    }

    @Test
    void a_lease_that_was_given_back_by_another_helps_nobody_who_lost_one_before() {
        story().given(UNDER_WAY)
                .given(new LeaseTakenOver(SBI, "agent-2", "agent-1", LATER, 7), new LeaseReleased(SBI, "agent-2"))
                .when(finishAs(1, SUCCEEDED, by("agent-1", SOON)))
                .thenRejected(CONFLICT)
                .contains("lease 4");
    }

    @Test
    void a_turn_without_a_lease_is_finished_by_anybody() {
        story().given(REGISTERED, started(1, Step.IMPLEMENT, 1), now(Status.WIP))
                .when(finishAs(1, SUCCEEDED, by("agent-2", NOON)))
                .then(FINISHED);
        story().given(REGISTERED, HELD, new LeaseReleased(SBI, "agent-1"))
                .given(started(1, Step.IMPLEMENT, 1), now(Status.WIP))
                .when(finish(1, SUCCEEDED))
                .then(FINISHED);
    }

    @Test
    void whoever_had_a_lease_starts_no_turn_before_it_has_one_again() {
        story().given(REGISTERED, HELD)
                .when(startAs("agent-1", SOON))
                .thenRejected(CONFLICT)
                .contains("expired at " + SOON);
    }

    @Test
    void what_names_a_lease_is_done_only_while_that_one_lasts() {
        var note = new AddNote(SBI, "half done", Optional.empty(), Optional.empty());
        var noted = new NoteAdded(SBI, "half done", Optional.empty(), Optional.empty());
        for (SbiCommand work : List.of(
                note,
                new Attach(SBI, "a.txt", "utf-8", "x"),
                new ResetTo(SBI, Status.WIP, Optional.empty()),
                new Terminate(SBI, Optional.empty()),
                new Delete(SBI, Optional.empty()),
                lease("agent-1", NOON, LATER))) {
            story().given(REGISTERED, HELD)
                    .when(new UnderLease(work, 3, NOON))
                    .thenRejected(CONFLICT)
                    .contains("lease 3");
            story().given(REGISTERED, HELD)
                    .when(new UnderLease(work, 4, SOON))
                    .thenRejected(CONFLICT)
                    .contains("expired");
            story().given(REGISTERED).when(new UnderLease(work, 4, NOON)).thenRejected(CONFLICT);
        }
        story().given(REGISTERED, HELD).when(new UnderLease(note, 4, NOON)).then(noted);
        story().given(REGISTERED, HELD).when(note).then(noted); // a word of somebody else hinders nobody
        story().given(REGISTERED, HELD)
                .when(new UnderLease(lease("agent-1", NOON, LATER), 4, NOON))
                .then(new LeaseRenewed(SBI, "agent-1", LATER, 4));
    }

    @Test
    void a_lease_of_files_is_renewed_held_and_taken_over_like_any() {
        var told = new LeaseAcquired(SBI, "deespec", SOON, 0);
        story().given(REGISTERED, told)
                .when(lease("agent-1", NOON, LATER))
                .thenRejected(CONFLICT)
                .contains("deespec");
        story().given(REGISTERED, told).when(startAs("deespec", NOON)).then(startedUnder(0), now(Status.WIP));
        story().given(REGISTERED, told)
                .when(lease("agent-1", SOON, LATER))
                .then(new LeaseTakenOver(SBI, "agent-1", "deespec", LATER, NEXT));
    }

    @Test
    void a_lease_is_numbered_by_the_revision_that_no_rollback_takes_back() {
        assertThat(lease("agent-1", NOON, SOON).foundAt(6).generation()).isEqualTo(7);
        assertThat(new UnderLease(lease("agent-1", NOON, SOON), 4, NOON)
                        .foundAt(6)
                        .work())
                .isEqualTo(lease("agent-1", NOON, SOON).foundAt(6));
    }
}
