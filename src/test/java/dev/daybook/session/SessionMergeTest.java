package dev.daybook.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.domain.LongText;
import dev.daybook.shape.Merged;
import dev.daybook.shape.Merged.Conflict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionMergeTest {

    private static final SessionRecord SEEN =
            session("running", "retry worker", List.of(instance("running", "")), List.of(message("one")));

    @Test
    void what_only_the_caller_changed_is_taken_from_the_caller() {
        var merge = merge(SEEN, SEEN, session("completed", "retry worker", SEEN.instances(), SEEN.messages()));

        assertThat(merge.record().profile().status()).isEqualTo("completed");
        assertThat(merge.overwritten()).isEmpty();
        assertThat(merge.conflicts()).isEmpty();
    }

    @Test
    void what_only_others_changed_stays_and_the_caller_would_have_undone_it() {
        var stored =
                session("running", "retry worker, idempotent", List.of(instance("completed", "done")), SEEN.messages());
        var sent = session("paused", "retry worker", SEEN.instances(), SEEN.messages());

        var merge = merge(SEEN, stored, sent);

        assertThat(merge.conflicts()).isEmpty();
        assertThat(merge.record().profile().status()).isEqualTo("paused");
        assertThat(merge.record().profile().task()).isEqualTo("retry worker, idempotent");
        assertThat(merge.record().instances()).isEqualTo(stored.instances());
        assertThat(merge.overwritten())
                .contains(new Conflict(
                        "/task",
                        Optional.of("retry worker"),
                        Optional.of("retry worker, idempotent"),
                        Optional.of("retry worker")))
                .extracting(Conflict::pointer)
                .containsExactly("/task", "/instances/0/status", "/instances/0/output");
    }

    @Test
    void what_both_changed_differently_is_in_dispute_and_stays_as_it_is_stored() {
        var stored = session("failed", "retry worker", SEEN.instances(), SEEN.messages());
        var sent = session("completed", "retry worker", SEEN.instances(), SEEN.messages());

        var merge = merge(SEEN, stored, sent);

        assertThat(merge.conflicts())
                .containsExactly(new Conflict(
                        "/status", Optional.of("running"), Optional.of("failed"), Optional.of("completed")));
        assertThat(merge.record().profile().status()).isEqualTo("failed");
    }

    @Test
    void what_both_changed_alike_is_in_no_dispute() {
        var both = session("failed", "retry worker", SEEN.instances(), SEEN.messages());

        var merge = merge(SEEN, both, both);

        assertThat(merge.overwritten()).isEmpty();
        assertThat(merge.record().profile().status()).isEqualTo("failed");
    }

    @Test
    void messages_of_both_sides_all_stay_in_the_order_they_came() {
        var stored = session("running", "retry worker", SEEN.instances(), List.of(message("one"), message("two")));
        var sent = session("running", "retry worker", SEEN.instances(), List.of(message("one"), message("three")));

        var merge = merge(SEEN, stored, sent);

        assertThat(merge.conflicts()).isEmpty();
        assertThat(merge.record().messages()).extracting(Message::id).containsExactly("one", "two", "three");
        assertThat(merge.overwritten()).extracting(Conflict::pointer).containsExactly("/chatHistory/1");
    }

    @Test
    void a_message_that_both_sides_have_got_is_there_once() {
        var both = session("running", "retry worker", SEEN.instances(), List.of(message("one"), message("two")));

        assertThat(merge(SEEN, both, both).record().messages())
                .extracting(Message::id)
                .containsExactly("one", "two");
    }

    @Test
    void a_message_that_both_sides_have_got_among_others_is_there_once() {
        var stored = session(
                "running", "retry worker", SEEN.instances(), List.of(message("one"), message("two"), message("three")));
        var sent = session(
                "running",
                "retry worker",
                SEEN.instances(),
                List.of(message("one"), message("three"), message("four")));

        assertThat(merge(SEEN, stored, sent).record().messages())
                .extracting(Message::id)
                .containsExactly("one", "two", "three", "four");
    }

    @Test
    void where_the_file_of_a_session_disagrees_with_others_the_file_counts_and_what_others_added_stays() {
        var others = session(
                "failed",
                "retry worker, idempotent",
                List.of(instance("running", "done"), instance("idle", "theirs")),
                List.of(message("one"), message("two")));
        var file = session(
                "completed",
                "retry worker",
                List.of(instance("running", ""), instance("failed", "")),
                List.of(message("one"), message("three"), message("two")));

        SessionRecord merged = SessionShape.RECORD.mergeInto(SEEN, others, file).record();

        assertThat(merged.profile().status()).isEqualTo("completed");
        assertThat(merged.profile().task()).isEqualTo("retry worker, idempotent");
        assertThat(merged.instances())
                .containsExactly(instance("running", "done"), instance("failed", ""), instance("idle", "theirs"));
        assertThat(merged.messages()).extracting(Message::id).containsExactly("one", "two", "three");
    }

    @Test
    void two_different_instances_in_one_place_are_in_dispute() {
        var stored = session(
                "running", "retry worker", List.of(instance("running", ""), instance("idle", "")), SEEN.messages());
        var sent = session(
                "running", "retry worker", List.of(instance("running", ""), instance("failed", "")), SEEN.messages());

        var merge = merge(SEEN, stored, sent);

        assertThat(merge.conflicts()).extracting(Conflict::pointer).containsExactly("/instances/1");
        assertThat(merge.record().instances()).isEqualTo(stored.instances());
    }

    @Test
    void an_instance_that_the_caller_took_away_is_gone_unless_others_changed_it() {
        var sent = session("running", "retry worker", List.of(), SEEN.messages());
        var touched = session("running", "retry worker", List.of(instance("failed", "")), SEEN.messages());

        assertThat(merge(SEEN, SEEN, sent).record().instances()).isEmpty();
        assertThat(merge(SEEN, touched, sent).conflicts())
                .extracting(Conflict::pointer)
                .containsExactly("/instances/0");
    }

    private static Merged<SessionRecord> merge(SessionRecord seen, SessionRecord stored, SessionRecord sent) {
        return SessionShape.RECORD.merge(seen, stored, sent);
    }

    private static SessionRecord session(String status, String task, List<Instance> instances, List<Message> messages) {
        var none = Optional.<Long>empty();
        return new SessionRecord(
                "s-1",
                new Profile(
                        "competition",
                        task,
                        status,
                        "2025-11-10T02:01:09.044Z",
                        "2025-11-10T02:01:09.044Z",
                        Optional.empty(),
                        Optional.empty(),
                        none,
                        Optional.empty(),
                        none,
                        Optional.empty(),
                        none,
                        none,
                        none,
                        none,
                        Optional.empty(),
                        Optional.empty(),
                        none,
                        Optional.empty()),
                instances,
                messages);
    }

    private static Instance instance(String status, String output) {
        var none = Optional.<Long>empty();
        return new Instance(
                1,
                "/w/1",
                "b-1",
                "tester",
                status,
                "t-1",
                Optional.of(new LongText(output)),
                Optional.empty(),
                Optional.empty(),
                none,
                none,
                none,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                none,
                none,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Message message(String id) {
        return new Message(
                id, "user", new LongText("hello"), "2025-11-10T02:01:09.044Z", Optional.empty(), Optional.empty());
    }
}
