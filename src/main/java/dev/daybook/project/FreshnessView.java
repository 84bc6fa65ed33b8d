package dev.daybook.project;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How fresh a part of the catalogue is. */
public record FreshnessView(
        String cache, Instant refreshedAt, long ttlSeconds, Optional<String> hash, long revision, long position) {

    /** Whether it is older than it may be. */
    public boolean isStale(Instant now) {
        return Duration.between(refreshedAt, now).compareTo(Duration.ofSeconds(ttlSeconds)) > 0;
    }
}
