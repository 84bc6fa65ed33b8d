package dev.daybook.maintenance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Column;
import dev.daybook.projection.RowDifference;
import dev.daybook.projection.TableDifference;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A row that differs, as the contract has it. */
record TableRow(String projection, String table, String row, String kind, List<RowDifference.Field> fields) {

    static Stream<TableRow> of(String projection, List<TableDifference> tables) {
        return tables.stream().flatMap(table -> table.rows().stream().map(row -> of(projection, table.table(), row)));
    }

    static TableRow of(String projection, String table, RowDifference it) {
        return new TableRow(projection, table, it.row(), it.kind().name().toLowerCase(Locale.ROOT), it.fields());
    }

    /** Returns what differs in one line: a value that was, and what it would be; of a whole row what it holds. */
    static String fields(JsonNode row) {
        boolean changed = row.path("kind").asText().equals("changed");
        return row.path("fields")
                .valueStream()
                .filter(field -> changed || !Column.tellsNothing(side(field)))
                .map(field -> field.path("column").asText() + ": "
                        + (changed
                                ? value(field, "before") + " → " + value(field, "after")
                                : field.path(field.has("before") ? "before" : "after")
                                        .asText()))
                .collect(Collectors.joining("; "));
    }

    /** Returns what a field of a row has that only one side has. */
    private static JsonNode side(JsonNode field) {
        return field.path(field.has("before") ? "before" : "after");
    }

    private static String value(JsonNode field, String side) {
        return field.has(side) ? field.path(side).asText() : "null";
    }

    /** Returns which columns came and went, in one line. */
    static String columns(JsonNode table) {
        return Stream.concat(
                        table.path("columnsAdded").valueStream().map(name -> "+" + name.asText()),
                        table.path("columnsGone").valueStream().map(name -> "-" + name.asText()))
                .collect(Collectors.joining(" "));
    }
}
