package dev.daybook.session;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Times as the writers of sessions spell them: JavaScript ({@code …09.044Z}), Rust ({@code …30.481223917+00:00}) and
 * SQL ({@code 2025-11-10 01:12:30}, in UTC).
 */
public final class SessionTimes {

    /** A longer text is no time, and costs time to read. */
    private static final int CHARS_MAX = 64;

    /** Returns the time that a text says, if it says one. */
    public static Optional<Instant> read(String text) {
        String time = text.strip();
        if (time.length() < "2025-11-10".length() || time.length() > CHARS_MAX) {
            return Optional.empty();
        }
        try {
            if (time.length() == "2025-11-10".length()) {
                return Optional.of(Instant.parse(time + "T00:00:00Z"));
            }
            String iso = time.charAt(10) == ' ' ? time.substring(0, 10) + 'T' + time.substring(11) : time;
            return Optional.of(
                    hasOffset(iso)
                            ? OffsetDateTime.parse(iso).toInstant()
                            : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static boolean hasOffset(String iso) {
        return iso.endsWith("Z") || iso.endsWith("z") || iso.indexOf('+', 10) > 0 || iso.indexOf('-', 10) > 0;
    }

    private SessionTimes() {}
}
