package dev.daybook.operation;

import dev.daybook.operation.ArgumentForm.When;
import dev.daybook.shape.Flaw;
import dev.daybook.shape.Flaw.Code;
import dev.daybook.shape.Flawed;
import dev.daybook.shape.TextForm;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Times as people write them: a time, a day, or how long ago. Without an offset they are UTC. */
public final class Moments {

    /** What they are, in words. */
    public static final String WANT = TextForm.TIME.want();

    private static final Map<Character, ChronoUnit> UNITS = Map.of(
            's', ChronoUnit.SECONDS,
            'm', ChronoUnit.MINUTES,
            'h', ChronoUnit.HOURS,
            'd', ChronoUnit.DAYS,
            'w', ChronoUnit.WEEKS);

    private static final Pattern TAKEN = TextForm.TIME.pattern().orElseThrow();
    private static final String DAY = "2026-01-31";

    private Moments() {}

    /** Returns whether a text looks like a time. */
    public static boolean isOne(String text) {
        return TAKEN.matcher(text).matches();
    }

    /**
     * Returns the time that a text means: of a day its beginning, its end or its last moment.
     *
     * @throws Flawed if it is none; names {@code argument}
     */
    public static Instant of(String argument, String text, When when, Instant now) {
        Instant moment = parse(argument, text, now);
        return switch (when) {
            case FROM -> moment;
            case UNTIL -> isDay(text) ? moment.plus(Duration.ofDays(1)) : moment;
            case LAST -> isDay(text) ? moment.plus(Duration.ofDays(1)).minusNanos(1) : moment;
        };
    }

    /** As {@link #of}, where a position could have stood, too. */
    public static Instant orPosition(String argument, String text, When when, Instant now) {
        if (!isOne(text)) {
            throw flawed(argument, text, "a position (42), " + WANT);
        }
        return of(argument, text, when, now);
    }

    private static boolean isDay(String text) {
        return text.length() == DAY.length() && text.charAt(4) == '-';
    }

    private static Instant parse(String argument, String text, Instant now) {
        if (!isOne(text)) {
            throw flawed(argument, text, WANT);
        }
        try {
            ChronoUnit unit = UNITS.get(text.charAt(text.length() - 1));
            if (unit != null) {
                long amount = Long.parseLong(text.substring(0, text.length() - 1));
                return now.minus(unit.getDuration().multipliedBy(amount));
            }
            if (isDay(text)) {
                return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            }
            String iso = text.replace(' ', 'T');
            boolean offset = iso.endsWith("Z") || iso.lastIndexOf('+') > 0 || iso.lastIndexOf('-') > iso.indexOf('T');
            return offset
                    ? OffsetDateTime.parse(iso).toInstant()
                    : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException | ArithmeticException | NumberFormatException _) {
            throw flawed(argument, text, WANT);
        }
    }

    private static Flawed flawed(String argument, String text, String want) {
        String detail = "is '%s': want %s".formatted(text, want);
        return new Flawed(List.of(new Flaw("/" + argument, Code.NOT_TAKEN, detail, -1, -1)));
    }
}
