package dev.daybook.projection;

import java.util.List;

/**
 * How a table differs from what it would be.
 *
 * @param before how many rows it has
 * @param after how many it would have
 * @param added rows that would come, {@code gone} rows that would go, {@code changed} rows that would have other values
 * @param columnsAdded columns that would come, {@code columnsGone} columns that would go; the others are compared
 * @param rows the first of those that differ, in the order of their keys
 */
public record TableDifference(
        String table,
        long before,
        long after,
        long added,
        long gone,
        long changed,
        List<String> columnsAdded,
        List<String> columnsGone,
        List<RowDifference> rows) {

    /** Returns whether it would be as it is. */
    public boolean isEqual() {
        return added == 0 && gone == 0 && changed == 0 && columnsAdded.isEmpty() && columnsGone.isEmpty();
    }
}
