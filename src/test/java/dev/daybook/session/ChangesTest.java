package dev.daybook.session;

import static dev.daybook.session.Samples.ID;
import static dev.daybook.session.Samples.instance;
import static dev.daybook.session.Samples.message;
import static dev.daybook.session.Samples.profile;
import static dev.daybook.session.Samples.times;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChangesTest {

    private final Random random = new Random(4);

    private SessionRecord any() {
        var instances = new ArrayList<Instance>();
        for (int i = random.nextInt(4); i > 0; i--) {
            instances.add(instance(
                    random.nextInt(3),
                    word("A", "B"),
                    word("running", "archived"),
                    Optional.of(word("x", "y".repeat(99)))));
        }
        var messages = new ArrayList<Message>();
        for (int i = random.nextInt(5); i > 0; i--) {
            messages.add(message(word("m1", "m2"), "user", word("a", "b")));
        }
        Profile profile =
                times(profile("debate", word("one", "two"), word("round_1", "completed")), "t0", word("t1", "t2"));
        return new SessionRecord(ID.id(), profile, instances, messages);
    }

    private String word(String one, String other) {
        return random.nextBoolean() ? one : other;
    }

    @Test
    void whatever_a_record_says_the_changes_lead_there() {
        for (int i = 0; i < 2_000; i++) {
            SessionRecord before = any();
            SessionRecord after = any();
            var history = new ArrayList<>(Changes.beginning(ID, before));

            history.addAll(Changes.between(ID, Outline.of(before), after));

            assertThat(SessionRecord.of(history)).contains(after);
            assertThat(outline(history)).isEqualTo(Outline.of(after));
            assertThat(Changes.between(ID, Outline.of(after), after)).isEmpty();
        }
    }

    private static Outline outline(List<SessionEvent> history) {
        var decider = new SessionDecider();
        return ((Session.Present) decider.replay(history)).outline();
    }

    @Test
    void a_long_conversation_is_told_in_pieces() {
        var messages = new ArrayList<Message>();
        for (int i = 0; i < 1_201; i++) {
            messages.add(message("m" + i, "system", "x"));
        }
        var record = new SessionRecord(ID.id(), profile(), List.of(), messages);

        List<SessionEvent> events = Changes.beginning(ID, record);

        assertThat(events).hasSize(4);
        assertThat(SessionRecord.of(events)).contains(record);
    }
}
