package dev.daybook.projection;

/**
 * Where the rows of a projection are not those that a replay of the journal yields.
 *
 * @param row the key of the first row that differs, as {@code column=value, …}
 * @param live what that row is, {@code replayed} what it should be: the fields that differ, of a row that only one side
 *     has all of them; empty where it is missing
 */
public record Difference(String projection, String table, String row, String live, String replayed) {

    @Override
    public String toString() {
        return "%s.%s: the row %s is %s, a replay gives %s"
                .formatted(
                        projection,
                        table,
                        row,
                        live.isEmpty() ? "missing" : live,
                        replayed.isEmpty() ? "none" : replayed);
    }
}
