package dev.daybook.session;

import static dev.daybook.domain.Rejected.Reason.NOT_FOUND;
import static dev.daybook.session.Samples.BEGUN;
import static dev.daybook.session.Samples.ID;
import static dev.daybook.session.Samples.LATER;
import static dev.daybook.session.Samples.THREE;
import static dev.daybook.session.Samples.begun;
import static dev.daybook.session.Samples.extended;
import static dev.daybook.session.Samples.instance;
import static dev.daybook.session.Samples.message;
import static dev.daybook.session.Samples.profile;
import static dev.daybook.session.Samples.record;
import static dev.daybook.session.Samples.times;
import static dev.daybook.session.Samples.totals;

import dev.daybook.domain.LongText;
import dev.daybook.domain.Story;
import dev.daybook.session.SessionCommand.Update;
import dev.daybook.session.SessionEvent.InstanceAdded;
import dev.daybook.session.SessionEvent.InstanceRevised;
import dev.daybook.session.SessionEvent.InstanceStatusChanged;
import dev.daybook.session.SessionEvent.InstancesCut;
import dev.daybook.session.SessionEvent.MessagesAdded;
import dev.daybook.session.SessionEvent.MessagesCut;
import dev.daybook.session.SessionEvent.Revised;
import dev.daybook.session.SessionEvent.StatusChanged;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A whole session that is sent back changed: only what is otherwise happens. */
class SessionUpdateTest {

    private static final Message ASKED = message("msg-1", "user", "Go");
    private static final Message ANSWERED = message("msg-2", "assistant", "Done");
    private static final Message OTHER = message("msg-3", "user", "And the tests?");
    private static final String LONG = "x".repeat(500);

    private final Story<SessionCommand, Session, SessionEvent> story = Story.of(new SessionDecider());
    private final Story<SessionCommand, Session, SessionEvent> talking =
            story.given(begun(ID, profile(), THREE, ASKED, ANSWERED));

    private static Update update(Profile profile, List<Instance> instances, Message... messages) {
        return new Update(ID, record(profile, instances, messages), true);
    }

    private static Update partial(Profile profile, List<Instance> instances, Message... messages) {
        return new Update(ID, record(profile, instances, messages), false);
    }

    private static Profile later(Profile it) {
        return times(it, BEGUN, LATER);
    }

    @Test
    void sent_back_as_it_is_nothing_happens() {
        talking.when(update(profile(), THREE, ASKED, ANSWERED)).thenNothing();
        talking.when(partial(profile(), THREE)).thenNothing();
    }

    @Test
    void a_session_that_is_not_there_cannot_be_updated() {
        story.when(update(profile(), THREE)).thenRejected(NOT_FOUND).isEqualTo("Session %s not found", ID.id());
    }

    @Test
    void another_status_alone_is_told_as_such() {
        talking.when(update(later(profile("competition", "Add login", "paused")), THREE, ASKED, ANSWERED))
                .then(new StatusChanged(ID, "paused", Optional.empty(), LATER));
    }

    @Test
    void other_values_of_the_session_are_told_as_a_whole() {
        Profile changed = later(totals(profile(), 90, 4));

        talking.when(update(changed, THREE, ASKED, ANSWERED)).then(new Revised(ID, changed));
        talking.when(update(later(profile()), THREE, ASKED, ANSWERED)).then(new Revised(ID, later(profile())));
    }

    @Test
    void instances_are_told_one_by_one() {
        var changed = List.of(
                instance(1, "Claude", "completed"),
                instance(2, "Codex", "completed", Optional.of(LONG)),
                instance(3, "Gemini", "failed"),
                instance(4, "Integrator", "idle"));

        talking.when(update(later(profile()), changed, ASKED, ANSWERED))
                .then(
                        new InstanceStatusChanged(ID, 0, 1, "completed", LATER),
                        new InstanceRevised(ID, 1, changed.get(1), LATER),
                        new InstanceAdded(ID, 3, changed.get(3), LATER));
        talking.when(update(later(profile()), changed, ASKED, ANSWERED))
                .when(update(later(profile()), changed, ASKED, ANSWERED))
                .thenNothing();
        talking.when(update(later(profile()), THREE.subList(0, 2), ASKED, ANSWERED))
                .then(new InstancesCut(ID, 2, LATER));
    }

    @Test
    void who_knows_the_whole_conversation_may_add_and_take_from_its_end() {
        talking.when(update(later(profile()), THREE, ASKED, ANSWERED, OTHER))
                .then(new MessagesAdded(ID, 2, List.of(OTHER), LATER));
        talking.when(update(later(profile()), THREE, ASKED)).then(new MessagesCut(ID, 1, LATER));
        talking.when(update(later(profile()), THREE, ASKED, OTHER)).thenInvalidAt("/chatHistory/1");
    }

    @Test
    void who_does_not_know_the_whole_conversation_only_adds_to_it() {
        talking.when(partial(later(profile()), THREE, ASKED, OTHER))
                .then(new MessagesAdded(ID, 2, List.of(OTHER), LATER));
        talking.when(partial(later(profile()), THREE, ASKED, ASKED))
                .then(new MessagesAdded(ID, 2, List.of(ASKED), LATER));
        talking.when(partial(later(profile()), THREE)).then(new Revised(ID, later(profile())));
    }

    @Test
    void what_a_file_brought_may_stay_as_it_is() {
        Profile odd = times(profile("contest", "Odd", "timeout"), "yesterday", "today");
        var twins = List.of(instance(1, "A", "timeout"), instance(1, "B", "crashed"));
        Message narrated = new Message("", "narrator", LongText.EMPTY, "noon", Optional.of(-1L), Optional.empty());
        var brought = story.given(begun(ID, odd, twins, narrated));

        brought.when(update(extended(times(odd, "yesterday", LATER), "{\"a\":1}"), twins, narrated, ASKED))
                .then(
                        new Revised(ID, extended(times(odd, "yesterday", LATER), "{\"a\":1}")),
                        new MessagesAdded(ID, 1, List.of(ASKED), LATER));
        brought.when(update(times(profile("contest", "Odd", "exploded"), "yesterday", LATER), twins, narrated))
                .thenInvalidAt("/status");
        brought.when(update(
                        times(odd, "yesterday", LATER),
                        List.of(instance(1, "A", "timeout"), instance(1, "B", "burnt")),
                        narrated))
                .thenInvalidAt("/instances/1/status");
        brought.when(update(
                        times(odd, "yesterday", LATER),
                        List.of(twins.get(0), twins.get(1), instance(1, "C", "idle")),
                        narrated))
                .thenInvalidAt("/instances/2/instanceId");
    }
}
