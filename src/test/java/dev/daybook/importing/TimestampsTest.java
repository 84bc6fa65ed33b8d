package dev.daybook.importing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

final class TimestampsTest {

    private final Timestamps times = new Timestamps(ZoneId.of("Asia/Tokyo"), Instant.parse("2026-01-02T03:04:05Z"));

    @Test
    void go_rust_and_javascript_times_are_read_to_the_nanosecond() {
        read("2025-10-01T09:00:00Z", "2025-10-01T09:00:00Z", "");
        read("2025-10-01T09:00:00.7Z", "2025-10-01T09:00:00.7Z", "");
        read("2025-10-01T18:00:00.123456789+09:00", "2025-10-01T09:00:00.123456789Z", "");
        read("2025-11-10T01:12:30.481223917+00:00", "2025-11-10T01:12:30.481223917Z", "");
        read("2025-10-01T09:00:00.123Z", "2025-10-01T09:00:00.123Z", "");
    }

    @Test
    void sql_times_without_an_offset_are_utc() {
        read("2025-10-01 09:00:00", "2025-10-01T09:00:00Z", "");
        read("2025-10-01 09:00:00.123456789-02:30", "2025-10-01T11:30:00.123456789Z", "");
        read("2025-10-01 09:00:00.5 +0000 UTC m=+0.013", "2025-10-01T09:00:00.5Z", "");
    }

    @Test
    void iso_times_without_an_offset_are_those_of_the_writer_and_flagged() {
        read("2025-10-01T09:00:00.250", "2025-10-01T00:00:00.250Z", "INVALID_TIMESTAMP");
    }

    @Test
    void numbers_are_seconds_milliseconds_or_microseconds() {
        read("1759280400", "2025-10-01T01:00:00Z", "EPOCH_SECONDS");
        read("1759280400.25", "2025-10-01T01:00:00.250Z", "EPOCH_FLOAT");
        read("1759280400123", "2025-10-01T01:00:00.123Z", "EPOCH_MS");
        read("1759280400123456", "2025-10-01T01:00:00.123456Z", "EPOCH_MICROS");
    }

    @Test
    void the_zero_time_means_that_there_is_none() {
        read("0001-01-01T00:00:00Z", "", "ZERO_TIME");
        read("0", "", "ZERO_TIME");
    }

    @Test
    void the_future_is_kept_and_flagged() {
        read("2099-01-01T00:00:00Z", "2099-01-01T00:00:00Z", "FUTURE_TIMESTAMP");
        read("2026-01-03T00:00:00Z", "2026-01-03T00:00:00Z", "");
    }

    @Test
    void what_is_no_time_is_absent() {
        for (String text : new String[] {
            "", "soon", "2025/11/09 21:04", "2025-02-30T00:00:00Z", "2025-10-01T24:61:00Z", "1e99", "9".repeat(500)
        }) {
            read(text, "", "INVALID_TIMESTAMP");
        }
    }

    private void read(String text, String instant, String code) {
        Timestamps.Reading reading = times.read(text);
        assertThat(reading.text()).isEqualTo(text);
        assertThat(reading.instant().map(Instant::toString).orElse(""))
                .as(text)
                .isEqualTo(instant.isEmpty() ? "" : Instant.parse(instant).toString());
        assertThat(reading.note().map(Timestamps.Note::code).orElse(""))
                .as(text)
                .isEqualTo(code);
    }
}
