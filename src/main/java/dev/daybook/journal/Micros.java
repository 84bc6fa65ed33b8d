package dev.daybook.journal;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Instants as the journal keeps them: whole microseconds since 1970, UTC. */
public final class Micros {

    private static final long PER_SECOND = 1_000_000;
    private static final long NANOS_EACH = 1_000;

    /** Returns the microseconds since 1970, rounded down. */
    public static long of(Instant instant) {
        try {
            return Math.addExact(
                    Math.multiplyExact(instant.getEpochSecond(), PER_SECOND), instant.getNano() / NANOS_EACH);
        } catch (ArithmeticException e) {
            throw new DateTimeException(
                    "%s is no time the journal can keep: want one within 292,000 years of 1970".formatted(instant), e);
        }
    }

    public static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * NANOS_EACH);
    }

    /** Returns the instant as it will be read back. */
    public static Instant truncate(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS);
    }

    private Micros() {}
}
