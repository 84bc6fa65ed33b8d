package dev.daybook;

import dev.daybook.importing.run.Slower;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How long the questions take that users ask most, before a run and after it.
 *
 * @param timesMax how many times as long as before each may take
 * @param queryMs what takes no longer than this is never too slow: it may be chance
 * @param nanoTime the time, as {@link System#nanoTime}
 */
record QuerySpeed(int timesMax, int queryMs, LongSupplier nanoTime) {

    /** The best of these counts: others may have been busy. */
    private static final int ROUNDS = 3;

    /** Times these questions; whoever asks what is returned learns which one takes too long then, the slowest first. */
    Supplier<Optional<Slower>> begin(Map<String, Runnable> questions) {
        Map<String, Double> before = ms(questions);
        return () -> ms(questions).entrySet().stream()
                .flatMap(after -> Slower.of(
                        after.getKey(), before.getOrDefault(after.getKey(), 0.0), after.getValue(), timesMax, queryMs)
                        .stream())
                .max(Comparator.comparingDouble(Slower::afterMs));
    }

    private Map<String, Double> ms(Map<String, Runnable> questions) {
        var times = new TreeMap<String, Double>();
        for (int round = 0; round < ROUNDS; round++) {
            questions.forEach((name, question) -> {
                long begin = nanoTime.getAsLong();
                question.run();
                times.merge(name, (nanoTime.getAsLong() - begin) / 1e6, Math::min);
            });
        }
        return times;
    }
}
