package dev.daybook.torture;

import java.util.ArrayList;
import java.util.List;

/**
 * How a measured value goes on: the median of the slopes between all pairs (Theil and Sen), which a few outliers, such as
 * another program that has the processor for a while, do not move.
 *
 * @param median of the values
 * @param rise from the first value to the last one, on that slope
 */
public record Trend(double median, double rise) {

    /** Returns that of values which were measured at equal distances. */
    public static Trend of(List<Double> values) {
        if (values.size() < 2) {
            throw new IllegalArgumentException("%d values have no trend: want 2 at least".formatted(values.size()));
        }
        List<Double> slopes = new ArrayList<>();
        for (int from = 0; from < values.size(); from++) {
            for (int to = from + 1; to < values.size(); to++) {
                slopes.add((values.get(to) - values.get(from)) / (to - from));
            }
        }
        return new Trend(median(values), median(slopes) * (values.size() - 1));
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
