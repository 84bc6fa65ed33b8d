package dev.daybook.importing.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A question takes too long after a run if it takes many times as long as before, and longer than anybody waits. */
class SlowerTest {

    @Test
    void neither_a_little_more_of_much_nor_many_times_a_moment_is_too_slow() {
        assertThat(Slower.of("GET /sbis", 10, 30, 3, 20)).isEmpty();
        assertThat(Slower.of("GET /sbis", 1, 20, 3, 20)).isEmpty();
        assertThat(Slower.of("GET /sbis", 10, 30.1, 3, 20)).isPresent();
    }

    @Test
    void how_many_times_as_long_it_takes_is_told_of_what_took_no_time_before_too() {
        assertThat(Slower.of("GET /sbis", 10, 45, 3, 20).map(Slower::times)).contains(4.5);
        assertThat(Slower.of("GET /sbis", 0, 45, 3, 20).map(Slower::times)).contains(45_000.0);
        assertThat(Slower.of("GET /sbis", 10, 45, 3, 20).map(Slower::text))
                .contains("GET /sbis takes 45.0 ms where it took 10.0 ms: more than 3 times as long, and than 20 ms"
                        + " (settings migrate.times.max, migrate.query.ms)");
    }
}
