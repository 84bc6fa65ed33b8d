package dev.daybook.code;

import dev.daybook.code.parsing.Parsers;
import dev.daybook.slice.Figure;
import dev.daybook.slice.Ground;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What is measured of indexing, and what users are warned of. */
final class IndexFigures {

    /** A run of a large tree takes its time. */
    private static final Duration BEHIND_MAX = Duration.ofSeconds(30);

    private IndexFigures() {}

    static List<Figure> all() {
        return List.of(
                count("index.runs", "Runs that were begun", counts -> counts.runs.get()),
                count("index.runs.failed", "Runs that failed or were cancelled", counts -> counts.runsFailed.get()),
                count("index.files", "Files that were read because they had changed", counts -> counts.files.get()),
                count("index.bytes", "Bytes of those files", counts -> counts.bytes.get()),
                count("index.set.aside", "Files that the parsers could not read", counts -> counts.setAside.get()),
                count(
                        "index.read.failures",
                        "Files that could not be read from disk",
                        counts -> counts.readFailures.get()),
                count(
                        "index.retries",
                        "Reads, and starts of parsers, that were tried again",
                        counts -> counts.retries.get()),
                count("index.pauses", "Pauses after many failures in a row", counts -> counts.breakerOpened.get()),
                parsers("parser.workers.started", "Processes that parse", counts -> counts.workersStarted()),
                parsers("parser.workers.ended", "Processes that parsed, and ended", counts -> counts.workersKilled()),
                figure(
                        "index.behind.seconds",
                        "How long the oldest change has waited that the index does not show",
                        false,
                        ground -> behind(ground).toMillis() / 1e3));
    }

    /** What the index shows is answered all the same. */
    static Optional<String> warning(Ground ground) {
        Duration behind = behind(ground);
        return Optional.of("the index of a source tree does not show what changed %d s ago: daybook code index says why"
                        .formatted(behind.toSeconds()))
                .filter(_ -> behind.compareTo(BEHIND_MAX) > 0);
    }

    private static Duration behind(Ground ground) {
        Instant now = ground.clock().instant();
        return Indexing.of(ground)
                .behindSince()
                .map(since -> Duration.between(since, now))
                .orElse(Duration.ZERO);
    }

    private static Figure count(String name, String says, ToDoubleFunction<IndexCounts> count) {
        return figure(
                name,
                says,
                true,
                ground -> count.applyAsDouble(Indexing.of(ground).counts()));
    }

    private static Figure parsers(String name, String says, ToDoubleFunction<Parsers.Counts> count) {
        return figure(
                name,
                says,
                true,
                ground -> count.applyAsDouble(ground.service(Parsers.class).counts()));
    }

    private static Figure figure(String name, String says, boolean isCount, ToDoubleFunction<Ground> value) {
        return new Figure("daybook.code." + name, says, Map.of(), isCount, value);
    }
}
