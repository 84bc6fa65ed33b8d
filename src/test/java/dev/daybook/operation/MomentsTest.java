package dev.daybook.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.operation.ArgumentForm.When;
import dev.daybook.shape.Flawed;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times as people write them. */
class MomentsTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    @Test
    void a_day_is_meant_with_all_its_hours_and_a_span_from_now() {
        assertThat(Moments.of("since", "2026-01-30", When.FROM, NOW)).isEqualTo("2026-01-30T00:00:00Z");
        assertThat(Moments.of("until", "2026-01-30", When.UNTIL, NOW)).isEqualTo("2026-01-31T00:00:00Z");
        assertThat(Moments.of("since", "7d", When.FROM, NOW)).isEqualTo("2026-01-24T12:00:00Z");
        assertThat(Moments.of("since", "2026-01-30 10:00", When.FROM, NOW)).isEqualTo("2026-01-30T10:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-5d", "soon", "d", "2026-02-31", "99999999999999999999d"})
    void what_is_no_time_is_told_with_what_is(String text) {
        assertThatThrownBy(() -> Moments.of("since", text, When.FROM, NOW))
                .isInstanceOf(Flawed.class)
                .hasMessageContaining("want a time");
    }
}
