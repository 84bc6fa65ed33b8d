package dev.daybook.maintenance;

import dev.daybook.projection.TableDifference;
import java.util.List;
import java.util.stream.Stream;

/** How a table differs, as the contract has it. */
record Table(
        String projection,
        String table,
        long before,
        long after,
        long added,
        long gone,
        long changed,
        List<String> columnsAdded,
        List<String> columnsGone) {

    /** Returns those that are not equal. */
    static Stream<Table> differing(String projection, List<TableDifference> tables) {
        return tables.stream().filter(table -> !table.isEqual()).map(table -> of(projection, table));
    }

    private static Table of(String projection, TableDifference it) {
        return new Table(
                projection,
                it.table(),
                it.before(),
                it.after(),
                it.added(),
                it.gone(),
                it.changed(),
                it.columnsAdded(),
                it.columnsGone());
    }
}
