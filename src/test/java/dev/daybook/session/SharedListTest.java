package dev.daybook.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.daybook.domain.LongText;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SharedListTest {

    private static final SessionId SESSION = new SessionId("w", "a");

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
        assertThat(one.with(1, "B")).containsExactly("a", "B", "c");
        assertThat(one.with(9, "beyond")).containsExactly("a", "b", "c", "beyond");
        assertThat(one.first(1).plus(List.of("other"))).containsExactly("a", "other");
        assertThat(one).containsExactly("a", "b", "c");
    }

    @Test
    void a_list_holds_what_a_plain_one_would_after_the_same_changes() {
        var random = new Random(10);
        for (int run = 0; run < 200; run++) {
            var plain = new ArrayList<>(
                    IntStream.range(0, random.nextInt(3_000)).boxed().toList());
            SharedList<Integer> shared = SharedList.of(plain);
            for (int step = 0; step < 60; step++) {
                int at = plain.isEmpty() ? 0 : random.nextInt(plain.size());
                switch (random.nextInt(8)) {
                    case 0 -> {
                        plain.subList(at, plain.size()).clear();
                        shared = shared.first(at);
                    }
                    case 1, 2 -> {
                        List<Integer> more = IntStream.range(0, random.nextInt(1_200))
                                .boxed()
                                .toList();
                        plain.addAll(more);
                        shared = shared.plus(more);
                    }
                    case 3 -> {
                        plain.add(step);
                        shared = shared.with(plain.size() - 1, step);
                    }
                    default -> {
                        if (!plain.isEmpty()) {
                            plain.set(at, -step);
                            shared = shared.with(at, -step);
                        }
                    }
                }
                assertThat(shared.equals(plain))
                        .as("run %d, step %d", run, step)
                        .isTrue();
            }
        }
    }

    @Test
    void what_is_beyond_the_end_is_refused() {
        SharedList<Integer> cut =
                SharedList.of(IntStream.range(0, 40).boxed().toList()).first(33);

        assertThat(cut.get(32)).isEqualTo(32);
        assertThatThrownBy(() -> cut.get(33)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> cut.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @MethodSource("histories")
    void replaying_twice_as_long_a_history_copies_about_twice_as_much(History history) {
        List<SessionEvent> half = history.of(50_000);
        List<SessionEvent> whole = history.of(100_000);

        assertThat(copied(() -> SessionRecord.of(whole))).isLessThan(3 * copied(() -> SessionRecord.of(half)));
        assertThat(copied(() -> new SessionDecider().replay(whole)))
                .isLessThan(3 * copied(() -> new SessionDecider().replay(half)));
    }

    /** Returns the bytes of what the work made: a list copied with each event makes four times as many of them. */
    private static long copied(Runnable work) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        work.run(); // classes are loaded
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    static Stream<History> histories() {
        return Stream.of(History.values());
    }

    private enum History {
        MESSAGES_ADDED,
        MESSAGES_ADDED_AND_REVISED,
        MESSAGES_ADDED_AND_CUT,
        INSTANCES_ADDED_AND_CHANGED,
        VARIANTS;

        List<SessionEvent> of(int length) {
            List<SessionEvent> events = new ArrayList<>(
                    Changes.beginning(SESSION, new SessionRecord("a", Samples.profile(), List.of(), List.of())));
            for (int i = 0; i < length; i++) {
                switch (this) {
                    case MESSAGES_ADDED -> events.add(added(i));
                    case MESSAGES_ADDED_AND_REVISED -> {
                        events.add(added(i));
                        events.add(new SessionEvent.MessageRevised(SESSION, i / 2, message("y"), "t"));
                    }
                    case MESSAGES_ADDED_AND_CUT -> {
                        events.add(added(i));
                        events.add(added(i));
                        events.add(new SessionEvent.MessagesCut(SESSION, i + 1, "t"));
                    }
                    case INSTANCES_ADDED_AND_CHANGED -> {
                        events.add(new SessionEvent.InstanceAdded(
                                SESSION, i, Samples.instance(i, "agent", "running"), "t"));
                        events.add(new SessionEvent.InstanceStatusChanged(SESSION, i / 2, i / 2, "failed", "t"));
                    }
                    case VARIANTS ->
                        events.add(new SessionEvent.VariantRecorded(
                                SESSION, "", i, "utf-8", new LongText(Integer.toString(i))));
                }
            }
            return events;
        }

        private static SessionEvent added(int index) {
            return new SessionEvent.MessagesAdded(SESSION, index, List.of(message("x")), "t");
        }

        private static Message message(String text) {
            return new Message("m", "user", new LongText(text), "t", Optional.empty(), Optional.empty());
        }
    }
}
