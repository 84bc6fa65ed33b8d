package dev.daybook.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.journal.Timeline.Range;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private static final StreamId TASK = StreamId.parse("sbi/SBI-1");
    private static final StreamId OTHER = StreamId.parse("sbi/SBI-2");

    private final Timeline original = Timeline.original();

    @Test
    void everything_counts_until_something_is_rolled_back() {
        assertThat(original.number()).isZero();
        assertThat(counts(original, 1)).isTrue();
        assertThat(original.liveRanges()).containsExactly(new Range(1, Long.MAX_VALUE));
    }

    @Test
    void after_a_rollback_counts_what_stood_up_to_its_target_and_what_comes_after_it() {
        Timeline timeline = original.rolledBackTo(at(10), at(4));

        assertThat(counts(timeline, 4)).isTrue();
        assertThat(counts(timeline, 5)).isFalse();
        assertThat(counts(timeline, 9)).isFalse();
        assertThat(counts(timeline, 11)).isTrue();
        assertThat(timeline.number()).isEqualTo(1);
        assertThat(timeline.liveRanges()).containsExactly(new Range(1, 4), new Range(10, Long.MAX_VALUE));
    }

    @Test
    void rolling_back_to_the_start_leaves_nothing_before() {
        Timeline timeline = original.rolledBackTo(at(10), Position.START);

        assertThat(counts(timeline, 1)).isFalse();
        assertThat(timeline.liveRanges()).containsExactly(new Range(10, Long.MAX_VALUE));
    }

    @Test
    void rolling_back_a_rollback_brings_back_what_it_took() {
        Timeline timeline =
                original.rolledBackTo(at(10), at(4)).rolledBackTo(at(20), at(9)); // 9: just before the first rollback

        assertThat(counts(timeline, 7)).isTrue();
        assertThat(counts(timeline, 15)).isFalse();
        assertThat(counts(timeline, 21)).isTrue();
        assertThat(timeline.number()).isEqualTo(2);
    }

    @Test
    void rolling_back_to_after_a_rollback_keeps_what_that_one_took_away() {
        Timeline timeline = original.rolledBackTo(at(10), at(4)).rolledBackTo(at(20), at(12));

        assertThat(counts(timeline, 3)).isTrue();
        assertThat(counts(timeline, 7)).isFalse();
        assertThat(counts(timeline, 12)).isTrue();
        assertThat(counts(timeline, 13)).isFalse();
    }

    @Test
    void without_a_run_only_its_own_entries_go() {
        Timeline timeline = original.withoutRun(at(10), "RUN");

        assertThat(timeline.counts(at(5), TASK, Optional.of("RUN"))).isFalse();
        assertThat(timeline.counts(at(5), TASK, Optional.of("ANOTHER"))).isTrue();
        assertThat(timeline.counts(at(5), TASK, Optional.empty())).isTrue();
        assertThat(timeline.counts(at(11), TASK, Optional.of("RUN"))).isTrue();
    }

    @Test
    void without_a_stream_only_its_entries_before_go() {
        Timeline timeline = original.withoutStream(at(10), TASK);

        assertThat(timeline.counts(at(5), TASK, Optional.empty())).isFalse();
        assertThat(timeline.counts(at(5), OTHER, Optional.empty())).isTrue();
        assertThat(timeline.counts(at(11), TASK, Optional.empty())).isTrue();
    }

    @Test
    void without_some_entries_all_others_count_before_and_after_them() {
        Timeline timeline = original.withoutEntries(at(10), new Range(4, 5));

        assertThat(counts(timeline, 3)).isTrue();
        assertThat(counts(timeline, 4)).isFalse();
        assertThat(counts(timeline, 5)).isFalse();
        assertThat(counts(timeline, 6)).isTrue();
        assertThat(timeline.changedFrom()).isEqualTo(at(4));
        assertThat(timeline.liveRanges()).containsExactly(new Range(1, 3), new Range(6, Long.MAX_VALUE));
    }

    @Test
    void without_the_newest_rollback_its_entries_count_again_and_what_came_since_goes_on_counting() {
        Timeline first = original.withoutStream(at(6), OTHER);
        Timeline timeline = first.rolledBackTo(at(10), at(4)).withoutEntries(at(20), new Range(10, 10));

        assertThat(counts(timeline, 7)).isTrue();
        assertThat(counts(timeline, 15)).isTrue();
        assertThat(timeline.counts(at(5), OTHER, Optional.empty())).isFalse();
        assertThat(timeline.counts(at(15), OTHER, Optional.empty())).isTrue();
        assertThat(timeline.number()).isEqualTo(3);
        assertThat(timeline.liveRanges()).containsExactly(new Range(1, Long.MAX_VALUE));
    }

    @Test
    void exclusions_add_up_and_go_with_the_rollback_that_passes_them() {
        Timeline both = original.withoutRun(at(10), "RUN").withoutStream(at(12), OTHER);
        assertThat(both.counts(at(5), TASK, Optional.of("RUN"))).isFalse();
        assertThat(both.counts(at(5), OTHER, Optional.empty())).isFalse();

        Timeline back = both.rolledBackTo(at(20), at(11)); // the run is out, the stream is not yet
        assertThat(back.counts(at(5), TASK, Optional.of("RUN"))).isFalse();
        assertThat(back.counts(at(5), OTHER, Optional.empty())).isTrue();
    }

    @Test
    void the_journals_own_facts_always_count() {
        Timeline timeline = original.rolledBackTo(at(10), Position.START);

        assertThat(timeline.counts(at(5), StreamId.parse("journal/journal"), Optional.empty()))
                .isTrue();
        assertThat(timeline.counts(at(5), StreamId.parse("import/RUN"), Optional.of("RUN")))
                .isTrue();
    }

    @Test
    void as_of_an_earlier_position_only_the_rollbacks_up_to_there_have_happened() {
        Timeline first = original.rolledBackTo(at(10), at(4));
        Timeline second = first.rolledBackTo(at(20), at(12));

        assertThat(second.asOf(at(9))).isSameAs(original);
        assertThat(second.asOf(at(10))).isSameAs(first);
        assertThat(second.asOf(at(19))).isSameAs(first);
        assertThat(second.asOf(at(20))).isSameAs(second);
    }

    @Test
    void a_rollback_to_itself_or_out_of_order_is_refused() {
        assertThatThrownBy(() -> original.rolledBackTo(at(10), at(10))).hasMessageContaining("want an earlier one");
        Timeline timeline = original.withoutRun(at(10), "RUN");
        assertThatThrownBy(() -> timeline.withoutRun(at(10), "RUN")).hasMessageContaining("in order");
    }

    @Test
    void ranges_say_whether_single_entries_need_asking() {
        Timeline timeline = original.withoutRun(at(10), "RUN");

        assertThat(timeline.countsWholly(new Range(1, 9))).isFalse();
        assertThat(timeline.countsWholly(new Range(10, 50))).isTrue();
        assertThat(timeline.liveRanges()).containsExactly(new Range(1, Long.MAX_VALUE));
    }

    private static boolean counts(Timeline timeline, long position) {
        return timeline.counts(at(position), TASK, Optional.empty());
    }

    private static Position at(long position) {
        return new Position(position);
    }
}
