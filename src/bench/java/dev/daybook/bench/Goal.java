package dev.daybook.bench;

import java.util.Locale;

/**
 * A figure beside a limit that was measured in the same run, and what is wanted of it.
 *
 * @param unit of ours and of the limit: {@code /s} and {@code MB/s} are better when more, all others when less
 * @param wanted ours divided by the limit: at least so much of what is better when more, at most of all others
 * @param limitIs what the limit is
 */
record Goal(String figure, String unit, double ours, double limit, double wanted, String limitIs) {

    static final String HEAD = "%-46s %13s %13s %7s %8s %-8s %s"
            .formatted("figure", "ours", "limit", "share", "wanted", "", "the limit is");

    /** A figure whose limit is none of this machine: what is wanted is the limit. */
    static Goal within(String figure, String unit, double ours, double most) {
        return new Goal(figure, unit, ours, most, 1, "what is wanted");
    }

    /** @param other what came of something else that was measured as it was */
    Goal beside(String other) {
        return new Goal(figure, unit, ours, limit, wanted, limitIs + "; " + other);
    }

    boolean isMet() {
        return isMoreBetter() ? share() >= wanted : share() <= wanted;
    }

    private boolean isMoreBetter() {
        return unit.endsWith("/s");
    }

    private double share() {
        return ours / limit;
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%-46s %13s %13s %7.2f %8s %-8s %s",
                figure,
                value(ours),
                value(limit),
                share(),
                (isMoreBetter() ? ">= " : "<= ") + String.format(Locale.ROOT, "%.1f", wanted),
                isMet() ? "met" : "not met",
                limitIs);
    }

    private String value(double number) {
        return String.format(Locale.ROOT, number >= 100 ? "%,.0f %s" : "%,.2f %s", number, unit);
    }
}
