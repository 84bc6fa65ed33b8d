package dev.daybook.http;

import dev.daybook.http.Problem.Flaw;
import dev.daybook.http.Problem.Kind;
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
import java.util.Optional;

/** Times as people write them: a time, a day, or how long ago. Without an offset they are UTC. */
final class TimeArguments {

    private static final Map<Character, ChronoUnit> UNITS = Map.of(
            's', ChronoUnit.SECONDS,
            'm', ChronoUnit.MINUTES,
            'h', ChronoUnit.HOURS,
            'd', ChronoUnit.DAYS,
            'w', ChronoUnit.WEEKS);

    private static final String DAY = "2026-01-31";

    private TimeArguments() {}

    static Optional<Instant> of(Request request, String parameter, Instant now) {
        return request.text(parameter).map(text -> parse(parameter, text, now));
    }

    /** Returns before when something is meant: a day with all its hours. */
    static Optional<Instant> until(Request request, String parameter, Instant now) {
        return request.text(parameter).map(text -> {
            Instant moment = parse(parameter, text, now);
            return isDay(text) ? moment.plus(Duration.ofDays(1)) : moment;
        });
    }

    /** Returns up to when something is meant, that moment included: a day with all its hours. */
    static Optional<Instant> last(Request request, String parameter, Instant now) {
        return until(request, parameter, now)
                .map(moment ->
                        request.text(parameter).filter(TimeArguments::isDay).isPresent()
                                ? moment.minusNanos(1)
                                : moment);
    }

    private static boolean isDay(String text) {
        return text.length() == DAY.length() && text.charAt(4) == '-';
    }

    static Instant parse(String parameter, String text, Instant now) {
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
            String detail = "is '%s': want a time (2026-01-31T12:00:00Z), a day (2026-01-31) or how long ago (7d)"
                    .formatted(text);
            throw Problem.of(
                            Kind.INVALID_REQUEST,
                            "/%s %s".formatted(parameter, detail),
                            List.of(new Flaw("query", "/" + parameter, detail)))
                    .thrown();
        }
    }
}
