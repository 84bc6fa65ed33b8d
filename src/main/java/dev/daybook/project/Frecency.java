package dev.daybook.project;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How much a directory is used: often counts by its logarithm, and less the longer ago the last time is. */
public final class Frecency {

    /** Whatever was used once is worth something. */
    private static final double LEAST = 0.01;

    private static final double MILLIS_PER_HOUR = 3_600_000;

    /** @param lastSeen none counts as long ago */
    public static long score(long frequency, Optional<Instant> lastSeen, Instant now) {
        double weight = lastSeen.map(
                        instant -> weight(Duration.between(instant, now).toMillis() / MILLIS_PER_HOUR))
                .orElse(LEAST);
        return (long) (Math.log1p((double) Math.max(0, frequency)) * weight * 1_000);
    }

    /** The curve of gum, which rises again after a day, a week and a month: there it stays as low as it was. */
    private static double weight(double hours) {
        if (hours < 1) {
            return 1;
        }
        double day = Math.exp(-0.1 * (Math.min(hours, 24) - 1));
        double week = hours < 24 ? 1 : 0.9 * Math.exp(-0.05 * (Math.min(hours, 168) - 24));
        return Math.max(LEAST, Math.min(day, week)); // after a week it is the least there is
    }

    private Frecency() {}
}
