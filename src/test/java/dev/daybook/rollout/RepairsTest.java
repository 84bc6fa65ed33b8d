package dev.daybook.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.daybook.journal.StreamId;
import dev.daybook.rollout.Repairs.Repair;
import dev.daybook.rollout.Repairs.Side;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What is remembered of what one side lacks. */
class RepairsTest {

    private static final Instant EARLY = Instant.parse("2026-01-02T03:04:05Z");
    private static final Instant LATE = EARLY.plusSeconds(60);
    private static final StreamId A = Cards.card("box", "a");
    private static final StreamId B = Cards.card("box", "b");

    private final AtomicReference<Instant> now = new AtomicReference<>(EARLY);
    private final Repairs repairs = new Repairs(now::get);
    private final Unit box = new Unit("cards", "box");

    @Test
    void what_is_tried_again_in_vain_is_lacking_since_the_first_time_for_the_newest_reason() {
        repairs.add(box, List.of(A, B), Side.JOURNAL, "it is away");
        now.set(LATE);
        repairs.add(box, List.of(A), Side.FILE, "the disk is full");

        assertThat(repairs.list())
                .containsExactly(
                        new Repair("cards", "box", A, Side.FILE, EARLY, 2, "the disk is full"),
                        new Repair("cards", "box", B, Side.JOURNAL, EARLY, 1, "it is away"));

        repairs.done(box, A);
        repairs.add(box, List.of(A), Side.FILE, "once more");

        assertThat(repairs.list())
                .extracting(Repair::thing, Repair::attempts, Repair::since)
                .containsExactly(tuple(B, 1L, EARLY), tuple(A, 1L, LATE));
    }

    @Test
    void a_unit_has_its_own_also_where_another_is_called_like_it() {
        var other = new Unit("cards", "other");
        var namesake = new Unit("notes", "box");
        repairs.add(box, List.of(A), Side.FILE, "mine");
        repairs.add(other, List.of(A), Side.FILE, "another's");
        repairs.add(namesake, List.of(A), Side.FILE, "of another tool");
        repairs.done(other, A);

        assertThat(repairs.of(box)).extracting(Repair::why).containsExactly("mine");
        assertThat(repairs.of(other)).isEmpty();
        assertThat(repairs.of(namesake)).extracting(Repair::why).containsExactly("of another tool");
    }
}
