package dev.daybook.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimesTest {

    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    @Test
    void times_are_written_as_the_library_would_and_read_back() {
        var random = new Random(3);
        long first = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
        long last = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
        for (int i = 0; i < 20_000; i++) {
            Instant time = Instant.ofEpochSecond(random.nextLong(first, last + 1), random.nextInt(1_000_000) * 1_000L);
            assertThat(Times.text(time)).isEqualTo(FORMAT.format(time));
            assertThat(Times.instant(Times.text(time))).isEqualTo(time);
        }
        assertThat(Times.text(Instant.parse("2024-02-29T23:59:59.999999999Z")))
                .isEqualTo("2024-02-29T23:59:59.999999Z");
        assertThat(Times.text(Instant.EPOCH)).isEqualTo("1970-01-01T00:00:00.000000Z");
    }

    @Test
    void what_is_spelled_otherwise_is_read_as_the_library_does() {
        for (String text :
                List.of("2024-02-29T12:00:00Z", "2024-12-31T23:59:59.123456789Z", "2024-06-30T23:59:60.500000Z")) {
            assertThat(Times.instant(text)).isEqualTo(Instant.parse(text));
        }
        for (String text :
                List.of("2024x02-29T12:00:00.000000Z", "2023-02-29T12:00:00.000000Z", "2024-02-29T12:00:00.00000aZ")) {
            assertThatThrownBy(() -> Times.instant(text)).isInstanceOf(DateTimeParseException.class);
        }
    }
}
