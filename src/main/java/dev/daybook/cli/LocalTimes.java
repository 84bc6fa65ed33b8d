package dev.daybook.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/** Times as a person reads and writes them: in a zone, a day with all its hours. */
record LocalTimes(ZoneId zone) {

    private static final DateTimeFormatter PERSON = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final DateTimeFormatter PROGRAM = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX");
    private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter THIS_YEAR = DateTimeFormatter.ofPattern("MM-dd HH:mm");
    private static final DateTimeFormatter ANY_DAY = DateTimeFormatter.ofPattern("uuuu-MM-dd");
    private static final Pattern TIME =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z");
    private static final String DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}";

    /** Returns a time that the server wrote, for a person or with its offset; what is none stays as it is. */
    String shown(String text, boolean toPerson) {
        try {
            return (toPerson ? PERSON : PROGRAM)
                    .format(OffsetDateTime.parse(text).atZoneSameInstant(zone));
        } catch (DateTimeException _) {
            return text;
        }
    }

    /** Returns a time in a table for a person: the hour of today, the day of this year, else the date. */
    String brief(String text, Instant now) {
        try {
            ZonedDateTime time = OffsetDateTime.parse(text).atZoneSameInstant(zone);
            LocalDate today = LocalDate.ofInstant(now, zone);
            return (time.toLocalDate().equals(today) ? TODAY : time.getYear() == today.getYear() ? THIS_YEAR : ANY_DAY)
                    .format(time);
        } catch (DateTimeException _) {
            return text;
        }
    }

    /** Returns a sentence with the times in it as {@link #shown}. */
    String within(String sentence, boolean toPerson) {
        return TIME.matcher(sentence).replaceAll(matchResult -> shown(matchResult.group(), toPerson));
    }

    /** Returns from when on something is meant: a day from its beginning. What is no time is left to the server. */
    String from(String text) {
        return isDay(text) ? beginning(text, 0).toString() : moment(text);
    }

    /** Returns before when something is meant: a day to its end. */
    String until(String text) {
        return isDay(text) ? beginning(text, 1).toString() : moment(text);
    }

    /** Returns up to when something is meant, that moment included. */
    String last(String text) {
        return isDay(text) ? beginning(text, 1).minusNanos(1).toString() : moment(text);
    }

    private static boolean isDay(String text) {
        try {
            return text.matches(DAY) && LocalDate.parse(text) != null;
        } catch (DateTimeException _) {
            return false;
        }
    }

    private Instant beginning(String day, int later) {
        return LocalDate.parse(day).plusDays(later).atStartOfDay(zone).toInstant();
    }

    /** Returns a time without offset as that of the zone. */
    private String moment(String text) {
        try {
            return LocalDateTime.parse(text.strip().replace(' ', 'T'))
                    .atZone(zone)
                    .toInstant()
                    .toString();
        } catch (DateTimeException _) {
            return text; // with an offset, so long ago, or none
        }
    }
}
