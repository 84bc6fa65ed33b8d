package dev.daybook.importing.run;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a run is.
 *
 * @param phase {@code checking}, {@code packing}, {@code reading}, {@code posting} (of facts to the read models) or
 *     {@code verifying}
 * @param done how many entities are done, of {@code total}, which is an estimate; while posting, how many facts
 * @param perSecond as many per second since the phase began
 * @param remaining how long it will take at this rate, once there is one
 */
public record Progress(
        String run, String phase, long done, long total, double perSecond, Optional<Duration> remaining) {

    static Progress of(String run, String phase, long done, long total, Duration since) {
        long all = Math.max(done, total);
        double seconds = since.toNanos() / 1e9;
        double perSecond = seconds <= 0 ? 0 : done / seconds;
        Optional<Duration> remaining = perSecond <= 0
                ? Optional.empty()
                : Optional.of(Duration.ofMillis((long) ((all - done) / perSecond * 1e3)));
        return new Progress(run, phase, done, all, perSecond, remaining);
    }
}
