package dev.daybook.journal.postgres;

import dev.daybook.journal.sql.Lru;
import dev.daybook.journal.sql.Statements;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The numbers of texts that repeat, in one table: looked up many at once, given out by the count of whoever holds the head
 * of the journal, and written many at once.
 *
 * @param <T> what has a number
 */
final class Numbers<T> {

    /** A column of the text's table, with its type. */
    record Column(String name, String type) {

        static Column text(String name) {
            return new Column(name, "text");
        }
    }

    private final String table;
    private final List<Column> columns;
    private final Function<T, List<String>> texts;
    private final Map<T, Long> known;
    private final List<T> added = new ArrayList<>();
    private OptionalLong last = OptionalLong.empty();

    /** @param texts what stands in the columns */
    Numbers(String table, List<Column> columns, Function<T, List<String>> texts, int cachedMax) {
        this.table = table;
        this.columns = columns;
        this.texts = texts;
        this.known = Lru.map(cachedMax);
    }

    /** Looks up which of them have numbers. */
    void load(Statements statements, Collection<T> wanted) throws SQLException {
        var trip = new RoundTrip();
        ask(trip, wanted);
        trip.make(statements);
    }

    /** Has looked up which of them have numbers. */
    void ask(RoundTrip trip, Collection<T> wanted) {
        List<T> unknown = unknown(wanted);
        if (unknown.isEmpty()) {
            return;
        }
        trip.ask(
                "SELECT w.ordinal, t.id FROM unnest(%s) WITH ORDINALITY AS w (%s, ordinal) JOIN %s AS t ON %s"
                        .formatted(
                                arrays(),
                                columns.stream().map(Column::name).collect(Collectors.joining(", ")),
                                table,
                                columns.stream()
                                        .map(column -> "t.%s = w.%<s::%s".formatted(column.name(), column.type()))
                                        .collect(Collectors.joining(" AND "))),
                columns.size(),
                (statement, first) -> bind(statement, first, unknown),
                row -> {
                    while (row.next()) {
                        known.put(unknown.get(row.getInt(1) - 1), row.getLong(2));
                    }
                });
    }

    private List<T> unknown(Collection<T> wanted) {
        return wanted.stream()
                .filter(text -> !known.containsKey(text))
                .distinct()
                .toList();
    }

    /** Has looked up which number was given out last, if some of them may have none. Only whoever holds the head may. */
    void askForLast(RoundTrip trip, Collection<T> wanted) {
        if (last.isEmpty() && !unknown(wanted).isEmpty()) {
            trip.ask(lastQuery(), 0, (_, _) -> {}, row -> {
                row.next();
                last = OptionalLong.of(row.getLong(1));
            });
        }
    }

    private String lastQuery() {
        return "SELECT coalesce(max(id), 0) FROM " + table;
    }

    private String arrays() {
        return columns.stream().map(_ -> "?::text[]").collect(Collectors.joining(", "));
    }

    private void bind(PreparedStatement statement, int first, List<T> rows) throws SQLException {
        for (int column = 0; column < columns.size(); column++) {
            int at = column;
            ArrayParameter.bind(
                    statement,
                    first + column,
                    "text",
                    rows.stream().map(row -> texts.apply(row).get(at)).toArray());
        }
    }

    /** Returns the number of a text if it was found, or given out. */
    OptionalLong find(T text) {
        Long number = known.get(text);
        return number == null ? OptionalLong.empty() : OptionalLong.of(number);
    }

    /** Gives the next number to a text that was looked for and has none. Only whoever holds the head may. */
    long add(Statements statements, T text) throws SQLException {
        if (last.isEmpty()) {
            last = OptionalLong.of(Statements.number(statements.of(lastQuery())).orElseThrow());
        }
        long number = last.getAsLong() + 1;
        last = OptionalLong.of(number);
        known.put(text, number);
        added.add(text);
        return number;
    }

    /** Has sent what was given out. */
    void send(RoundTrip trip) {
        if (added.isEmpty()) {
            return;
        }
        List<T> rows = List.copyOf(added);
        long first = last.orElseThrow() - added.size();
        added.clear();
        trip.add(
                "INSERT INTO %s (id, %s) SELECT n, %s FROM unnest(?::bigint[], %s) AS w (n, %s)"
                        .formatted(
                                table,
                                columns.stream().map(Column::name).collect(Collectors.joining(", ")),
                                columns.stream()
                                        .map(column -> "w.%s::%s".formatted(column.name(), column.type()))
                                        .collect(Collectors.joining(", ")),
                                arrays(),
                                columns.stream().map(Column::name).collect(Collectors.joining(", "))),
                1 + columns.size(),
                (statement, parameter) -> {
                    ArrayParameter.bind(
                            statement,
                            parameter,
                            "bigint",
                            IntStream.rangeClosed(1, rows.size())
                                    .mapToObj(nth -> first + nth)
                                    .toArray());
                    bind(statement, parameter + 1, rows);
                });
    }

    /** Another one may have given out numbers. */
    void othersWrote() {
        last = OptionalLong.empty();
    }
}
