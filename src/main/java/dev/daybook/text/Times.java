package dev.daybook.text;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Times as UTC text of one width with microseconds, such as {@code 2025-10-01T12:00:00.000000Z}: they sort as text.
 */
public final class Times {

    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final int WIDTH = "0000-00-00T00:00:00.000000Z".length();
    private static final long SECONDS_PER_DAY = 86_400;
    private static final long FIRST_SECOND =
            Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
    private static final long LAST_SECOND =
            Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    private Times() {}

    /**
     * Returns whether it is time for what is done again and again. Where that is further away than it ever is, the clock was
     * set back, and waiting for it might take years.
     */
    public static boolean isDue(Instant due, Duration every, Instant now) {
        return !now.isBefore(due) || due.isAfter(now.plus(every));
    }

    /** Returns the text of a time; by hand, because two or three are written per event. */
    public static String text(Instant time) {
        long second = time.getEpochSecond();
        if (second < FIRST_SECOND || second > LAST_SECOND) {
            return FORMAT.format(time);
        }
        char[] text = "0000-00-00T00:00:00.000000Z".toCharArray();
        long day = Math.floorDiv(second, SECONDS_PER_DAY);
        int secondOfDay = (int) (second - day * SECONDS_PER_DAY);
        // Howard Hinnant, "chrono-compatible low-level date algorithms": days since 0000-03-01, by eras of 400 years.
        long shifted = day + 719_468;
        long era = Math.floorDiv(shifted, 146_097L);
        int dayOfEra = (int) (shifted - era * 146_097);
        int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int monthFromMarch = (5 * dayOfYear + 2) / 153;
        int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        put(text, 0, 4, (int) (yearOfEra + era * 400 + (month <= 2 ? 1 : 0)));
        put(text, 5, 2, month);
        put(text, 8, 2, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1);
        put(text, 11, 2, secondOfDay / 3_600);
        put(text, 14, 2, secondOfDay / 60 % 60);
        put(text, 17, 2, secondOfDay % 60);
        put(text, 20, 6, time.getNano() / 1_000);
        return new String(text);
    }

    private static void put(char[] text, int at, int digits, int value) {
        int rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            text[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** As {@link #text}, with nanoseconds. */
    public static String nanos(Instant time) {
        String micros = text(time);
        return micros.substring(0, micros.length() - 1)
                + "%03dZ".formatted(time.get(ChronoField.NANO_OF_SECOND) % 1_000);
    }

    /** Reads what {@link #text} wrote by hand, because rows hold two or three each; anything else as an instant is spelled. */
    public static Instant instant(String text) {
        if (text.length() == WIDTH) {
            try {
                return LocalDateTime.of(
                                number(text, 0, 4, '-'),
                                number(text, 5, 7, '-'),
                                number(text, 8, 10, 'T'),
                                number(text, 11, 13, ':'),
                                number(text, 14, 16, ':'),
                                number(text, 17, 19, '.'),
                                number(text, 20, 26, 'Z') * 1_000)
                        .toInstant(ZoneOffset.UTC);
            } catch (DateTimeException _) {
                return Instant.parse(text);
            }
        }
        return Instant.parse(text);
    }

    private static int number(String text, int from, int to, char behind) {
        int number = 0;
        boolean sound = text.charAt(to) == behind;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            sound &= digit >= 0 && digit <= 9;
            number = number * 10 + digit;
        }
        if (!sound) {
            throw new DateTimeException(text);
        }
        return number;
    }

    public static Optional<Instant> optional(@Nullable String text) {
        return Optional.ofNullable(text).map(Times::instant);
    }
}
