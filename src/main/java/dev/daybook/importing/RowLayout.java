package dev.daybook.importing;

import java.util.List;

/**
 * A table whose rows are records.
 *
 * @param names what its rows stand under besides
 * @param key the columns that tell a row from others
 */
record RowLayout(String database, String table, String kind, List<String> names, List<String> key) {

    boolean isIn(Database it) {
        return it.file().equals(database) && key.stream().allMatch(column -> it.has(table, column));
    }
}
