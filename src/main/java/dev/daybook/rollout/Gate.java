package dev.daybook.rollout;

import static java.math.RoundingMode.CEILING;
import static java.math.RoundingMode.FLOOR;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What has to hold before a stage is entered from the one before it, and what makes one be left again. The thresholds
 * are those of the tools' own plans.
 */
public final class Gate {

    public static final double WRITE_SUCCESS_MIN = 0.99;
    public static final double CONSISTENCY_MIN = 0.999;
    public static final double FALLBACK_MAX = 0.01;
    public static final double ERRORS_MAX = 0.001;

    /** While the files are still written, the journal may take longer; without them it has to be as fast. */
    public static final double LATENCY_RATIO_MAX = 3;

    static final double LATENCY_RATIO_MAX_ALONE = 1;

    static final double WRITE_SUCCESS_TRIGGER = 0.95;
    static final double CONSISTENCY_TRIGGER = 0.98;
    static final double LATENCY_RATIO_TRIGGER = 10;

    private static final int DECIMALS = 4;

    /** Fewer writes prove nothing, neither for nor against. */
    public static final int WRITES_MIN = 20;

    /**
     * One thing that has to hold.
     *
     * @param value what it is now; none if there is nothing to tell it from
     * @param wanted in words
     */
    public record Criterion(String name, Optional<Double> value, String wanted, boolean holds) {

        @Override
        public String toString() {
            return "%s is %s: want %s"
                    .formatted(name, value.map(Criterion::text).orElse("not known yet"), wanted);
        }

        private static String text(double value) {
            return value == Math.rint(value) && Math.abs(value) < 1e15
                    ? Long.toString((long) value)
                    : String.format(Locale.ROOT, "%.4f", value);
        }
    }

    /**
     * Returns what has to hold before {@code stage} is entered.
     *
     * @param figures of the window
     * @param held how long the stage before it has held
     * @param window how long it has to
     */
    public static List<Criterion> before(Stage stage, Figures figures, Duration held, Duration window) {
        double latencyMax = stage == Stage.RETIRED ? LATENCY_RATIO_MAX_ALONE : LATENCY_RATIO_MAX;
        var criteria = new ArrayList<Criterion>();
        criteria.add(new Criterion(
                "seconds in the stage before",
                Optional.of((double) Math.min(held.toSeconds(), window.toSeconds())),
                "at least %d, the window".formatted(window.toSeconds()),
                held.compareTo(window) >= 0));
        criteria.add(atLeast("writes", Optional.of((double) figures.journalWrites()), WRITES_MIN));
        criteria.add(atLeast("comparisons", Optional.of((double) figures.comparisons()), 1));
        criteria.add(atLeast("write success", figures.writeSuccess(), WRITE_SUCCESS_MIN));
        criteria.add(atLeast("consistency", figures.consistency(), CONSISTENCY_MIN));
        criteria.add(atMost("fallback rate", figures.fallbackRate().or(() -> Optional.of(0.0)), FALLBACK_MAX));
        criteria.add(atMost("error rate", figures.errorRate(), ERRORS_MAX));
        criteria.add(atMost("latency ratio", figures.latencyRatio(), latencyMax));
        criteria.add(atMost("lost things", Optional.of((double) figures.lost()), 0));
        return List.copyOf(criteria);
    }

    /** Returns why a stage has to be left again, with the figures that say so; nothing if none does. */
    public static Optional<String> trigger(Figures figures) {
        if (figures.lost() > 0) {
            return Optional.of("%d acknowledged things are missing".formatted(figures.lost()));
        }
        boolean enough = figures.journalWrites() >= WRITES_MIN;
        if (enough && figures.writeSuccess().orElse(1.0) < WRITE_SUCCESS_TRIGGER) {
            return below("write success", figures.writeSuccess(), WRITE_SUCCESS_TRIGGER);
        }
        if (figures.consistency().orElse(1.0) < CONSISTENCY_TRIGGER) {
            return below("consistency", figures.consistency(), CONSISTENCY_TRIGGER);
        }
        if (enough && figures.latencyRatio().orElse(0.0) > LATENCY_RATIO_TRIGGER) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "the journal takes %.1f times as long as the files: more than %.0f",
                    figures.latencyRatio().orElseThrow(),
                    LATENCY_RATIO_TRIGGER));
        }
        return Optional.empty();
    }

    private static Optional<String> below(String name, Optional<Double> value, double min) {
        return value.map(number -> String.format(
                Locale.ROOT, "%s is %.2f %%: less than %.0f %%", name, shown(number, FLOOR) * 100, min * 100));
    }

    private static Criterion atLeast(String name, Optional<Double> value, double min) {
        return new Criterion(
                name,
                value.map(number -> shown(number, FLOOR)),
                "at least " + Criterion.text(min),
                value.isPresent() && value.get() >= min);
    }

    private static Criterion atMost(String name, Optional<Double> value, double max) {
        return new Criterion(
                name,
                value.map(number -> shown(number, CEILING)),
                "at most " + Criterion.text(max),
                value.isPresent() && value.get() <= max);
    }

    /** What just misses a threshold must not be shown as if it were it. */
    private static double shown(double value, RoundingMode to) {
        return BigDecimal.valueOf(value).setScale(DECIMALS, to).doubleValue();
    }

    private Gate() {}
}
