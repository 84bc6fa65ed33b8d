package dev.daybook.session;

import dev.daybook.domain.Json;
import dev.daybook.shape.JsonCompact;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How well the instances of a session did, as the editor reckons it: up to 40 points for tests, 30 for simple code, 20
 * for speed and 10 for a change of a reasonable size; the best three are recommended.
 *
 * <p>Where an instance does not tell, it gets about half of the points. No part goes below 0 or above its points,
 * whatever numbers a file brought.
 */
final class Scores {

    private static final double TESTS_MAX = 40;
    private static final double COMPLEXITY_MAX = 30;
    private static final double EFFICIENCY_MAX = 20;
    private static final double CHANGE_MAX = 10;
    private static final int RECOMMENDED = 3;

    /** Half of the points for speed; at twice that time there are none left. */
    private static final double USUAL_SECONDS = 300;

    private static final double LINES_MIN = 50;
    private static final double LINES_MAX = 500;

    private record Score(
            Instance instance, double seconds, double tests, double complexity, double efficiency, double change) {

        static Score of(Instance it) {
            double seconds = Scores.seconds(it);
            return new Score(
                    it,
                    seconds,
                    Scores.tests(it),
                    Scores.complexity(it),
                    Scores.efficiency(seconds),
                    Scores.change(it));
        }

        double total() {
            return tests + complexity + efficiency + change;
        }
    }

    /** Returns the evaluation as it stands in the tool's file. */
    static Json of(String session, List<Instance> instances, String at) {
        var scores = new ArrayList<Score>();
        instances.forEach(instance -> scores.add(Score.of(instance)));
        scores.sort(Comparator.comparingDouble(Score::total).reversed()); // of equals, the first stays first
        var json = new StringBuilder("{\"competitionId\":");
        json.append(JsonCompact.quoted(session));
        json.append(",\"evaluatedAt\":");
        json.append(JsonCompact.quoted(at));
        json.append(",\"scores\":[");
        for (int rank = 1; rank <= scores.size(); rank++) {
            json.append(rank == 1 ? "" : ",");
            score(json, scores.get(rank - 1), rank);
        }
        json.append("],\"recommendedWinnerId\":")
                .append(scores.getFirst().instance.instanceId())
                .append('}');
        return new Json(json.toString());
    }

    /** Tests tell it; without tests, how the instance ended. */
    private static double tests(Instance it) {
        if (it.testsPassed().isPresent() && it.testsFailed().isPresent()) {
            double passed = it.testsPassed().get();
            double all = passed + it.testsFailed().get();
            if (all > 0) {
                return within(passed / all * TESTS_MAX, TESTS_MAX);
            }
        }
        return successRate(it) / 100.0 * TESTS_MAX;
    }

    private static int successRate(Instance it) {
        return switch (it.status()) {
            case "completed" -> 100;
            case "failed" -> 0;
            default -> 50;
        };
    }

    /** 0 is simple, 100 is as bad as can be. */
    private static double complexity(Instance it) {
        return it.codeComplexity()
                .flatMap(Scores::number)
                .map(complexity -> within((1 - complexity / 100) * COMPLEXITY_MAX, COMPLEXITY_MAX))
                .orElse(COMPLEXITY_MAX / 2);
    }

    private static double efficiency(double seconds) {
        return within((1 - seconds / (2 * USUAL_SECONDS)) * EFFICIENCY_MAX, EFFICIENCY_MAX)
                * (seconds == 0 ? 0.5 : 1); // no time says nothing about speed
    }

    private static double change(Instance it) {
        double lines = it.linesAdded().orElse(0L) + it.linesDeleted().orElse(0L);
        if (lines < LINES_MIN) {
            return within(lines / LINES_MIN * CHANGE_MAX, CHANGE_MAX);
        }
        double excess = Math.clamp((lines - LINES_MAX) / LINES_MAX, 0, 1);
        return CHANGE_MAX - excess * CHANGE_MAX / 2;
    }

    private static double seconds(Instance it) {
        Optional<Double> told = it.executionTime().flatMap(Scores::number).filter(seconds -> seconds != 0);
        if (told.isPresent()) {
            return Math.max(0, told.get());
        }
        Optional<Instant> start = it.startTime().flatMap(SessionTimes::read);
        Optional<Instant> end = it.endTime().flatMap(SessionTimes::read);
        return start.isPresent() && end.isPresent()
                ? Math.max(0, Duration.between(start.get(), end.get()).toSeconds())
                : 0;
    }

    private static Optional<Double> number(Json json) {
        try {
            double number = Double.parseDouble(json.text());
            return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static double within(double points, double max) {
        return Math.clamp(points, 0, max);
    }

    private static void score(StringBuilder json, Score it, int rank) {
        Instance instance = it.instance;
        json.append("{\"instanceId\":").append(instance.instanceId());
        json.append(",\"agentName\":").append(JsonCompact.quoted(instance.agentName()));
        String runtime = instance.runtime().filter(name -> !name.isEmpty()).orElse("unknown");
        json.append(",\"runtime\":").append(JsonCompact.quoted(runtime));
        member(json, "totalScore", it.total());
        json.append(",\"metrics\":{\"filesChanged\":")
                .append(instance.filesChanged().orElse(0L));
        member(json, "linesAdded", instance.linesAdded().orElse(0L));
        member(json, "linesDeleted", instance.linesDeleted().orElse(0L));
        member(json, "executionTime", it.seconds);
        instance.testsPassed().ifPresent(tests -> member(json, "testsPassed", tests));
        instance.testsFailed().ifPresent(tests -> member(json, "testsFailed", tests));
        instance.codeComplexity()
                .flatMap(Scores::number)
                .ifPresent(complexity -> member(json, "codeComplexity", complexity));
        member(json, "successRate", successRate(instance));
        json.append("},\"rank\":").append(rank);
        json.append(",\"isRecommended\":").append(rank <= RECOMMENDED);
        json.append(",\"scoreBreakdown\":{\"testScore\":").append(spelled(it.tests));
        member(json, "complexityScore", it.complexity);
        member(json, "efficiencyScore", it.efficiency);
        member(json, "changeScore", it.change);
        json.append("}}");
    }

    private static void member(StringBuilder json, String name, double value) {
        json.append(",\"").append(name).append("\":").append(spelled(value));
    }

    /** Whole numbers without a point, as JavaScript writes them. */
    private static String spelled(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    private Scores() {}
}
