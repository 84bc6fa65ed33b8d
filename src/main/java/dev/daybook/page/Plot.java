package dev.daybook.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A drawing of numbers, without a script: shapes with their places, and what each says.
 *
 * @param says what it shows, for whoever does not see it
 * @param marks lines at round numbers
 * @param legend what the colours are; empty if there is one only
 */
public record Plot(
        String says,
        int width,
        int height,
        List<Shape> shapes,
        List<Label> labels,
        List<Label> marks,
        List<String> legend) {

    /**
     * @param series which colour it has, from 0
     * @param says what it is
     */
    public record Shape(double x, double y, double width, double height, int series, String says) {}

    /** @param anchor start, middle or end */
    public record Label(double x, double y, String text, String anchor, boolean isTime) {

        /** Returns whether it is a time of a day, which people read in their zone. */
        public boolean isMoment() {
            return isTime && text.length() > 16 && text.endsWith("Z");
        }
    }

    /** A value by what it is of: a time, or a name. */
    record Point(String at, List<Double> values) {}

    private static final int WIDTH = 720;
    private static final int TOP = 8;
    private static final int LEFT = 44;
    private static final int HEIGHT = 150;
    private static final int BELOW = 20;
    private static final double GAP = 0.2;
    private static final double LABEL_WIDTH = 115;

    /** What is highest does not touch the edge. */
    private static final double ROOM = 1.1;

    private static final int BAR = 18;
    private static final int NAMES = 180;
    private static final int POINT_WIDTH_MAX = 60;

    /** Draws values over time, the oldest first: stacked, or one beside the other. */
    static Plot course(List<String> names, List<Point> points, boolean stacked) {
        double max = points.stream()
                .mapToDouble(point -> stacked
                        ? point.values().stream()
                                .mapToDouble(Double::doubleValue)
                                .sum()
                        : point.values().stream()
                                .mapToDouble(Double::doubleValue)
                                .max()
                                .orElse(0))
                .max()
                .orElse(0);
        double top = round(max);
        double step = Math.min(POINT_WIDTH_MAX, (double) (WIDTH - LEFT) / Math.max(1, points.size()));
        var shapes = new ArrayList<Shape>();
        var labels = new ArrayList<Label>();
        int every = (int) Math.max(1, Math.ceil(LABEL_WIDTH / step));
        for (int at = 0; at < points.size(); at++) {
            Point point = points.get(at);
            double base = TOP + HEIGHT;
            double wide = step * (1 - GAP) / (stacked ? 1 : names.size());
            for (int series = 0; series < names.size(); series++) {
                double value = point.values().get(series);
                double high = value / top * HEIGHT;
                double x = LEFT + at * step + step * GAP / 2 + (stacked ? 0 : series * wide);
                if (value > 0) {
                    shapes.add(new Shape(
                            x,
                            base - high,
                            wide,
                            high,
                            series,
                            "%s: %s %s".formatted(point.at(), number(value), names.get(series))));
                }
                base -= stacked ? high : 0;
            }
            if (at % every == 0) {
                labels.add(new Label(LEFT + at * step, TOP + HEIGHT + BELOW - 5, point.at(), "start", true));
            }
        }
        List<Label> marks = IntStream.rangeClosed(0, 2)
                .mapToObj(half ->
                        new Label(LEFT - 6, TOP + HEIGHT - half * HEIGHT / 2.0, number(top * half / 2), "end", false))
                .toList();
        return new Plot(
                "%s over time, at most %s".formatted(String.join(", ", names), number(max)),
                WIDTH,
                TOP + HEIGHT + BELOW,
                shapes,
                labels,
                marks,
                names.size() > 1 ? names : List.of());
    }

    /** Draws one value over time, the oldest first, and the line that it must not exceed: what does has another colour. */
    static Plot limited(String name, List<Point> points, double limit) {
        double max = points.stream()
                .mapToDouble(point -> point.values().getFirst())
                .max()
                .orElse(0);
        double top = Math.max(max, limit * 2) * ROOM;
        double step = Math.min(POINT_WIDTH_MAX, (double) (WIDTH - LEFT) / Math.max(1, points.size()));
        var shapes = new ArrayList<Shape>();
        var labels = new ArrayList<Label>();
        int every = (int) Math.max(1, Math.ceil(LABEL_WIDTH / step));
        for (int at = 0; at < points.size(); at++) {
            Point point = points.get(at);
            double value = point.values().getFirst();
            double high = Math.max(1, value / top * HEIGHT); // nothing wrong is seen as such
            shapes.add(new Shape(
                    LEFT + at * step + step * GAP / 2,
                    TOP + HEIGHT - high,
                    step * (1 - GAP),
                    high,
                    value > limit ? 3 : 0,
                    "%s: %s, %s".formatted(point.at(), exact(value), value > limit ? "over the limit" : "within it")));
            if (at % every == 0) {
                labels.add(new Label(LEFT + at * step, TOP + HEIGHT + BELOW - 5, point.at(), "start", true));
            }
        }
        long over = points.stream()
                .filter(point -> point.values().getFirst() > limit)
                .count();
        return new Plot(
                "%s over time, at most %s: want %s at most, exceeded %d times of %d"
                        .formatted(name, exact(max), exact(limit), over, points.size()),
                WIDTH,
                TOP + HEIGHT + BELOW,
                shapes,
                labels,
                List.of(
                        new Label(LEFT - 6, TOP + HEIGHT, "0", "end", false),
                        new Label(LEFT - 6, TOP + HEIGHT - limit / top * HEIGHT, exact(limit), "end", false)),
                List.of());
    }

    private static String exact(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.3g", value);
    }

    /** Draws one value each, as bars that lie. */
    static Plot bars(String name, List<Point> points, double scale) {
        double max = points.stream()
                .mapToDouble(point -> point.values().getFirst())
                .max()
                .orElse(0);
        double top = scale > 0 ? Math.max(scale, max) : round(max);
        var shapes = new ArrayList<Shape>();
        var labels = new ArrayList<Label>();
        for (int at = 0; at < points.size(); at++) {
            double value = points.get(at).values().getFirst();
            double y = TOP + at * BAR;
            double wide = value / top * (WIDTH - NAMES - LEFT);
            shapes.add(new Shape(
                    NAMES,
                    y,
                    Math.max(1, wide),
                    BAR * (1 - GAP),
                    0,
                    "%s: %s %s".formatted(points.get(at).at(), number(value), name)));
            double middle = y + BAR * (1 - GAP) - 3;
            labels.add(new Label(NAMES - 8, middle, points.get(at).at(), "end", false));
            labels.add(new Label(NAMES + wide + 6, middle, number(value), "start", false));
        }
        return new Plot(
                "%s of each, at most %s".formatted(name, number(max)),
                WIDTH,
                TOP + points.size() * BAR,
                shapes,
                labels,
                List.of(),
                List.of());
    }

    /** Returns a round number that is not smaller. */
    private static double round(double max) {
        double digit = Math.pow(10, Math.floor(Math.log10(Math.max(max, 1))));
        double firsts = max / digit;
        return Math.max(2, (firsts <= 2 ? 2 : firsts <= 4 ? 4 : firsts <= 6 ? 6 : 10) * digit);
    }

    static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.1f", value);
    }
}
