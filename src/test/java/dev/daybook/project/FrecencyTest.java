package dev.daybook.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FrecencyTest {

    private static final Instant NOW = Instant.parse("2025-10-05T12:00:00Z");

    private static long score(long frequency, Duration ago) {
        return Frecency.score(frequency, Optional.of(NOW.minus(ago)), NOW);
    }

    @Test
    void within_a_day_it_is_the_curve_that_gum_documents() {
        assertThat(score(9, Duration.ofMinutes(30))).isEqualTo((long) (Math.log(10) * 1_000));
        assertThat(score(9, Duration.ofHours(11))).isEqualTo((long) (Math.log(10) * Math.exp(-1) * 1_000));
    }

    @Test
    void what_was_used_longer_ago_never_counts_more() {
        long before = Long.MAX_VALUE;
        for (int hours = 0; hours < 2_000; hours++) {
            long now = score(20, Duration.ofHours(hours));
            assertThat(now).isLessThanOrEqualTo(before);
            before = now;
        }
        assertThat(before).isEqualTo((long) (Math.log(21) * 0.01 * 1_000));
    }

    @Test
    void what_was_used_more_often_counts_more() {
        assertThat(score(100, Duration.ofHours(5))).isGreaterThan(score(10, Duration.ofHours(5)));
        assertThat(score(0, Duration.ZERO)).isZero();
    }

    @Test
    void an_unknown_time_is_long_ago_and_a_future_one_is_now() {
        assertThat(Frecency.score(20, Optional.empty(), NOW)).isEqualTo(score(20, Duration.ofDays(365)));
        assertThat(score(20, Duration.ofDays(-3))).isEqualTo(score(20, Duration.ZERO));
    }
}
