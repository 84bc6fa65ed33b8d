package dev.daybook.project;

import dev.daybook.domain.Rejected;
import dev.daybook.journal.Position;
import dev.daybook.operation.Progress;
import dev.daybook.query.ConsistencyQueries;
import dev.daybook.slice.Ground;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How fresh the parts of the catalogue are that come from outside, and who brings them up to date: one at a time for
 * each part; whoever asks for the same joins its job. What is known is answered at once, fresh or not. Thread-safe.
 */
final class Freshness {

    static final String STALE = "stale";
    static final String PROJECTS = "projects";
    static final String REPOSITORIES = "github-repos";

    /** How long a part is fresh. */
    static final Map<String, Duration> TTL =
            Map.of(PROJECTS, Duration.ofMinutes(5), REPOSITORIES, Duration.ofHours(12));

    private static final long PAUSE_MS = 100;

    /** A host that cannot be asked, or what no refresh mends, is not tried with each question. */
    private static final Duration TRIED_EVERY = Duration.ofMinutes(5);

    private final Map<String, Instant> tried = new ConcurrentHashMap<>();
    private volatile Contradictory contradictory = new Contradictory(Position.START, 0);

    private final Map<String, ReentrantLock> running = new ConcurrentHashMap<>();
    private final Map<String, Counts> counts = new ConcurrentHashMap<>();

    /** How often somebody asked, since the process began. */
    private record Counts(LongAdder hits, LongAdder stale, LongAdder misses, LongAdder failures, AtomicLong workedMs) {}

    /** How many contradictions there are at a position. */
    private record Contradictory(Position position, long found) {}

    /**
     * What is told of a part.
     *
     * @param refresh where to ask for it to be brought up to date
     * @param state {@code fresh}, {@code stale} or {@code unknown}: nobody looked yet
     * @param hits how often somebody asked while it was fresh, since the process began
     * @param stale how often while it was not
     * @param misses how often while nobody had looked yet
     * @param failures how often it could not be brought up to date
     * @param workedMs how long that took the last time it could
     */
    record Age(
            String cache,
            String refresh,
            String state,
            Optional<Instant> refreshedAt,
            Optional<Long> ageSeconds,
            long ttlSeconds,
            boolean refreshing,
            long hits,
            long stale,
            long misses,
            long failures,
            long workedMs) {}

    /** Counts that somebody asked for a part, and returns how fresh it is. */
    Age asked(String cache, Optional<FreshnessView> known, Instant now) {
        Counts counted = counts(cache);
        known.map(freshnessView -> freshnessView.isStale(now) ? counted.stale() : counted.hits())
                .orElse(counted.misses())
                .increment();
        return age(cache, known, now);
    }

    private Counts counts(String cache) {
        return counts.computeIfAbsent(
                cache,
                _ -> new Counts(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder(), new AtomicLong()));
    }

    Age age(String cache, Optional<FreshnessView> known, Instant now) {
        Counts counted = counts(cache);
        return new Age(
                cache,
                cache.equals(PROJECTS) ? "/projects/refresh" : "/repositories/refresh",
                known.map(freshnessView -> freshnessView.isStale(now) ? STALE : "fresh")
                        .orElse("unknown"),
                known.map(FreshnessView::refreshedAt),
                known.map(freshnessView ->
                        Duration.between(freshnessView.refreshedAt(), now).toSeconds()),
                known.map(FreshnessView::ttlSeconds).orElse(ttl(cache).toSeconds()),
                Optional.ofNullable(running.get(cache))
                        .filter(ReentrantLock::isLocked)
                        .isPresent(),
                counted.hits().sum(),
                counted.stale().sum(),
                counted.misses().sum(),
                counted.failures().sum(),
                counted.workedMs().get());
    }

    static Duration ttl(String cache) {
        return TTL.getOrDefault(cache, Duration.ZERO);
    }

    /** How a part is brought up to date. */
    interface Work<T> {
        T run() throws InterruptedException;
    }

    /** Brings a part up to date, after whoever does so in another way. */
    <T> T alone(String cache, Progress progress, Work<T> work) {
        ReentrantLock lock = running.computeIfAbsent(cache, _ -> new ReentrantLock());
        try {
            while (!lock.tryLock(PAUSE_MS, TimeUnit.MILLISECONDS)) {
                progress.at(0, 0, "waiting for another refresh");
            }
            long begunNs = System.nanoTime();
            try {
                T result = work.run();
                counts(cache).workedMs().set((System.nanoTime() - begunNs) / 1_000_000);
                return result;
            } catch (RuntimeException e) {
                counts(cache).failures().increment();
                throw e;
            } finally {
                lock.unlock();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw Rejected.conflict("the refresh of %s was broken off: ask again", cache);
        }
    }

    /** Returns whether to try now to bring a part up to date; then nobody else tries for a while. */
    boolean isDue(String cache, Instant now) {
        Instant last = tried.get(cache);
        return last == null
                ? tried.putIfAbsent(cache, now) == null
                : !last.plus(TRIED_EVERY).isAfter(now) && tried.replace(cache, last, now);
    }

    /** Returns how many contradictions there are among projects; looked for once after each change. */
    long contradictions(Ground ground) {
        Position now = ground.readModels().position(ProjectEvent.CATEGORY);
        if (!contradictory.position().equals(now)) {
            contradictory = new Contradictory(
                    now,
                    new ConsistencyQueries(ground.reads(ProjectEvent.CATEGORY), Contradiction.CHECKS)
                            .look()
                            .found());
        }
        return contradictory.found();
    }

    /** Returns what notes that a part was brought up to date; nothing if that says nothing new of a part that is fresh. */
    static Optional<ScanCommand> noted(
            String cache, Optional<FreshnessView> known, boolean changed, Optional<String> hash, Instant now) {
        boolean isSo = !changed
                && known.filter(freshnessView -> !freshnessView.isStale(now)
                                && freshnessView.hash().equals(hash))
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
