package dev.daybook.project;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * How fresh the parts of the catalogue are that come from outside, and who brings them up to date: one at a time for
 * each part, whoever else asks gets what that one finds. What is known is answered at once, fresh or not. Thread-safe.
 */
final class Freshness {

    static final String PROJECTS = "projects";
    static final String REPOSITORIES = "github-repos";

    /** How long a part is fresh. */
    static final Map<String, Duration> TTL =
            Map.of(PROJECTS, Duration.ofMinutes(5), REPOSITORIES, Duration.ofHours(12));

    private final Map<String, CompletableFuture<Object>> running = new ConcurrentHashMap<>();
    private final Map<String, Counts> counts = new ConcurrentHashMap<>();

    /** How often somebody asked, since the process began. */
    private record Counts(LongAdder hits, LongAdder stale, LongAdder misses) {}

    /**
     * What is told of a part.
     *
     * @param state {@code fresh}, {@code stale} or {@code unknown}: nobody looked yet
     * @param hits how often somebody asked while it was fresh, since the process began
     * @param stale how often while it was not
     * @param misses how often while nobody had looked yet
     */
    record Age(
            String cache,
            String state,
            Optional<Instant> refreshedAt,
            Optional<Long> ageSeconds,
            long ttlSeconds,
            boolean refreshing,
            long hits,
            long stale,
            long misses) {}

    /** Counts that somebody asked for a part. */
    void asked(String cache, Optional<FreshnessView> known, Instant now) {
        Counts counted = counts(cache);
        known.map(it -> it.isStale(now) ? counted.stale() : counted.hits())
                .orElse(counted.misses())
                .increment();
    }

    private Counts counts(String cache) {
        return counts.computeIfAbsent(cache, _ -> new Counts(new LongAdder(), new LongAdder(), new LongAdder()));
    }

    Age age(String cache, Optional<FreshnessView> known, Instant now) {
        Counts counted = counts(cache);
        return new Age(
                cache,
                known.map(it -> it.isStale(now) ? "stale" : "fresh").orElse("unknown"),
                known.map(FreshnessView::refreshedAt),
                known.map(it -> Duration.between(it.refreshedAt(), now).toSeconds()),
                known.map(FreshnessView::ttlSeconds).orElse(ttl(cache).toSeconds()),
                running.containsKey(cache),
                counted.hits().sum(),
                counted.stale().sum(),
                counted.misses().sum());
    }

    static Duration ttl(String cache) {
        return TTL.getOrDefault(cache, Duration.ZERO);
    }

    /** Brings a part up to date, or waits for whoever does so. */
    <T> T refresh(String cache, Class<T> type, Supplier<T> how) {
        var mine = new CompletableFuture<Object>();
        CompletableFuture<Object> others = running.putIfAbsent(cache, mine);
        if (others == null) {
            try {
                mine.complete(how.get());
            } catch (RuntimeException | Error e) {
                mine.completeExceptionally(e);
            } finally {
                running.remove(cache, mine);
            }
        }
        try {
            return type.cast((others == null ? mine : others).join());
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    /** Returns what notes that a part was brought up to date; nothing if that says nothing new of a part that is fresh. */
    static Optional<ScanCommand> noted(
            String cache, Optional<FreshnessView> known, boolean changed, Optional<String> hash, Instant now) {
        boolean isSo = !changed
                && known.filter(it -> !it.isStale(now) && it.hash().equals(hash))
                        .isPresent();
        return isSo
                ? Optional.empty()
                : Optional.of(new ScanCommand(
                        new ScanEvent.Refreshed(cache, now, ttl(cache).toSeconds(), hash)));
    }

    /** Returns the parts that are known here. */
    static Iterable<String> caches() {
        return new TreeMap<>(TTL).keySet();
    }
}
