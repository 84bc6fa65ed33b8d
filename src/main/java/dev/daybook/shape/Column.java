package dev.daybook.shape;

import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One field of a record as a column of a table. Lists of records have tables of their own.
 *
 * @param name in snake case, unless described otherwise; of a nested record behind the column of its own name
 * @param of the value for a statement: a {@code String}, JSON among them, a {@code Long}, an {@code Integer} of 0 or 1;
 *     null if absent
 */
public record Column<R>(String name, Function<R, @Nullable Object> of) {

    private static final Pattern HUMP = Pattern.compile("([a-z0-9])([A-Z])");

    /** Returns what the column of a component or field of that name is called. */
    public static String name(String component) {
        return HUMP.matcher(component).replaceAll("$1_$2").toLowerCase(Locale.ROOT);
    }
}
