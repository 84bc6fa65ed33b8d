package dev.daybook.project;

import dev.daybook.slice.Figure;
import dev.daybook.slice.Ground;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is measured of the catalogue. */
final class Measures {

    static List<Figure> all() {
        return Stream.concat(
                        Freshness.TTL.keySet().stream().sorted().flatMap(Measures::of),
                        Stream.of(new Figure(
                                "daybook.project.contradictions",
                                "What is known of projects and cannot be all true",
                                Map.of(),
                                false,
                                ground -> ProjectOperations.once(ground).contradictions(ground))))
                .toList();
    }

    private static Stream<Figure> of(String cache) {
        return Stream.of(
                figure(cache, "hits", "Questions that were answered with what is fresh", true, Freshness.Age::hits),
                figure(cache, "stale", "Questions that were answered with what is stale", true, Freshness.Age::stale),
                figure(cache, "misses", "Questions before anybody had looked", true, Freshness.Age::misses),
                figure(cache, "failures", "Refreshes that failed", true, Freshness.Age::failures),
                figure(cache, "refresh.seconds", "How long the last refresh took", false, age -> age.workedMs() / 1e3),
                figure(cache, "ttl.seconds", "How long it is fresh", false, Freshness.Age::ttlSeconds),
                figure(
                        cache,
                        "age.seconds",
                        "How old what is known is",
                        false,
                        age -> age.ageSeconds().map(Long::doubleValue).orElse(Double.NaN)));
    }

    private static Figure figure(
            String cache, String name, String says, boolean isCount, ToDoubleFunction<Freshness.Age> value) {
        return new Figure(
                "daybook.freshness." + name,
                says,
                Map.of("cache", cache),
                isCount,
                ground -> value.applyAsDouble(ProjectOperations.age(cache, ground)));
    }

    /** What is stale is no reason to send anybody elsewhere. */
    static Optional<String> warning(Ground ground) {
        String stale = ProjectOperations.ages(ground).stream()
                .filter(age -> age.state().equals(Freshness.STALE))
                .map(age -> "%s are %d s old, fresh for %d s"
                        .formatted(age.cache(), age.ageSeconds().orElse(0L), age.ttlSeconds()))
                .collect(Collectors.joining("; "));
        return Optional.of(stale).filter(text -> !text.isEmpty());
    }

    private Measures() {}
}
