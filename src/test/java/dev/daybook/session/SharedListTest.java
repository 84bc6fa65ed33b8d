package dev.daybook.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SharedListTest {

    @Test
    void lists_that_began_as_one_do_not_change_each_other() {
        SharedList<String> one = SharedList.of(List.of("a")).plus(List.of("b")).plus(List.of("c"));

        SharedList<String> left = one.plus(List.of("left"));
        SharedList<String> right = one.plus(List.of("right"));

        assertThat(one).containsExactly("a", "b", "c");
        assertThat(left).containsExactly("a", "b", "c", "left");
        assertThat(left.plus(List.of("more"))).containsExactly("a", "b", "c", "left", "more");
        assertThat(right).containsExactly("a", "b", "c", "right");
        assertThat(right.plus(List.of())).isEqualTo(List.of("a", "b", "c", "right"));
    }

    @Test
    void a_conversation_of_a_hundred_thousand_messages_is_put_together_in_no_time() {
        var session = new SessionId("w", "a");
        var events = new ArrayList<SessionEvent>(
                Changes.beginning(session, new SessionRecord("a", Samples.profile(), List.of(), List.of())));
        for (int i = 0; i < 100_000; i++) {
            var message = new Message("m", "user", new LongText("x"), "t", Optional.empty(), Optional.empty());
            events.add(new SessionEvent.MessagesAdded(session, i, List.of(message), "t"));
        }

        assertTimeout(
                Duration.ofSeconds(20),
                () -> { // copied each time it takes minutes
                    assertThat(SessionRecord.of(events).orElseThrow().messages())
                            .hasSizeGreaterThanOrEqualTo(100_000);
                    assertThat(new SessionDecider().replay(events)).isInstanceOf(Session.Present.class);
                });
    }
}
