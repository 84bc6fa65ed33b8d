package dev.daybook.operation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Function;

/**
 * A part of what a person is shown of an answer on a terminal, one below the other; programs read the answer itself. In
 * texts {@code {--data}} stands for the option that names the data directory, {@code {data}} for its path.
 */
public sealed interface Part {

    /** A sentence made of the answer; nothing is shown if it is empty. */
    record Line(Function<JsonNode, String> text) implements Part {}

    /** Members of the answer, one a line; those without a value are left out. */
    record Fields(List<Column> columns) implements Part {}

    /** All members of the answer but some, one a line. */
    record Others(List<String> without) implements Part {}

    /**
     * A list in the answer, below an empty line.
     *
     * @param pointer where it is
     * @param none what is said if it has nothing in it; empty: the part is left out
     * @param max how many rows are shown
     */
    record Rows(String pointer, String none, int max, List<Column> columns) implements Part {}

    static Part line(Function<JsonNode, String> text) {
        return new Line(text);
    }

    static Part fields(Column... columns) {
        return new Fields(List.of(columns));
    }

    static Part allBut(String... members) {
        return new Others(List.of(members));
    }

    /** @param columns members of an item */
    static Part rows(String pointer, String none, String... columns) {
        return new Rows(
                pointer,
                none,
                Integer.MAX_VALUE,
                List.of(columns).stream().map(Column::of).toList());
    }
}
