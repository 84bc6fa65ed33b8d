package dev.daybook.session;

import static dev.daybook.domain.Rejected.Reason.CONFLICT;
import static dev.daybook.domain.Rejected.Reason.NOT_FOUND;
import static dev.daybook.session.Samples.BEGUN;
import static dev.daybook.session.Samples.ID;
import static dev.daybook.session.Samples.LATER;
import static dev.daybook.session.Samples.THREE;
import static dev.daybook.session.Samples.about;
import static dev.daybook.session.Samples.begun;
import static dev.daybook.session.Samples.instance;
import static dev.daybook.session.Samples.message;
import static dev.daybook.session.Samples.profile;
import static dev.daybook.session.Samples.record;
import static dev.daybook.session.Samples.times;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.domain.LongText;
import dev.daybook.domain.Story;
import dev.daybook.session.SessionCommand.AddMessage;
import dev.daybook.session.SessionCommand.ChangeStatus;
import dev.daybook.session.SessionCommand.ChooseWinner;
import dev.daybook.session.SessionCommand.Complete;
import dev.daybook.session.SessionCommand.Create;
import dev.daybook.session.SessionCommand.Delete;
import dev.daybook.session.SessionCommand.Integrate;
import dev.daybook.session.SessionCommand.SetInstanceStatus;
import dev.daybook.session.SessionEvent.Deleted;
import dev.daybook.session.SessionEvent.InstanceStatusChanged;
import dev.daybook.session.SessionEvent.IntegrationChanged;
import dev.daybook.session.SessionEvent.MessagesAdded;
import dev.daybook.session.SessionEvent.StatusChanged;
import dev.daybook.session.SessionEvent.VariantRecorded;
import dev.daybook.session.SessionEvent.WinnerChosen;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionDeciderTest {

    private static final String NOT_THERE = "Session %s not found".formatted(ID.id());

    private final Story<SessionCommand, Session, SessionEvent> story = Story.of(new SessionDecider());
    private final Story<SessionCommand, Session, SessionEvent> running =
            story.given(begun(ID, profile(), THREE, message("msg-1", "user", "Go")));

    private static Create create(SessionRecord record) {
        return new Create(ID, record, Optional.empty());
    }

    @Test
    void a_session_begins_with_its_instances_and_its_conversation() {
        SessionRecord record = record(profile(), THREE, message("msg-1", "user", "Go"));

        story.when(create(record)).then(begun(ID, profile(), THREE, message("msg-1", "user", "Go")));
    }

    @Test
    void begun_again_as_it_is_nothing_happens() {
        running.when(create(record(profile(), THREE, message("msg-1", "user", "Go"))))
                .thenNothing();
    }

    @Test
    void another_one_of_the_same_id_is_refused() {
        running.when(create(record(profile(), List.of())))
                .thenRejected(CONFLICT)
                .isEqualTo("Session %s exists already with other values: update it instead", ID.id());
    }

    @Test
    void another_record_of_the_same_id_is_kept_as_a_variant_once_where_the_editor_writes_it() {
        var spelled = new LongText("{\"id\":\"the other\"}");
        var again = new Create(ID, record(profile(), List.of()), Optional.of(spelled));
        var third = new Create(ID, record(profile(), List.of()), Optional.of(new LongText("{}")));

        running.when(again).then(new VariantRecorded(ID, "", 0, "utf-8", spelled));
        running.when(again).when(again).thenNothing();
        running.when(again).when(third).then(new VariantRecorded(ID, "", 1, "utf-8", new LongText("{}")));
    }

    @Test
    void a_deleted_session_is_not_found_and_may_begin_anew() {
        var deleted = running.given(new Deleted(ID, Optional.empty()));

        deleted.when(new ChangeStatus(ID, "failed", LATER))
                .thenRejected(NOT_FOUND)
                .isEqualTo(NOT_THERE);
        deleted.when(create(record(profile(), THREE))).then(begun(ID, profile(), THREE));
    }

    @Test
    void its_id_is_the_one_it_is_asked_for_and_no_path() {
        story.when(new Create(new SessionId("x", "other"), record(profile(), THREE), Optional.empty()))
                .thenInvalidAt("/id");
        story.when(new Create(
                        new SessionId("x", "../up"),
                        new SessionRecord("../up", profile(), THREE, List.of()),
                        Optional.empty()))
                .thenInvalidAt("/id");
    }

    @Test
    void words_that_the_editor_does_not_know_are_refused() {
        story.when(create(record(profile("contest", "x", "running"), THREE)))
                .thenInvalidAt("/type")
                .isEqualTo("'contest' is no type of session: want competition, ensemble, debate");
        story.when(create(record(profile("debate", "x", "round_4"), THREE))).thenInvalidAt("/status");
        story.when(create(record(profile(), List.of(instance(1, "A", "timeout")))))
                .thenInvalidAt("/instances/0/status");
        story.when(create(record(profile(), THREE, message("m", "narrator", "x"))))
                .thenInvalidAt("/chatHistory/0/role");
        story.when(create(record(times(profile(), "yesterday", BEGUN), THREE))).thenInvalidAt("/createdAt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"running", "completed", "failed", "paused", "round_1", "round_2", "round_3"})
    void statuses_of_the_editor_and_rounds_of_a_debate_are_known(String status) {
        story.when(create(record(profile("debate", "x", status), THREE)))
                .then(begun(ID, profile("debate", "x", status), THREE));
    }

    @Test
    void two_instances_do_not_have_the_same_number() {
        story.when(create(record(profile(), List.of(instance(1, "A", "idle"), instance(1, "B", "idle")))))
                .thenInvalidAt("/instances/1/instanceId");
    }

    @Test
    void a_message_comes_behind_those_there_are() {
        var reply = about(2, "assistant", "Done");

        running.when(new AddMessage(ID, reply, LATER)).then(new MessagesAdded(ID, 1, List.of(reply), LATER));
        story.when(new AddMessage(ID, reply, LATER)).thenRejected(NOT_FOUND).isEqualTo(NOT_THERE);
        running.when(new AddMessage(ID, message("m", "robot", ""), LATER)).thenInvalidAt("/role");
    }

    @Test
    void ids_of_messages_may_repeat() {
        var same = message("msg-1", "user", "Go");

        running.when(new AddMessage(ID, same, LATER)).then(new MessagesAdded(ID, 1, List.of(same), LATER));
    }

    @Test
    void the_first_instance_of_that_number_changes_its_status() {
        var twins = story.given(begun(ID, profile(), List.of(instance(0, "A", "idle"), instance(0, "B", "idle"))));

        twins.when(new SetInstanceStatus(ID, 0, "running", LATER))
                .then(new InstanceStatusChanged(ID, 0, 0, "running", LATER));
        running.when(new SetInstanceStatus(ID, 1, "running", LATER)).thenNothing();
        running.when(new SetInstanceStatus(ID, 9, "running", LATER))
                .thenRejected(NOT_FOUND)
                .isEqualTo("Instance 9 not found in session %s", ID.id());
        running.when(new SetInstanceStatus(ID, 1, "timeout", LATER)).thenInvalidAt("/newStatus");
    }

    @Test
    void a_card_that_is_moved_to_completed_says_when_and_goes_on_saying_it() {
        var completed = running.when(new ChangeStatus(ID, "completed", LATER));

        completed.then(new StatusChanged(ID, "completed", Optional.of(LATER), LATER));
        completed
                .when(new ChangeStatus(ID, "paused", BEGUN))
                .then(new StatusChanged(ID, "paused", Optional.of(LATER), BEGUN));
        running.when(new ChangeStatus(ID, "running", LATER)).thenNothing();
        running.when(new ChangeStatus(ID, "archived", LATER)).thenInvalidAt("/status");
    }

    @Test
    void the_winner_is_kept_the_others_are_archived_and_the_session_is_completed() {
        running.when(new ChooseWinner(ID, 2, LATER))
                .then(
                        new InstanceStatusChanged(ID, 0, 1, "archived", LATER),
                        new InstanceStatusChanged(ID, 2, 3, "archived", LATER),
                        new WinnerChosen(ID, Optional.of(2L), LATER),
                        new StatusChanged(ID, "completed", Optional.of(LATER), LATER));
        running.when(new ChooseWinner(ID, 2, LATER))
                .when(new ChooseWinner(ID, 2, LATER))
                .thenNothing();
        running.when(new ChooseWinner(ID, 4, LATER)).thenRejected(NOT_FOUND);
    }

    @Test
    void another_winner_comes_back_from_the_archive() {
        running.when(new ChooseWinner(ID, 2, LATER))
                .when(new ChooseWinner(ID, 1, BEGUN))
                .then(
                        new InstanceStatusChanged(ID, 0, 1, "completed", BEGUN),
                        new InstanceStatusChanged(ID, 1, 2, "archived", BEGUN),
                        new WinnerChosen(ID, Optional.of(1L), BEGUN));
    }

    @Test
    void an_integration_has_phases_and_an_instance() {
        var pending = running.when(new Integrate(ID, "pending", Optional.of(3L), LATER));

        pending.then(new IntegrationChanged(ID, Optional.of("pending"), Optional.of(3L), LATER));
        pending.when(new Integrate(ID, "in_progress", Optional.empty(), LATER))
                .then(new IntegrationChanged(ID, Optional.of("in_progress"), Optional.of(3L), LATER));
        pending.when(new Integrate(ID, "pending", Optional.empty(), LATER)).thenNothing();
        running.when(new Integrate(ID, "begun", Optional.empty(), LATER)).thenInvalidAt("/integrationPhase");
        running.when(new Integrate(ID, "pending", Optional.of(7L), LATER)).thenRejected(NOT_FOUND);
    }

    @Test
    void a_session_is_completed_when_none_of_its_instances_works_any_more() {
        running.when(new Complete(ID, LATER)).thenRejected(CONFLICT).startsWith("Instance 1 of session");
        running.when(new SetInstanceStatus(ID, 1, "completed", LATER))
                .when(new Complete(ID, LATER))
                .then(new StatusChanged(ID, "completed", Optional.of(LATER), LATER));
        running.when(new ChooseWinner(ID, 2, LATER))
                .when(new Complete(ID, LATER))
                .thenNothing();
    }

    @Test
    void deleting_what_is_not_there_is_no_mistake() {
        running.when(new Delete(ID, Optional.of("twice"))).then(new Deleted(ID, Optional.of("twice")));
        story.when(new Delete(ID, Optional.empty())).thenNothing();
        running.given(new Deleted(ID, Optional.empty()))
                .when(new Delete(ID, Optional.empty()))
                .thenNothing();
    }

    @Test
    void what_happened_before_it_began_or_after_it_was_deleted_makes_no_session() {
        assertThat(story.given(new MessagesAdded(ID, 0, List.of(message("m", "user", "x")), LATER))
                        .state())
                .isEqualTo(new Session.Unknown());
        assertThat(running.given(new Deleted(ID, Optional.empty()), new StatusChanged(ID, "x", Optional.empty(), LATER))
                        .state())
                .isEqualTo(new Session.Deleted());
    }
}
