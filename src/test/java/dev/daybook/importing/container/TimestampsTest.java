package dev.daybook.importing.container;

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

    @Test
    void how_large_a_number_is_says_what_it_counts_before_1970_too() {
        read("100000000000", "1973-03-03T09:46:40Z", "EPOCH_MS");
        read("-100000000000", "1966-10-31T14:13:20Z", "EPOCH_MS");
        read("-99999999999", "-1199-02-15T14:13:21Z", "EPOCH_SECONDS");
        read("100000000000000", "1973-03-03T09:46:40Z", "EPOCH_MICROS");
        read("-99999999999999", "-1199-02-15T14:13:20.001Z", "EPOCH_MS");
        read("-1.5", "1969-12-31T23:59:58.5Z", "EPOCH_FLOAT");
        read("-0.0000000001", "1969-12-31T23:59:59.999999999Z", "EPOCH_FLOAT");
        read("1e9", "2001-09-09T01:46:40Z", "EPOCH_SECONDS");
        read("1759280400.0", "2025-10-01T01:00:00Z", "EPOCH_SECONDS");
        read("1e18", "", "INVALID_TIMESTAMP");
        read("1759280400." + "0".repeat(21), "2025-10-01T01:00:00Z", "EPOCH_SECONDS");
        read("1759280400." + "0".repeat(22), "", "INVALID_TIMESTAMP");
    }

    @Test
    void a_number_that_lies_in_the_future_is_flagged_as_that() {
        read("99999999999", "5138-11-16T09:46:39Z", "FUTURE_TIMESTAMP");
        read("99999999999999", "5138-11-16T09:46:39.999Z", "FUTURE_TIMESTAMP");
    }

    @Test
    void the_future_begins_a_day_after_the_import() {
        read("2026-01-03T03:04:05Z", "2026-01-03T03:04:05Z", "");
        read("2026-01-03T03:04:05.000000001Z", "2026-01-03T03:04:05.000000001Z", "FUTURE_TIMESTAMP");
        read("2026-01-03T12:04:05", "2026-01-03T03:04:05Z", "INVALID_TIMESTAMP");
        read("2026-01-03T12:04:06", "2026-01-03T03:04:06Z", "FUTURE_TIMESTAMP");
    }

    @Test
    void a_date_is_the_beginning_of_the_day_where_it_was_written() {
        read("2025-10-01", "2025-09-30T15:00:00Z", "INVALID_TIMESTAMP");
        assertThat(times.read("2025-10-01").note().orElseThrow().message())
                .isEqualTo("has no offset: read in zone Asia/Tokyo");
    }

    @Test
    void an_offset_may_have_a_name_besides() {
        read("2025-10-01 18:00:00 +0900 JST", "2025-10-01T09:00:00Z", "");
        read("2025-10-01 09:00:00 UTC", "2025-10-01T09:00:00Z", "");
        read("2025-10-01t09:00z", "2025-10-01T09:00:00Z", "");
        read("2025-10-01T09:00:00+19:00", "", "INVALID_TIMESTAMP");
    }

    @Test
    void more_than_nine_digits_of_a_second_are_cut() {
        read("2025-10-01T09:00:00.12345678999Z", "2025-10-01T09:00:00.123456789Z", "");
    }

    @Test
    void of_a_long_text_that_is_no_time_the_beginning_is_told() {
        assertThat(times.read("x".repeat(60)).note().orElseThrow().message())
                .isEqualTo("'%s' is no time: want such as 2025-10-01T09:00:00Z".formatted("x".repeat(60)));
        assertThat(times.read("x".repeat(61)).note().orElseThrow().message())
                .startsWith("'%s…' is no time".formatted("x".repeat(60)));
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
