package dev.daybook.projection;

import dev.daybook.journal.Entry;
import dev.daybook.journal.Position;
import java.util.List;
import java.util.Optional;

/**
 * How the live tables of a projection stand beside a replay of the journal.
 *
 * @param position up to which both were compared
 * @param tables before: the live ones; after: what a replay gives; those without a difference, too
 * @param rows the first rows of each table that differ
 * @param problem why nothing could be compared, if so
 */
public record Drift(
        String projection, Position position, List<TableDifference> tables, List<Row> rows, Optional<String> problem) {

    /**
     * A row that differs.
     *
     * @param parted the fact at the first position whose replay no longer agrees with the live row, see {@link Partings};
     *     none if no replay ever agreed: no fact has made that row
     */
    public record Row(String table, RowDifference difference, Optional<Entry> parted) {}

    static Drift impossible(String projection, Position position, String why) {
        return new Drift(projection, position, List.of(), List.of(), Optional.of(why));
    }

    /** Returns whether all rows are as a replay makes them. */
    public boolean isEqual() {
        return problem.isEmpty() && tables.stream().allMatch(TableDifference::isEqual);
    }
}
