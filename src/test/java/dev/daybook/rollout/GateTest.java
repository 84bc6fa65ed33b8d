package dev.daybook.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.rollout.Gate.Criterion;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GateTest {

    private static final Duration WINDOW = Duration.ofDays(2);

    /** A thousand of everything, all well, the journal twice as fast. */
    private static final Figures WELL =
            new Figures(1_000, 0, 1_000, 0, 2_000, 0, 1_000, 0, 1, 1_000, 1_000, 0, 1_000_000, 2_000_000);

    private static List<String> against(Stage stage, Figures figures, Duration held) {
        return Gate.before(stage, figures, held, WINDOW).stream()
                .filter(it -> !it.holds())
                .map(Criterion::name)
                .toList();
    }

    private static Figures errors(long journalErrors, long failures, long fallbacks, long inconsistent) {
        return new Figures(
                1_000,
                journalErrors,
                1_000,
                0,
                2_000,
                failures,
                1_000,
                fallbacks,
                1,
                1_000,
                1_000 - inconsistent,
                0,
                1_000_000,
                2_000_000);
    }

    @Test
    void all_well_over_the_whole_window_opens_the_gate() {
        assertThat(against(Stage.JOURNAL, WELL, WINDOW)).isEmpty();
        assertThat(against(Stage.RETIRED, WELL, WINDOW)).isEmpty();
    }

    @Test
    void a_window_that_is_not_over_keeps_it_shut() {
        assertThat(against(Stage.JOURNAL, WELL, WINDOW.minusSeconds(1))).containsExactly("seconds in the stage before");
    }

    @Test
    void too_few_data_do_not_hold() {
        assertThat(against(Stage.JOURNAL, Figures.NONE, WINDOW))
                .contains("writes", "comparisons", "write success", "consistency", "latency ratio");
        assertThat(Gate.before(Stage.JOURNAL, Figures.NONE, WINDOW, WINDOW).toString())
                .contains("not known yet");
    }

    @Test
    void each_threshold_is_that_of_the_plan() {
        assertThat(against(Stage.JOURNAL, errors(10, 0, 0, 0), WINDOW)).isEmpty();
        assertThat(against(Stage.JOURNAL, errors(11, 0, 0, 0), WINDOW)).containsExactly("write success");
        assertThat(against(Stage.JOURNAL, errors(0, 2, 0, 0), WINDOW)).isEmpty();
        assertThat(against(Stage.JOURNAL, errors(0, 3, 0, 0), WINDOW)).containsExactly("error rate");
        assertThat(against(Stage.JOURNAL, errors(0, 0, 10, 0), WINDOW)).isEmpty();
        assertThat(against(Stage.JOURNAL, errors(0, 0, 11, 0), WINDOW)).containsExactly("fallback rate");
        assertThat(against(Stage.JOURNAL, errors(0, 0, 0, 1), WINDOW)).isEmpty();
        assertThat(against(Stage.JOURNAL, errors(0, 0, 0, 2), WINDOW)).containsExactly("consistency");
    }

    @Test
    void without_files_the_journal_has_to_be_as_fast_as_they_were() {
        var slower = new Figures(1_000, 0, 1_000, 0, 2_000, 0, 0, 0, 1, 1_000, 1_000, 0, 4_000_000, 2_000_000);
        assertThat(against(Stage.JOURNAL, slower, WINDOW)).isEmpty();
        assertThat(against(Stage.RETIRED, slower, WINDOW)).containsExactly("latency ratio");
    }

    @Test
    void a_stage_is_left_when_it_goes_wrong() {
        assertThat(Gate.trigger(WELL)).isEmpty();
        assertThat(Gate.trigger(errors(50, 0, 0, 20))).isEmpty();
        assertThat(Gate.trigger(errors(51, 0, 0, 0))).contains("write success is 94.90 %: less than 95 %");
        assertThat(Gate.trigger(errors(0, 0, 0, 21))).contains("consistency is 97.90 %: less than 98 %");
        assertThat(Gate.trigger(Figures.comparison(100, 100, 1))).contains("1 acknowledged things are missing");
        var slow = new Figures(1_000, 0, 1_000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 21_000_000, 2_000_000);
        assertThat(Gate.trigger(slow)).contains("the journal takes 10.5 times as long as the files: more than 10");
    }

    @Test
    void what_just_misses_a_threshold_is_not_shown_as_if_it_were_it() {
        var close = new Figures(
                1_000_000, 10_001, 1_000, 0, 1_000_000, 1_001, 0, 0, 1, 1_000_000, 998_999, 0, 1_000, 1_000);

        assertThat(Gate.before(Stage.JOURNAL, close, WINDOW, WINDOW))
                .filteredOn(criterion -> !criterion.holds())
                .extracting(Criterion::toString)
                .containsExactly(
                        "write success is 0.9899: want at least 0.9900",
                        "consistency is 0.9989: want at least 0.9990",
                        "error rate is 0.0011: want at most 0.0010");
        assertThat(Gate.trigger(new Figures(1_000_000, 50_001, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1)))
                .contains("write success is 94.99 %: less than 95 %");
    }

    @Test
    void a_journal_that_takes_ten_times_as_long_is_just_quick_enough() {
        var slow = new Figures(1_000, 0, 1_000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20_000_000, 2_000_000);

        assertThat(Gate.trigger(slow)).isEmpty();
    }

    @Test
    void one_failure_among_few_is_no_reason_to_leave() {
        assertThat(Gate.trigger(Figures.journalWrite(false, 0))).isEmpty();
        assertThat(Gate.trigger(failed(Gate.WRITES_MIN - 1))).isEmpty();
        assertThat(Gate.trigger(failed(Gate.WRITES_MIN))).contains("write success is 0.00 %: less than 95 %");
    }

    private static Figures failed(int writes) {
        return Stream.generate(() -> Figures.journalWrite(false, 0))
                .limit(writes)
                .reduce(Figures.NONE, Figures::plus);
    }
}
