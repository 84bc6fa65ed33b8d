package dev.daybook.project.github;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How often the host lets itself be asked, as it said last.
 *
 * @param reset when it counts anew
 */
public record Quota(long remaining, long limit, Instant reset) {

    /** A host that says that it is asked too often, and not for how long, means a minute at least. */
    private static final Duration UNSAID = Duration.ofMinutes(1);

    /** A second later than told: its clock is not ours. */
    private static final Duration AFTER = Duration.ofSeconds(1);

    static Optional<Quota> of(HttpHeaders headers) {
        Optional<Long> reset = number(headers, "x-ratelimit-reset");
        return number(headers, "x-ratelimit-remaining")
                .flatMap(remaining -> reset.map(at -> new Quota(
                        remaining, number(headers, "x-ratelimit-limit").orElse(remaining), Instant.ofEpochSecond(at))));
    }

    /** Returns how long to wait if an answer says that it was asked too often; nothing if it says something else. */
    static Optional<Duration> wait(int status, HttpHeaders headers, String body, Instant now) {
        if (status != 403 && status != 429) {
            return Optional.empty();
        }
        Optional<Long> seconds = number(headers, "retry-after");
        if (seconds.isPresent()) {
            return seconds.map(Duration::ofSeconds);
        }
        Optional<Quota> spent = of(headers).filter(quota -> quota.remaining() == 0);
        if (spent.isPresent()) {
            return spent.map(quota -> Duration.between(now, quota.reset()).plus(AFTER))
                    .map(Quota::notNegative);
        }
        return status == 429 || body.contains("secondary rate limit") ? Optional.of(UNSAID) : Optional.empty();
    }

    private static Duration notNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    private static Optional<Long> number(HttpHeaders headers, String name) {
        return headers.firstValue(name)
                .filter(text -> text.matches("\\d{1,15}"))
                .map(Long::valueOf);
    }
}
