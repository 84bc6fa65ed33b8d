package dev.daybook.sbi;

import static dev.daybook.domain.Rejected.Reason.CONFLICT;
import static dev.daybook.domain.Rejected.Reason.NOT_FOUND;
import static dev.daybook.sbi.Sbis.NOON;
import static dev.daybook.sbi.Sbis.NO_EDIT;
import static dev.daybook.sbi.Sbis.REGISTERED;
import static dev.daybook.sbi.Sbis.SBI;
import static dev.daybook.sbi.Sbis.finish;
import static dev.daybook.sbi.Sbis.finished;
import static dev.daybook.sbi.Sbis.lease;
import static dev.daybook.sbi.Sbis.now;
import static dev.daybook.sbi.Sbis.start;
import static dev.daybook.sbi.Sbis.started;
import static dev.daybook.sbi.Sbis.story;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.sbi.SbiCommand.AddNote;
import dev.daybook.sbi.SbiCommand.Attach;
import dev.daybook.sbi.SbiCommand.Delete;
import dev.daybook.sbi.SbiCommand.ReleaseLease;
import dev.daybook.sbi.SbiCommand.ResetTo;
import dev.daybook.sbi.SbiCommand.Terminate;
import dev.daybook.sbi.SbiEvent.Attached;
import dev.daybook.sbi.SbiEvent.Deleted;
import dev.daybook.sbi.SbiEvent.ForceTerminated;
import dev.daybook.sbi.SbiEvent.JournalEntryRecorded;
import dev.daybook.sbi.SbiEvent.LeaseAcquired;
import dev.daybook.sbi.SbiEvent.LeaseReleased;
import dev.daybook.sbi.SbiEvent.NoteAdded;
import dev.daybook.sbi.SbiEvent.Reset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Notes, attachments, resets, terminations and deletions. */
class SbiRecordsTest {

    private static final LeaseAcquired HELD = new LeaseAcquired(SBI, "agent-1", NOON.plusSeconds(60), 4);

    @Test
    void a_note_is_added() {
        story().given(REGISTERED)
                .when(note("Look at RFC 9457", Optional.empty()))
                .then(new NoteAdded(SBI, "Look at RFC 9457", Optional.empty(), Optional.of("koike")));
    }

    @Test
    void a_note_says_something_about_a_turn_that_is_there() {
        story().given(REGISTERED).when(note(" \n", Optional.empty())).thenInvalidAt("/text");
        story().given(REGISTERED).when(note("x", Optional.of(1))).thenInvalidAt("/turn");
        story().given(REGISTERED, started(1, Step.PLAN, 1))
                .when(note("x", Optional.of(1)))
                .then(new NoteAdded(SBI, "x", Optional.of(1), Optional.of("koike")));
    }

    @Test
    void a_file_is_attached_once_with_the_same_content() {
        var attach = new Attach(SBI, "shots/login.txt", "utf-8", "hello");
        story().given(REGISTERED).when(attach).then(new Attached(SBI, "shots/login.txt", "utf-8", "hello"));
        story().given(REGISTERED).when(attach).when(attach).thenNothing();
        story().given(REGISTERED)
                .when(attach)
                .when(new Attach(SBI, "shots/login.txt", "utf-8", "bye"))
                .then(new Attached(SBI, "shots/login.txt", "utf-8", "bye"));
    }

    @Test
    void an_attachment_stays_in_its_folder_and_is_encoded_as_it_says() {
        for (String name : List.of("../etc/passwd", "/etc/passwd", "a/../../b", "a\\..\\b", "", "a\nb")) {
            story().given(REGISTERED).when(new Attach(SBI, name, "utf-8", "x")).thenInvalidAt("/name");
        }
        story().given(REGISTERED).when(new Attach(SBI, "a", "latin1", "x")).thenInvalidAt("/encoding");
        story().given(REGISTERED).when(new Attach(SBI, "a", "base64", "?")).thenInvalidAt("/content");
        story().given(REGISTERED)
                .when(new Attach(SBI, "a", "utf-8", "x".repeat((16 << 20) + 1)))
                .thenInvalidAt("/content");
    }

    @Test
    void a_reset_sets_any_status_and_starts_attempts_anew() {
        for (Status status : Status.values()) {
            if (status != Status.UNKNOWN) {
                Sbi sbi = story().given(REGISTERED, started(1, Step.IMPLEMENT, 2), now(Status.WIP))
                        .when(reset(status))
                        .state();
                assertThat(sbi.work().status()).isEqualTo(status);
                assertThat(sbi.work().attempt()).isZero();
                assertThat(sbi).isNotInstanceOf(Sbi.Working.class);
            }
        }
        story().given(REGISTERED)
                .when(reset(Status.UNKNOWN))
                .thenInvalidAt("/status")
                .contains("REVIEW&WIP");
    }

    @Test
    void a_done_task_can_be_reset_and_worked_on_again() {
        story().given(REGISTERED, finished(1, Step.REVIEW, 1, Decision.SUCCEEDED), now(Status.DONE))
                .when(reset(Status.READY))
                .when(start(Step.IMPLEMENT))
                .then(started(2, Step.IMPLEMENT, 1), now(Status.WIP));
    }

    @Test
    void a_turn_that_was_open_before_a_reset_cannot_be_finished() {
        story().given(REGISTERED, started(1, Step.IMPLEMENT, 1), now(Status.WIP))
                .when(reset(Status.READY))
                .when(finish(1, Decision.SUCCEEDED))
                .thenRejected(CONFLICT);
    }

    @Test
    void resetting_what_is_as_after_a_reset_changes_nothing() {
        story().given(REGISTERED).when(reset(Status.READY)).thenNothing();
        story().given(REGISTERED, now(Status.FAILED))
                .when(reset(Status.WIP))
                .when(reset(Status.WIP))
                .thenNothing();
    }

    @Test
    void a_reset_to_an_end_gives_the_lease_back() {
        story().given(REGISTERED, HELD)
                .when(reset(Status.DONE))
                .then(new Reset(SBI, Status.DONE, Optional.of("why")), new LeaseReleased(SBI, "agent-1"));
        story().given(REGISTERED, HELD, now(Status.WIP))
                .when(reset(Status.READY))
                .then(new Reset(SBI, Status.READY, Optional.of("why")));
    }

    @Test
    void a_termination_ends_whatever_is_open() {
        story().given(REGISTERED, HELD, started(1, Step.IMPLEMENT, 1), now(Status.WIP))
                .when(new Terminate(SBI, Optional.of("stuck")))
                .then(
                        new ForceTerminated(SBI, 1, Optional.empty(), Optional.of("stuck")),
                        now(Status.DONE),
                        new LeaseReleased(SBI, "agent-1"));
        story().given(REGISTERED, now(Status.DONE))
                .when(new Terminate(SBI, Optional.empty()))
                .thenNothing();
    }

    @Test
    void a_deletion_is_a_fact_and_nothing_follows_it() {
        Deleted deleted = new Deleted(SBI, Optional.of("twice"));
        story().given(REGISTERED).when(new Delete(SBI, Optional.of("twice"))).then(deleted);
        List<SbiCommand> everything = List.of(
                NO_EDIT,
                start(Step.IMPLEMENT),
                finish(1, Decision.SUCCEEDED),
                lease("agent-1", NOON, NOON.plusSeconds(1)),
                new ReleaseLease(SBI, "agent-1", Optional.empty(), Sbis.NOON),
                note("x", Optional.empty()),
                new Attach(SBI, "a", "utf-8", "x"),
                reset(Status.READY),
                new Terminate(SBI, Optional.empty()),
                new Delete(SBI, Optional.empty()));
        for (SbiCommand command : everything) {
            story().given(REGISTERED, deleted)
                    .when(command)
                    .thenRejected(NOT_FOUND)
                    .contains("is deleted");
        }
    }

    @Test
    void reasons_are_short() {
        Optional<String> essay = Optional.of("x".repeat(2_001));
        story().given(REGISTERED).when(new Delete(SBI, essay)).thenInvalidAt("/why");
        story().given(REGISTERED).when(new Terminate(SBI, essay)).thenInvalidAt("/why");
        story().given(REGISTERED).when(new ResetTo(SBI, Status.DONE, essay)).thenInvalidAt("/why");
    }

    @Test
    void what_the_tool_wrote_about_itself_changes_nothing_here() {
        Sbi sbi = story().given(REGISTERED).state();
        assertThat(story().given(
                                REGISTERED,
                                new JournalEntryRecorded(
                                        SBI, "journal.ndjson", Optional.of(1), Json.EMPTY_OBJECT, Optional.empty()))
                        .state())
                .isEqualTo(sbi);
    }

    @Test
    void a_name_found_in_real_data_is_kept_and_nonsense_is_refused() {
        for (String name : List.of("SBI-INIT-001", "01K6FRP24VXAE1C24TYMZ95G6S", "a", "e7a1-ü 9")) {
            assertThat(new SbiId(name).value()).isEqualTo(name);
        }
        for (String name : List.of("", " a", "a ", "a/b", "a\\b", "..", ".", "a\nb", "x".repeat(201))) {
            assertThatThrownBy(() -> new SbiId(name)).isInstanceOf(Rejected.class);
        }
    }

    @Test
    void the_words_of_every_version_are_understood() {
        assertThat(Status.of("")).contains(Status.READY);
        assertThat(Status.of("PENDING")).contains(Status.READY);
        assertThat(Status.of("picked")).contains(Status.WIP);
        assertThat(Status.of("IMPLEMENTING")).contains(Status.WIP);
        assertThat(Status.of("REVIEWING")).contains(Status.REVIEW);
        assertThat(Status.of("REVIEW&WIP")).contains(Status.REVIEW_AND_WIP);
        assertThat(Status.of("whatever")).isEmpty();
        assertThat(Decision.of("pass")).contains(Decision.SUCCEEDED);
        assertThat(Decision.of("REJECTED")).contains(Decision.NEEDS_CHANGES);
        assertThat(Decision.of("FAILURE")).contains(Decision.FAILED);
        assertThat(Decision.of("")).contains(Decision.PENDING);
        assertThat(Decision.of("maybe")).isEmpty();
        assertThat(Step.of("Review")).contains(Step.REVIEW);
        assertThat(Step.of("lunch")).isEmpty();
        for (Status status : Status.values()) {
            if (status != Status.UNKNOWN) {
                assertThat(Status.of(status.text())).contains(status);
            }
        }
    }

    private static AddNote note(String text, Optional<Integer> turn) {
        return new AddNote(SBI, text, turn, Optional.of("koike"));
    }

    private static ResetTo reset(Status status) {
        return new ResetTo(SBI, status, Optional.of("why"));
    }
}
