package dev.daybook.projection;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A row that two sides of a comparison do not have alike. Long values are cut, from where they differ on if both sides have
 * one.
 *
 * @param key by which it is found
 * @param fields that differ, by their columns; of a row that only one side has all of them
 */
public record RowDifference(Kind kind, List<Value> key, List<Field> fields) {

    /** What the other side makes of a row. */
    public enum Kind {
        /** It has a row more. */
        ADDED,
        /** It does not have it. */
        GONE,
        /** It has it with other values. */
        CHANGED
    }

    /** A value of a column; none is null. */
    public record Value(String column, Optional<String> value) {}

    /** What a column holds on both sides; none is null, or that there is no such row. */
    public record Field(String column, Optional<String> before, Optional<String> after) {}

    /** Returns its key in one line. */
    public String row() {
        return key.stream()
                .map(value -> value.column() + "=" + value.value().orElse("null"))
                .collect(Collectors.joining(", "));
    }

    /** Returns what one side has in one line: the values of the fields, or that there is none. */
    String side(boolean isBefore, String none) {
        if (kind == (isBefore ? Kind.ADDED : Kind.GONE)) {
            return none;
        }
        return fields.stream()
                .map(field -> field.column() + "=" + (isBefore ? field.before() : field.after()).orElse("null"))
                .collect(Collectors.joining(", "));
    }
}
