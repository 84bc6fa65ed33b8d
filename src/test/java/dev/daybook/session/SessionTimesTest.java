package dev.daybook.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTimesTest {

    @ParameterizedTest
    @CsvSource({
        "2025-11-10T02:01:09.044Z, 2025-11-10T02:01:09.044Z",
        "2025-11-10T01:12:30.481223917+00:00, 2025-11-10T01:12:30.481223917Z",
        "2025-11-10T01:12:30+00:00, 2025-11-10T01:12:30Z",
        "2025-11-10T10:12:30.5+09:00, 2025-11-10T01:12:30.5Z",
        "2025-11-10 01:12:30, 2025-11-10T01:12:30Z",
        "2025-11-10T01:12:30, 2025-11-10T01:12:30Z",
        "2025-11-10, 2025-11-10T00:00:00Z",
    })
    void every_writers_spelling_is_read(String text, Instant instant) {
        assertThat(SessionTimes.read(text)).contains(instant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "yesterday", "2025-13-10T00:00:00Z", "2025-11-10T", "1762736469044", "20251110T000000Z"})
    void what_is_no_time_is_none(String text) {
        assertThat(SessionTimes.read(text)).isEmpty();
    }

    @Test
    void a_long_text_is_not_looked_at() {
        assertThat(SessionTimes.read("2025-11-10T02:01:09." + "0".repeat(10_000) + "Z"))
                .isEmpty();
    }
}
