package dev.daybook.bench;

import java.util.Locale;
import java.util.Optional;

/**
 * One line of the table.
 *
 * @param unit what is counted: {@code /s} is better when more, {@code ms} when less
 * @param limit the same bytes through bare JDBC, without any of our code
 * @param peer the way of working that Daybook replaces: files, rewritten and flushed
 */
record Figure(String name, String unit, double ours, Optional<Double> limit, Optional<Double> peer, String note) {

    static final String HEAD =
            "%-34s %14s %14s %9s %14s  %s".formatted("what", "ours", "raw JDBC", "share", "file way", "note");

    String line() {
        return "%-34s %14s %14s %9s %14s  %s"
                .formatted(
                        name,
                        value(ours),
                        limit.map(this::value).orElse("-"),
                        limit.map(this::share).orElse("-"),
                        peer.map(this::value).orElse("-"),
                        note);
    }

    private String value(double number) {
        return String.format(Locale.ROOT, number >= 100 ? "%,.0f %s" : "%,.2f %s", number, unit);
    }

    private String share(double raw) {
        return String.format(Locale.ROOT, "%.2f", unit.equals("ms") ? raw / ours : ours / raw);
    }
}
