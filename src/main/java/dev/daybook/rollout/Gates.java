package dev.daybook.rollout;

import dev.daybook.rollout.Gate.Criterion;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether a stage may be entered, and whether one has to be left: by what was measured over a window. Thread-safe. */
public final class Gates {

    /** A window consists of so many spans: what was counted is written down after each. */
    private static final int SPANS = 48;

    private static final Duration SPAN_MAX = Duration.ofHours(1);
    private static final Duration SPAN_MIN = Duration.ofSeconds(1);

    private final Stages stages;
    private final Meter meter;
    private final Duration window;
    private final InstantSource clock;

    Gates(Stages stages, Meter meter, Duration window, InstantSource clock) {
        this.stages = stages;
        this.meter = meter;
        this.window = window;
        this.clock = clock;
    }

    /**
     * Whether {@code stage} may be entered.
     *
     * @param figures what is known of the stage before it
     */
    public record Verdict(Stage stage, String scope, Figures figures, List<Criterion> criteria) {

        public boolean holds() {
            return against().isEmpty();
        }

        /** Returns what does not hold, in words. */
        public List<String> against() {
            return criteria.stream()
                    .filter(criterion -> !criterion.holds())
                    .map(Criterion::toString)
                    .toList();
        }
    }

    public Duration window() {
        return window;
    }

    /** Returns after how much time what was counted is written down. */
    public Duration span() {
        Duration span = window.dividedBy(SPANS);
        if (span.compareTo(SPAN_MAX) > 0) {
            return SPAN_MAX;
        }
        return span.compareTo(SPAN_MIN) < 0 ? SPAN_MIN : span;
    }

    /**
     * Returns whether that stage may be entered there. A share that reaches further, or becomes all, is measured by
     * itself, and so is one that is behind the others; anything else by the stage that it leaves.
     */
    public Verdict before(String kind, Stage stage, Optional<String> unit, Optional<Integer> percent) {
        Rollout rollout = stages.rollout(kind);
        Stage share = rollout.stage(Rollout.PERCENT);
        Stage all = rollout.stage(Rollout.ALL);
        boolean shared = share == stage && (percent.isPresent() || stage != all);
        String scope = unit.map(rollout::scope).orElse(shared || all.isAfter(share) ? Rollout.PERCENT : Rollout.ALL);
        Figures figures = over(kind, scope, window);
        Duration held = stages.since(kind, scope)
                .map(instant -> Duration.between(instant, clock.instant()))
                .orElse(Duration.ZERO);
        return new Verdict(stage, scope, figures, Gate.before(stage, figures, held, window));
    }

    /** Returns what was counted of a scope in the stage it has now, within the window. */
    public Figures measured(String kind, String scope) {
        return over(kind, scope, window);
    }

    /**
     * Returns what was measured of a tool and what is being counted now, the oldest first.
     *
     * @param unit only of this one, if it has a stage of its own
     */
    public List<Stages.Measurement> course(String kind, Optional<String> unit) {
        Rollout rollout = stages.rollout(kind);
        Optional<String> scope = unit.map(rollout::scope);
        Instant now = clock.instant();
        return Stream.concat(
                        stages.measurements(kind).stream()
                                .filter(measurement ->
                                        scope.isEmpty() || measurement.scope().equals(scope.get())),
                        scope.map(Stream::of)
                                .orElseGet(() -> Stream.of(Rollout.ALL, Rollout.PERCENT))
                                .map(counted -> new Stages.Measurement(
                                        now,
                                        counted,
                                        rollout.stage(counted),
                                        meter.pending(new Meter.Counted(kind, counted, rollout.stage(counted)))))
                                .filter(measurement -> !measurement.figures().equals(Figures.NONE)))
                .toList();
    }

    /** Returns why the stage of a scope has to be left, by what was counted of late. */
    Optional<String> trigger(String kind, String scope) {
        return Gate.trigger(recent(kind, scope));
    }

    /** Returns what was counted in the span that runs and the one before. */
    Figures recent(String kind, String scope) {
        return over(kind, scope, span().multipliedBy(2));
    }

    private Figures over(String kind, String scope, Duration time) {
        Instant now = clock.instant();
        Stage stage = stages.rollout(kind).stage(scope);
        return stages.measured(kind, scope, now, time).plus(meter.pending(new Meter.Counted(kind, scope, stage)));
    }
}
