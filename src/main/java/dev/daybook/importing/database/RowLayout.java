package dev.daybook.importing.database;

import java.util.List;

/**
 * A table whose rows are records.
 *
 * @param names what its rows stand under besides
 * @param key the columns that tell a row from others
 */
public record RowLayout(String database, String table, String kind, List<String> names, List<String> key) {

    /** Returns whether a database is the one that is meant and has the columns of the key. */
    public boolean isIn(Database it) {
        return it.file().equals(database) && key.stream().allMatch(column -> it.has(table, column));
    }
}
