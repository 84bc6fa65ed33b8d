package dev.daybook.importing.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How far a run is told to be, and how often. */
class ProgressRateTest {

    private Instant now = Instant.parse("2026-01-02T03:04:05Z");
    private int countings;
    private final List<Progress> told = new ArrayList<>();
    private final ProgressRate rate = new ProgressRate("run", this::count, () -> now, Duration.ofSeconds(1), told::add);

    private long count() {
        countings++;
        return 10;
    }

    private Progress progress(String phase, long done, long total, double perSecond, long remainingS) {
        return new Progress(
                "run",
                phase,
                done,
                total,
                perSecond,
                perSecond == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(remainingS)));
    }

    private void after(Duration time) {
        now = now.plus(time);
    }

    @Test
    void each_phase_is_told_and_then_what_is_done_as_often_as_was_asked_for() {
        rate.phase("reading");
        after(Duration.ofMillis(999));
        rate.done();
        after(Duration.ofMillis(1));
        rate.done();
        rate.done();

        assertThat(told).containsExactly(progress("reading", 0, 10, 0, 0), progress("reading", 2, 10, 2, 4));
    }

    @Test
    void a_phase_counts_from_its_own_beginning_and_the_files_are_counted_once() {
        rate.phase("checking");
        after(Duration.ofSeconds(9));
        rate.done();
        rate.phase("reading");
        after(Duration.ofSeconds(2));
        rate.done();

        assertThat(told.getLast().perSecond()).isEqualTo(0.5);
        assertThat(told.getLast().remaining()).contains(Duration.ofSeconds(18));
        assertThat(countings).isOne();
    }

    @Test
    void posting_counts_the_facts_that_were_not_posted_when_it_began() {
        rate.at("posting", 100, 140);
        after(Duration.ofSeconds(1));
        rate.at("posting", 110, 140);
        after(Duration.ofMillis(500));
        rate.at("posting", 120, 140);
        after(Duration.ofMillis(500));
        rate.at("posting", 90, 140); // its rows are built anew

        assertThat(told)
                .containsExactly(
                        progress("posting", 0, 40, 0, 0),
                        progress("posting", 10, 40, 10, 3),
                        progress("posting", 0, 40, 0, 0));
    }

    @Test
    void posting_is_told_at_once_however_late_the_last_word_was() {
        rate.phase("reading");
        rate.at("posting", 5, 6);

        assertThat(told).extracting(Progress::phase).containsExactly("reading", "posting");
    }

    @Test
    void more_than_was_expected_is_done_of_as_much() {
        for (int i = 0; i < 12; i++) {
            rate.done();
        }

        assertThat(Progress.of("run", "reading", 12, 10, Duration.ofSeconds(4)))
                .isEqualTo(progress("reading", 12, 12, 3, 0));
    }
}
