package dev.daybook.importing.container;

import dev.daybook.importing.Finding;
import dev.daybook.importing.Finding.Severity;
import dev.daybook.importing.Reading;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the times that other tools write: RFC 3339 with up to nine digits and any offset (Go, Rust, JavaScript), SQL
 * texts without an offset (UTC), ISO texts without an offset (the writer's zone), and numbers since 1970 in seconds,
 * milliseconds or microseconds.
 *
 * @param zone where the tool ran: the zone of times that do not say one
 * @param now the time of the import: what lies more than a day after it is in the future
 */
public record Timestamps(ZoneId zone, Instant now) {

    /** Takes whatever a record says, without an offset as UTC: none is too far away. */
    public static final Timestamps ANY = new Timestamps(ZoneOffset.UTC, Instant.parse("9998-12-31T00:00:00Z"));

    private static final Duration FUTURE = Duration.ofDays(1);
    private static final BigDecimal SECONDS_BELOW = new BigDecimal("1e11");
    private static final BigDecimal MILLIS_BELOW = new BigDecimal("1e14");
    private static final int NUMBER_CHARS_MAX = 32; // a longer number is no time, and costs time to read

    private static final Pattern TEXT =
            Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})(?:([Tt ])(\\d{2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9})\\d*)?)?"
                    + "\\s?(Z|z|UTC|[+-]\\d{2}:?\\d{2}(?: [A-Z]{3,4})?)?(?: m=[+-][\\d.]+)?)?");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE][+-]?\\d{1,2})?");

    /**
     * What a text says.
     *
     * @param instant absent for zero times, empty and unreadable texts
     * @param note what is odd about it, if anything
     */
    public record Reading(String text, Optional<Instant> instant, Optional<Note> note) {

        private static Reading plain(String text, Instant instant) {
            return new Reading(text, Optional.of(instant), Optional.empty());
        }

        private static Reading noted(
                String text, @Nullable Instant instant, Severity severity, String code, String message) {
            return new Reading(text, Optional.ofNullable(instant), Optional.of(new Note(severity, code, message)));
        }
    }

    /** Severity, code and sentence of a finding. */
    public record Note(Severity severity, String code, String message) {

        public Finding at(String file, String where) {
            return new Finding(file, where, severity, code, message);
        }
    }

    /** Reads a text; an empty one is invalid. */
    public Reading read(String text) {
        String stripped = text.strip();
        if (stripped.startsWith("0001-01-01")) {
            return Reading.noted(text, null, Severity.INFO, "ZERO_TIME", "the zero time means that there is none");
        }
        if (stripped.length() <= NUMBER_CHARS_MAX && NUMBER.matcher(stripped).matches()) {
            return number(text, new BigDecimal(stripped));
        }
        Matcher matcher = TEXT.matcher(stripped);
        if (!matcher.matches()) {
            return invalid(text);
        }
        try {
            return dated(text, matcher);
        } catch (DateTimeException e) {
            return invalid(text);
        }
    }

    /** Reads a number since 1970: below 1e11 seconds, below 1e14 milliseconds, else microseconds. */
    public Reading number(String text, BigDecimal number) {
        BigDecimal size = number.abs();
        if (size.compareTo(new BigDecimal("1e18")) >= 0) {
            return invalid(text);
        }
        if (number.signum() == 0) {
            return Reading.noted(text, null, Severity.INFO, "ZERO_TIME", "zero means that there is no time");
        }
        if (size.compareTo(SECONDS_BELOW) < 0) {
            boolean whole = number.stripTrailingZeros().scale() <= 0;
            String code = whole ? "EPOCH_SECONDS" : "EPOCH_FLOAT";
            return epoch(text, number.movePointRight(9), Severity.INFO, code, "read as seconds since 1970");
        }
        if (size.compareTo(MILLIS_BELOW) < 0) {
            return epoch(text, number.movePointRight(6), Severity.INFO, "EPOCH_MS", "read as milliseconds since 1970");
        }
        return epoch(text, number.movePointRight(3), Severity.WARN, "EPOCH_MICROS", "read as microseconds since 1970");
    }

    private Reading epoch(String text, BigDecimal nanos, Severity severity, String code, String message) {
        BigDecimal whole = nanos.setScale(0, RoundingMode.FLOOR);
        BigDecimal[] parts = whole.divideAndRemainder(BigDecimal.valueOf(1_000_000_000));
        Instant instant = Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValueExact());
        return isFuture(instant) ? future(text, instant) : Reading.noted(text, instant, severity, code, message);
    }

    private Reading dated(String text, Matcher matcher) {
        boolean dateOnly = matcher.group(4) == null;
        LocalDateTime local = LocalDateTime.of(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)),
                digits(matcher.group(5)),
                digits(matcher.group(6)),
                digits(matcher.group(7)),
                nanos(matcher.group(8)));
        String offset = matcher.group(9);
        if (offset == null && (dateOnly || !matcher.group(4).equals(" "))) {
            Instant instant = local.atZone(zone).toInstant();
            return isFuture(instant)
                    ? future(text, instant)
                    : Reading.noted(
                            text, instant, Severity.INFO, "INVALID_TIMESTAMP", "has no offset: read in zone " + zone);
        }
        Instant instant = local.toInstant(offset(offset));
        return isFuture(instant) ? future(text, instant) : Reading.plain(text, instant);
    }

    /** SQLite's CURRENT_TIMESTAMP has no offset and is UTC. */
    private static ZoneOffset offset(@Nullable String text) {
        if (text == null || text.equalsIgnoreCase("Z") || text.equals("UTC")) {
            return ZoneOffset.UTC;
        }
        return ZoneOffset.of(text.contains(" ") ? text.substring(0, text.indexOf(' ')) : text);
    }

    private static int digits(@Nullable String text) {
        return text == null ? 0 : Integer.parseInt(text);
    }

    private static int nanos(@Nullable String fraction) {
        return fraction == null ? 0 : Integer.parseInt(fraction + "0".repeat(9 - fraction.length()));
    }

    private boolean isFuture(Instant instant) {
        return instant.isAfter(now.plus(FUTURE));
    }

    private static Reading future(String text, Instant instant) {
        return Reading.noted(
                text,
                instant,
                Severity.WARN,
                "FUTURE_TIMESTAMP",
                "'%s' lies more than a day after the import".formatted(abbreviated(text)));
    }

    private static Reading invalid(String text) {
        return Reading.noted(
                text,
                null,
                Severity.WARN,
                "INVALID_TIMESTAMP",
                "'%s' is no time: want such as 2025-10-01T09:00:00Z".formatted(abbreviated(text)));
    }

    private static String abbreviated(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
