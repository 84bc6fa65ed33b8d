package dev.daybook.journal.sqlite;

import java.time.Duration;

/**
 * How long and how often a step of a schema is tried.
 *
 * @param timeout of one attempt; then it is taken back
 * @param attempts where it failed because somebody else held the file; 1 is one and no more
 * @param backoff before the second attempt; it doubles with each
 * @param failuresMax after so many runs that failed in a row, no step is tried for {@code rest}
 */
public record StepLimits(Duration timeout, int attempts, Duration backoff, int failuresMax, Duration rest) {

    public static final StepLimits DEFAULT =
            new StepLimits(Duration.ofMinutes(10), 4, Duration.ofMillis(200), 3, Duration.ofSeconds(30));

    public StepLimits {
        if (timeout.isNegative() || timeout.isZero() || attempts < 1 || failuresMax < 1) {
            throw new IllegalArgumentException(
                    "want a time-out above zero, one attempt and one failure at least: %s, %d, %d"
                            .formatted(timeout, attempts, failuresMax));
        }
    }

    public StepLimits withTimeout(Duration other) {
        return new StepLimits(other, attempts, backoff, failuresMax, rest);
    }
}
