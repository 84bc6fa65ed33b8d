package dev.daybook.shape;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One field of a record as a column of a table. Lists of records have tables of their own.
 *
 * @param name in snake case, unless described otherwise; of a nested record behind the column of its own name
 * @param kind how it stands there
 * @param of the value for a statement: a {@code String}, a {@code Long}, an {@code Integer} of 0 or 1; null if absent
 */
public record Column<R>(String name, Kind kind, Function<R, @Nullable Object> of) {

    /** How a column stands in a table. */
    public enum Kind {
        TEXT,
        INTEGER,
        /** 0 or 1. */
        FLAG,
        /** Text that is JSON. */
        JSON
    }
}
