package dev.daybook.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.journal.Rollback.OfActor;
import dev.daybook.journal.Rollback.OfRun;
import dev.daybook.journal.Rollback.OfSession;
import dev.daybook.journal.Rollback.OfStream;
import dev.daybook.journal.Rollback.To;
import dev.daybook.journal.Rollback.Without;
import dev.daybook.journal.Rollback.WithoutEntries;
import dev.daybook.journal.Rollback.WithoutRollback;
import dev.daybook.journal.Timeline.Origin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
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
        Timeline timeline = original.after(at(10), to(at(4)));

        assertThat(counts(timeline, 4)).isTrue();
        assertThat(counts(timeline, 5)).isFalse();
        assertThat(counts(timeline, 9)).isFalse();
        assertThat(counts(timeline, 11)).isTrue();
        assertThat(timeline.number()).isEqualTo(1);
        assertThat(timeline.liveRanges()).containsExactly(new Range(1, 4), new Range(10, Long.MAX_VALUE));
    }

    @Test
    void rolling_back_to_the_start_leaves_nothing_before() {
        Timeline timeline = original.after(at(10), to(Position.START));

        assertThat(counts(timeline, 1)).isFalse();
        assertThat(timeline.liveRanges()).containsExactly(new Range(10, Long.MAX_VALUE));
    }

    @Test
    void rolling_back_a_rollback_brings_back_what_it_took() {
        Timeline timeline =
                original.after(at(10), to(at(4))).after(at(20), to(at(9))); // 9: just before the first rollback

        assertThat(counts(timeline, 7)).isTrue();
        assertThat(counts(timeline, 15)).isFalse();
        assertThat(counts(timeline, 21)).isTrue();
        assertThat(timeline.number()).isEqualTo(2);
    }

    @Test
    void rolling_back_to_after_a_rollback_keeps_what_that_one_took_away() {
        Timeline timeline = original.after(at(10), to(at(4))).after(at(20), to(at(12)));

        assertThat(counts(timeline, 3)).isTrue();
        assertThat(counts(timeline, 7)).isFalse();
        assertThat(counts(timeline, 12)).isTrue();
        assertThat(counts(timeline, 13)).isFalse();
    }

    @Test
    void without_a_run_only_its_own_entries_go() {
        Timeline timeline = original.after(at(10), without(new OfRun("RUN")));

        assertThat(timeline.counts(at(5), of(TASK, Optional.of("RUN")))).isFalse();
        assertThat(timeline.counts(at(5), of(TASK, Optional.of("ANOTHER")))).isTrue();
        assertThat(timeline.counts(at(5), of(TASK, Optional.empty()))).isTrue();
        assertThat(timeline.counts(at(11), of(TASK, Optional.of("RUN")))).isTrue();
    }

    @Test
    void without_a_stream_only_its_entries_before_go() {
        Timeline timeline = original.after(at(10), without(new OfStream(TASK)));

        assertThat(timeline.counts(at(5), of(TASK, Optional.empty()))).isFalse();
        assertThat(timeline.counts(at(5), of(OTHER, Optional.empty()))).isTrue();
        assertThat(timeline.counts(at(11), of(TASK, Optional.empty()))).isTrue();
    }

    @Test
    void without_some_entries_all_others_count_before_and_after_them() {
        Timeline timeline = original.after(at(10), Rollback.of(new WithoutEntries(new Range(4, 5))));

        assertThat(counts(timeline, 3)).isTrue();
        assertThat(counts(timeline, 4)).isFalse();
        assertThat(counts(timeline, 5)).isFalse();
        assertThat(counts(timeline, 6)).isTrue();
        assertThat(timeline.changedFrom()).isEqualTo(at(4));
        assertThat(timeline.liveRanges()).containsExactly(new Range(1, 3), new Range(6, Long.MAX_VALUE));
    }

    @Test
    void without_the_newest_rollback_its_entries_count_again_and_what_came_since_goes_on_counting() {
        Timeline first = original.after(at(6), without(new OfStream(OTHER)));
        Timeline timeline = first.after(at(10), to(at(4))).after(at(20), Rollback.of(new WithoutRollback(at(10))));

        assertThat(counts(timeline, 7)).isTrue();
        assertThat(counts(timeline, 15)).isTrue();
        assertThat(timeline.counts(at(5), of(OTHER, Optional.empty()))).isFalse();
        assertThat(timeline.counts(at(15), of(OTHER, Optional.empty()))).isTrue();
        assertThat(timeline.number()).isEqualTo(3);
        assertThat(timeline.liveRanges()).containsExactly(new Range(1, Long.MAX_VALUE));
    }

    @Test
    void exclusions_add_up_and_go_with_the_rollback_that_passes_them() {
        Timeline both = original.after(at(10), without(new OfRun("RUN"))).after(at(12), without(new OfStream(OTHER)));
        assertThat(both.counts(at(5), of(TASK, Optional.of("RUN")))).isFalse();
        assertThat(both.counts(at(5), of(OTHER, Optional.empty()))).isFalse();

        Timeline back = both.after(at(20), to(at(11))); // the run is out, the stream is not yet
        assertThat(back.counts(at(5), of(TASK, Optional.of("RUN")))).isFalse();
        assertThat(back.counts(at(5), of(OTHER, Optional.empty()))).isTrue();
    }

    @Test
    void the_journals_own_facts_always_count() {
        Timeline timeline = original.after(at(10), to(Position.START));

        assertThat(timeline.counts(at(5), of(StreamId.parse("journal/journal"), Optional.empty())))
                .isTrue();
        assertThat(timeline.counts(at(5), of(StreamId.parse("import/RUN"), Optional.of("RUN"))))
                .isTrue();
    }

    @Test
    void as_of_an_earlier_position_only_the_rollbacks_up_to_there_have_happened() {
        Timeline first = original.after(at(10), to(at(4)));
        Timeline second = first.after(at(20), to(at(12)));

        assertThat(second.asOf(at(9))).isSameAs(original);
        assertThat(second.asOf(at(10))).isSameAs(first);
        assertThat(second.asOf(at(19))).isSameAs(first);
        assertThat(second.asOf(at(20))).isSameAs(second);
    }

    @Test
    void a_rollback_to_itself_or_out_of_order_is_refused() {
        assertThatThrownBy(() -> original.after(at(10), to(at(10)))).hasMessageContaining("want an earlier one");
        Timeline timeline = original.after(at(10), without(new OfRun("RUN")));
        assertThatThrownBy(() -> timeline.after(at(10), without(new OfRun("RUN"))))
                .hasMessageContaining("in order");
    }

    @Test
    void ranges_say_whether_single_entries_need_asking() {
        Timeline timeline = original.after(at(10), without(new OfRun("RUN")));

        assertThat(timeline.countsWholly(new Range(1, 9))).isFalse();
        assertThat(timeline.countsWholly(new Range(10, 50))).isTrue();
        assertThat(timeline.liveRanges()).containsExactly(new Range(1, Long.MAX_VALUE));
    }

    @Test
    void without_an_actor_or_a_session_since_a_position_only_what_they_did_since_goes() {
        Timeline timeline = original.after(at(20), Rollback.of(new Without(new OfActor("ada"), at(5))));

        assertThat(timeline.counts(at(5), by("ada", ""))).isTrue();
        assertThat(timeline.counts(at(6), by("ada", ""))).isFalse();
        assertThat(timeline.counts(at(6), by("bob", "s-1"))).isTrue();
        assertThat(timeline.counts(at(21), by("ada", ""))).isTrue();
        assertThat(timeline.changedFrom()).isEqualTo(at(6));

        Timeline both = timeline.after(at(30), without(new OfSession("s-1")));
        assertThat(both.counts(at(6), by("bob", "s-1"))).isFalse();
        assertThat(both.counts(at(6), by("ada", "s-2"))).isFalse();
        assertThat(both.counts(at(25), by("ada", "s-2"))).isTrue();
    }

    @Test
    void one_thing_goes_back_to_a_point_alone() {
        Timeline timeline = original.after(at(20), Rollback.of(new Without(new OfStream(TASK), at(5))));

        assertThat(counts(timeline, 5)).isTrue();
        assertThat(counts(timeline, 6)).isFalse();
        assertThat(counts(timeline, 21)).isTrue();
        assertThat(timeline.counts(at(6), of(OTHER, Optional.empty()))).isTrue();
        assertThat(timeline.countsWholly(new Range(1, 9))).isFalse();
        assertThat(timeline.liveRanges()).containsExactly(new Range(1, Long.MAX_VALUE));
    }

    @Test
    void what_is_kept_counts_as_before_and_what_goes_beside_counts_no_more() {
        Timeline timeline = original.after(at(20), new Rollback(new To(at(4)), Set.of(TASK), Map.of()));
        assertThat(counts(timeline, 9)).isTrue();
        assertThat(timeline.counts(at(9), of(OTHER, Optional.empty()))).isFalse();

        Timeline beside = original.after(
                at(20), new Rollback(new WithoutEntries(new Range(3, 3)), Set.of(), Map.of(TASK, at(2))));
        assertThat(counts(beside, 2)).isTrue();
        assertThat(counts(beside, 9)).isFalse();
        assertThat(beside.counts(at(9), of(OTHER, Optional.empty()))).isTrue();
        assertThat(counts(beside, 21)).isTrue();
    }

    @Test
    void any_rollback_is_taken_back_alone_and_that_again() {
        Timeline first = original.after(at(10), without(new OfRun("RUN")));
        Timeline second = first.after(at(20), without(new OfStream(TASK)));
        Timeline third = second.after(at(30), Rollback.of(new WithoutEntries(new Range(3, 3))));

        Timeline back = third.after(at(40), Rollback.of(new WithoutRollback(at(10))));
        assertThat(back.counts(at(5), of(OTHER, Optional.of("RUN")))).isTrue();
        assertThat(counts(back, 5)).isFalse();
        assertThat(back.counts(at(3), of(OTHER, Optional.empty()))).isFalse();
        assertThat(back.takenBack()).containsExactly(at(10));

        Timeline again = back.after(at(50), Rollback.of(new WithoutRollback(at(40))));
        assertThat(again.counts(at(5), of(OTHER, Optional.of("RUN")))).isFalse();
        assertThat(again.takenBack()).containsExactly(at(40));
        assertThat(again.isRollback(at(40))).isTrue();
        assertThat(again.isRollback(at(41))).isFalse();
    }

    @Test
    void in_random_histories_counts_what_counts_by_the_definition() {
        for (int seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            var model = new WhatCounts();
            Timeline timeline = original;
            long head = 0;
            for (int step = 0; step < 12; step++) {
                head += 1 + random.nextInt(6);
                Rollback next = Rollback.of(model.target(random, head, timeline, List.of(TASK, OTHER)));
                timeline = timeline.after(at(head), next);
                model.add(head, next);
                assertAgree(timeline, model, head, "seed %d, rollbacks %s".formatted(seed, model));
            }
        }
    }

    private static void assertAgree(Timeline timeline, WhatCounts model, long head, String description) {
        for (long position = 1; position <= head + 2; position++) {
            boolean any = false;
            for (Origin origin : ORIGINS) {
                boolean counts = timeline.counts(at(position), origin);
                assertThat(counts)
                        .as("position %d of %s, %s", position, origin, description)
                        .isEqualTo(model.counts(position, origin));
                any |= counts;
            }
            if (any) {
                long here = position;
                assertThat(timeline.liveRanges())
                        .as(description)
                        .anyMatch(range -> range.first() <= here && here <= range.last());
            }
        }
        Timeline before = timeline.before().orElseThrow();
        for (long position = 1; position < timeline.changedFrom().value(); position++) {
            for (Origin origin : ORIGINS) {
                assertThat(timeline.counts(at(position), origin))
                        .as(description)
                        .isEqualTo(before.counts(at(position), origin));
            }
        }
    }

    private static final List<Origin> ORIGINS = Stream.of(TASK, OTHER)
            .flatMap(stream -> Stream.of("ada", "bob")
                    .flatMap(actor -> Stream.of("", "s-1")
                            .flatMap(session -> Stream.of("", "RUN")
                                    .map(run -> new Origin(
                                            stream,
                                            actor,
                                            Optional.of(session).filter(text -> !text.isEmpty()),
                                            Optional.of(run).filter(text -> !text.isEmpty()))))))
            .toList();

    private static Rollback to(Position position) {
        return Rollback.of(new To(position));
    }

    private static Rollback without(Rollback.Scope scope) {
        return Rollback.of(new Without(scope, Position.START));
    }

    private static Origin of(StreamId stream, Optional<String> correlation) {
        return new Origin(stream, "ada", Optional.empty(), correlation);
    }

    private static Origin by(String actor, String session) {
        return new Origin(TASK, actor, Optional.of(session).filter(text -> !text.isEmpty()), Optional.empty());
    }

    private static boolean counts(Timeline timeline, long position) {
        return timeline.counts(at(position), of(TASK, Optional.empty()));
    }

    private static Position at(long position) {
        return new Position(position);
    }
}
