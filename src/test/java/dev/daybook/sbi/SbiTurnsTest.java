package dev.daybook.sbi;

import static dev.daybook.domain.Rejected.Reason.CONFLICT;
import static dev.daybook.domain.Rejected.Reason.NOT_FOUND;
import static dev.daybook.sbi.Decision.FAILED;
import static dev.daybook.sbi.Decision.NEEDS_CHANGES;
import static dev.daybook.sbi.Decision.PENDING;
import static dev.daybook.sbi.Decision.SUCCEEDED;
import static dev.daybook.sbi.Sbis.IMPLEMENT_ONLY;
import static dev.daybook.sbi.Sbis.NOBODY;
import static dev.daybook.sbi.Sbis.NOON;
import static dev.daybook.sbi.Sbis.REGISTERED;
import static dev.daybook.sbi.Sbis.SBI;
import static dev.daybook.sbi.Sbis.finish;
import static dev.daybook.sbi.Sbis.finished;
import static dev.daybook.sbi.Sbis.now;
import static dev.daybook.sbi.Sbis.start;
import static dev.daybook.sbi.Sbis.started;
import static dev.daybook.sbi.Sbis.story;
import static dev.daybook.sbi.Step.IMPLEMENT;
import static dev.daybook.sbi.Step.PLAN;
import static dev.daybook.sbi.Step.REVIEW;
import static dev.daybook.sbi.Step.TEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.domain.Story;
import dev.daybook.sbi.SbiCommand.FinishExecution;
import dev.daybook.sbi.SbiCommand.StartExecution;
import dev.daybook.sbi.SbiEvent.ForceTerminated;
import dev.daybook.sbi.SbiEvent.LeaseAcquired;
import dev.daybook.sbi.SbiEvent.LeaseReleased;
import dev.daybook.sbi.SbiEvent.Reset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The machine of statuses, steps, turns and attempts. */
class SbiTurnsTest {

    @Test
    void the_first_turn_puts_a_ready_task_to_work() {
        for (Step step : List.of(PLAN, IMPLEMENT, TEST)) {
            story().given(REGISTERED).when(start(step)).then(started(1, step, 1), now(Status.WIP));
        }
    }

    @Test
    void the_next_turn_has_the_next_number_and_leaves_the_status() {
        implemented().when(start(TEST)).then(started(2, TEST, 1));
    }

    @Test
    void another_turn_number_than_the_next_is_a_conflict() {
        implemented().when(startTurn(3)).thenRejected(CONFLICT).contains("is 2, not 3");
        implemented().when(startTurn(2)).then(started(2, IMPLEMENT, 1));
    }

    @Test
    void a_turn_cannot_start_while_another_is_open() {
        story().given(REGISTERED, started(1, IMPLEMENT, 1), now(Status.WIP))
                .when(start(TEST))
                .thenRejected(CONFLICT)
                .contains("turn 1 (implement)");
    }

    @Test
    void nobody_asks_for_the_step_done() {
        story().given(REGISTERED).when(start(Step.DONE)).thenInvalidAt("/step");
    }

    @Test
    void a_turn_of_an_unregistered_task_is_not_found() {
        story().when(start(IMPLEMENT)).thenRejected(NOT_FOUND);
        story().when(finish(1, SUCCEEDED)).thenRejected(NOT_FOUND);
    }

    @Test
    void a_review_needs_something_implemented() {
        story().given(REGISTERED).when(start(REVIEW)).thenRejected(CONFLICT).contains("nothing is implemented");
        story().given(REGISTERED, started(1, PLAN, 1), now(Status.WIP), finished(1, PLAN, 1, SUCCEEDED))
                .when(start(REVIEW))
                .thenRejected(CONFLICT);
        implemented().when(start(REVIEW)).then(started(2, REVIEW, 1), now(Status.REVIEW));
    }

    @Test
    void what_was_implemented_before_a_reset_is_not_reviewed() {
        implemented()
                .given(new Reset(SBI, Status.READY, Optional.empty()))
                .when(start(REVIEW))
                .thenRejected(CONFLICT);
    }

    @Test
    void finishing_tells_the_result_and_leaves_a_task_at_work() {
        for (Decision decision : Decision.values()) {
            story().given(REGISTERED, started(1, IMPLEMENT, 1), now(Status.WIP))
                    .when(finish(1, decision))
                    .then(finished(1, IMPLEMENT, 1, decision));
        }
    }

    @Test
    void a_succeeded_review_ends_the_task() {
        inReview(1).when(finish(2, SUCCEEDED)).then(finished(2, REVIEW, 1, SUCCEEDED), now(Status.DONE));
    }

    @Test
    void the_end_of_a_task_gives_its_lease_back() {
        inReview(1)
                .given(new LeaseAcquired(SBI, "agent-1", NOON.plusSeconds(60), 4))
                .when(Sbis.finishAs(2, SUCCEEDED, Sbis.by("agent-1", NOON)))
                .then(finished(2, REVIEW, 1, SUCCEEDED), now(Status.DONE), new LeaseReleased(SBI, "agent-1"));
    }

    @Test
    void a_failed_review_fails_the_task() {
        inReview(1).when(finish(2, FAILED)).then(finished(2, REVIEW, 1, FAILED), now(Status.FAILED));
    }

    @Test
    void a_pending_review_ends_the_turn_and_another_review_may_follow() {
        inReview(1).when(finish(2, PENDING)).then(finished(2, REVIEW, 1, PENDING));
        inReview(1).when(finish(2, PENDING)).when(start(REVIEW)).then(started(3, REVIEW, 1));
        inReview(1)
                .when(finish(2, PENDING))
                .when(start(IMPLEMENT))
                .thenRejected(CONFLICT)
                .contains("want a review");
    }

    @Test
    void a_refused_review_opens_the_next_attempt() {
        inReview(1).when(finish(2, NEEDS_CHANGES)).then(finished(2, REVIEW, 1, NEEDS_CHANGES), now(Status.WIP));
        inReview(1).when(finish(2, NEEDS_CHANGES)).when(start(IMPLEMENT)).then(started(3, IMPLEMENT, 2));
    }

    @Test
    void the_next_attempt_is_opened_once_however_many_turns_it_has() {
        inReview(1)
                .when(finish(2, NEEDS_CHANGES))
                .when(start(IMPLEMENT))
                .when(finish(3, SUCCEEDED))
                .when(start(REVIEW))
                .then(started(4, REVIEW, 2), now(Status.REVIEW));
    }

    @Test
    void the_last_refused_review_hands_the_work_to_the_reviewer() {
        inReview(3)
                .when(finish(2, NEEDS_CHANGES))
                .then(finished(2, REVIEW, 3, NEEDS_CHANGES), now(Status.REVIEW_AND_WIP));
        inReview(3).when(finish(2, NEEDS_CHANGES)).when(start(IMPLEMENT)).then(started(3, IMPLEMENT, 3));
    }

    @Test
    void the_reviewers_own_work_is_done_whatever_the_last_review_says() {
        for (Decision decision : Decision.values()) {
            inReview(3)
                    .when(finish(2, NEEDS_CHANGES))
                    .when(start(IMPLEMENT))
                    .when(finish(3, SUCCEEDED))
                    .when(start(REVIEW))
                    .when(finish(4, decision))
                    .then(finished(4, REVIEW, 3, decision), now(Status.DONE));
        }
    }

    @Test
    void a_task_that_only_wants_an_implementation_is_done_when_one_succeeds() {
        story().given(IMPLEMENT_ONLY, started(1, IMPLEMENT, 1), now(Status.WIP))
                .when(finish(1, SUCCEEDED))
                .then(finished(1, IMPLEMENT, 1, SUCCEEDED), now(Status.DONE));
        story().given(IMPLEMENT_ONLY, started(1, IMPLEMENT, 1), now(Status.WIP))
                .when(finish(1, NEEDS_CHANGES))
                .then(finished(1, IMPLEMENT, 1, NEEDS_CHANGES));
    }

    @Test
    void the_turn_limit_ends_the_task_instead_of_starting() {
        Story<SbiCommand, Sbi, SbiEvent> tired = turns(8);
        tired.when(start(IMPLEMENT))
                .then(new ForceTerminated(SBI, 8, Optional.of(8), Optional.of("turn limit reached")), now(Status.DONE));
    }

    @Test
    void a_reset_starts_the_turn_limit_anew_while_the_numbers_go_on() {
        turns(8).given(new Reset(SBI, Status.READY, Optional.empty()))
                .when(start(IMPLEMENT))
                .then(started(9, IMPLEMENT, 1), now(Status.WIP));
    }

    @Test
    void what_has_ended_starts_no_turn() {
        for (Status status : List.of(Status.DONE, Status.FAILED)) {
            story().given(REGISTERED, now(status))
                    .when(start(IMPLEMENT))
                    .thenRejected(CONFLICT)
                    .contains("is " + status.text());
        }
    }

    @Test
    void a_task_of_unknown_status_is_reset_first() {
        story().given(REGISTERED, now(Status.UNKNOWN))
                .when(start(IMPLEMENT))
                .thenRejected(CONFLICT)
                .contains("reset");
    }

    @Test
    void finishing_the_same_again_changes_nothing() {
        implemented().when(finish(1, SUCCEEDED)).thenNothing();
        inReview(1).when(finish(2, SUCCEEDED)).when(finish(2, SUCCEEDED)).thenNothing();
    }

    @Test
    void finishing_a_turn_that_is_not_open_is_refused() {
        implemented().when(finish(1, FAILED)).thenRejected(CONFLICT).contains("turn 1 of");
        implemented().when(finish(2, SUCCEEDED)).thenRejected(NOT_FOUND).contains("the last one is 1");
        inReview(1).when(finish(1, FAILED)).thenRejected(CONFLICT).contains("in turn 2, not 1");
    }

    @Test
    void a_result_has_bounds() {
        Story<SbiCommand, Sbi, SbiEvent> open = story().given(REGISTERED, started(1, IMPLEMENT, 1), now(Status.WIP));
        open.when(result("x".repeat((16 << 20) + 1), List.of())).thenInvalidAt("/content");
        open.when(result("ok", List.of("a", " "))).thenInvalidAt("/artifacts/1");
    }

    @Test
    void a_limit_below_one_is_refused() {
        story().given(REGISTERED)
                .when(new StartExecution(SBI, IMPLEMENT, Optional.empty(), 0, NOBODY))
                .thenInvalidAt("/turnsMax");
    }

    @Test
    void imported_turns_may_come_without_their_start_and_with_gaps() {
        story().given(REGISTERED, finished(3, IMPLEMENT, 1, SUCCEEDED), finished(7, REVIEW, 1, NEEDS_CHANGES))
                .given(now(Status.WIP))
                .when(start(IMPLEMENT))
                .then(started(8, IMPLEMENT, 2));
    }

    @Test
    void imported_turns_may_repeat_a_number() {
        Sbi sbi = story().given(REGISTERED, finished(3, IMPLEMENT, 1, SUCCEEDED), finished(3, REVIEW, 1, SUCCEEDED))
                .given(now(Status.DONE))
                .state();
        assertThat(sbi).isInstanceOf(Sbi.Ended.class);
        assertThat(sbi.work().turn()).isEqualTo(3);
        assertThat(sbi.work().turnsSinceReset()).isEqualTo(1);
    }

    @Test
    void an_import_that_corrects_an_older_turn_leaves_where_the_task_stands() {
        Sbi before = inReview(1).when(finish(2, NEEDS_CHANGES)).state();
        Sbi after = new SbiDecider().evolve(before, finished(1, IMPLEMENT, 1, FAILED));
        assertThat(after).isEqualTo(before);
    }

    @Test
    void nothing_is_open_in_what_an_import_says_is_done() {
        story().given(REGISTERED, started(1, IMPLEMENT, 1), now(Status.DONE))
                .when(finish(1, SUCCEEDED))
                .thenRejected(CONFLICT);
    }

    @Test
    void work_that_was_imported_before_its_task_is_remembered() {
        story().given(finished(4, IMPLEMENT, 1, SUCCEEDED), now(Status.WIP), REGISTERED)
                .when(start(REVIEW))
                .then(started(5, REVIEW, 1), now(Status.REVIEW));
    }

    private static Story<SbiCommand, Sbi, SbiEvent> implemented() {
        return story().given(
                        REGISTERED, started(1, IMPLEMENT, 1), now(Status.WIP), finished(1, IMPLEMENT, 1, SUCCEEDED));
    }

    private static Story<SbiCommand, Sbi, SbiEvent> inReview(int attempt) {
        return story().given(
                        REGISTERED,
                        started(1, IMPLEMENT, attempt),
                        now(Status.WIP),
                        finished(1, IMPLEMENT, attempt, SUCCEEDED),
                        started(2, REVIEW, attempt),
                        now(Status.REVIEW));
    }

    private static Story<SbiCommand, Sbi, SbiEvent> turns(int count) {
        Story<SbiCommand, Sbi, SbiEvent> story = story().given(REGISTERED, now(Status.WIP));
        for (int turn = 1; turn <= count; turn++) {
            story = story.given(started(turn, IMPLEMENT, 1), finished(turn, IMPLEMENT, 1, SUCCEEDED));
        }
        return story;
    }

    private static StartExecution startTurn(int turn) {
        return new StartExecution(SBI, IMPLEMENT, Optional.of(turn), 8, NOBODY);
    }

    private static FinishExecution result(String content, List<String> artifacts) {
        return new FinishExecution(SBI, 1, SUCCEEDED, Optional.empty(), Optional.of(content), artifacts, 3, NOBODY);
    }
}
