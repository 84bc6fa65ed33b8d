package dev.daybook.projection;

import dev.daybook.projection.RowDifference.Field;
import dev.daybook.projection.RowDifference.Kind;
import dev.daybook.projection.RowDifference.Value;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares the tables of two places of a projection, row by row. Both sides are read as streams in the order of their keys,
 * so that memory does not grow with the tables: what is not stored in that order is sorted by the database, on disk. Used by
 * one thread.
 */
final class RowComparison {

    /** A value is shown up to here. */
    static final int VALUE_CHARS_MAX = 80;

    /** What both have at the beginning of a long value is left out but for so much. */
    private static final int COMMON_CHARS = 10;

    private static final int ROWS_PER_STEP = 1_000;

    /**
     * A row that differs, with its values: first those of the key, in the order of the table's columns.
     *
     * @param before nothing if it is missing there, as {@code after}
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared as a whole
    record Row(
            TableHash.Table table,
            Kind kind,
            @Nullable Object @Nullable [] before,
            @Nullable Object @Nullable [] after) {

        /** Returns the places of the columns that differ. */
        int[] differing() {
            return IntStream.range(0, table.columns().size())
                    .filter(i -> before == null || after == null || !Objects.deepEquals(before[i], after[i]))
                    .toArray();
        }

        /** Returns what finds it. */
        List<@Nullable Object> keys() {
            @Nullable Object[] row = Objects.requireNonNull(before == null ? after : before);
            return Arrays.asList(row).subList(0, table.key().size());
        }

        /** Returns whether it is told apart by a key; without one it would be looked for in all of its table. */
        boolean isTraceable() {
            return table.key().size() < table.columns().size();
        }

        RowDifference told() {
            List<Value> found = IntStream.range(0, table.key().size())
                    .mapToObj(i ->
                            new Value(table.key().get(i), text(keys().get(i)).map(text -> cut(text, 0))))
                    .toList();
            List<Field> fields = Arrays.stream(differing())
                    .mapToObj(i -> field(
                            table.columns().get(i),
                            before == null ? Optional.empty() : text(before[i]),
                            after == null ? Optional.empty() : text(after[i])))
                    .toList();
            return new RowDifference(kind, found, fields);
        }
    }

    private final Connection before;
    private final Connection after;
    private final List<Row> found = new ArrayList<>();
    private final int rowsMax;
    private final Runnable step;

    /**
     * @param rowsMax rows of a table that are told; the others are counted
     * @param step runs now and then; what it throws ends the comparison
     */
    RowComparison(Connection before, Connection after, int rowsMax, Runnable step) {
        this.before = before;
        this.after = after;
        this.rowsMax = rowsMax;
        this.step = step;
    }

    /** Returns how each table differs that either side has, ordered by name; one without a difference, too. */
    List<TableDifference> run() throws SQLException {
        Map<String, TableHash.Table> olds = byName(before);
        Map<String, TableHash.Table> news = byName(after);
        var names = new TreeSet<>(olds.keySet());
        names.addAll(news.keySet());
        var tables = new ArrayList<TableDifference>();
        for (String name : names) {
            tables.add(table(name, Optional.ofNullable(olds.get(name)), Optional.ofNullable(news.get(name))));
        }
        return tables;
    }

    /** Returns the rows that {@link #run} has told, with all they hold. */
    List<Row> found() {
        return List.copyOf(found);
    }

    private static Map<String, TableHash.Table> byName(Connection connection) throws SQLException {
        return TableHash.tables(connection, true).stream()
                .collect(Collectors.toMap(
                        TableHash.Table::name, Function.identity(), (one, _) -> one, () -> new TreeMap<>()));
    }

    private TableDifference table(String name, Optional<TableHash.Table> old, Optional<TableHash.Table> now)
            throws SQLException {
        List<String> olds = old.map(TableHash.Table::columns).orElse(List.of());
        List<String> news = now.map(TableHash.Table::columns).orElse(List.of());
        List<String> both =
                old.isPresent() && now.isPresent() ? kept(news, olds::contains) : news.isEmpty() ? olds : news;
        List<String> key = kept(now.or(() -> old).orElseThrow().key(), both::contains);
        var walk = new Walk(name, key.isEmpty() ? both : key, both);
        if (old.isPresent() && now.isPresent() && walk.isSortedFirst() && isEqual(walk.table())) {
            // Only what is not sorted anyway costs more to sort than to add up.
            walk.countEqual();
        } else {
            walk.run(old.isPresent(), now.isPresent());
        }
        return walk.result(
                old.isPresent() ? kept(news, text -> !olds.contains(text)) : List.of(),
                now.isPresent() ? kept(olds, text -> !news.contains(text)) : List.of());
    }

    private static List<String> kept(List<String> names, Predicate<String> which) {
        return names.stream().filter(which).toList();
    }

    private boolean isEqual(TableHash.Table table) throws SQLException {
        return Arrays.equals(TableHash.ofTable(before, table), TableHash.ofTable(after, table));
    }

    /** One walk through a table on both sides. */
    private final class Walk {

        private final String name;
        private final List<String> key;
        private final List<String> columns;
        private final List<Row> rows = new ArrayList<>();
        private long olds;
        private long news;
        private long added;
        private long gone;
        private long changed;

        /** @param columns that are compared; the key stands first in a row, then the others */
        Walk(String name, List<String> key, List<String> columns) {
            this.name = name;
            this.key = key;
            this.columns = Stream.concat(key.stream(), columns.stream().filter(text -> !key.contains(text)))
                    .toList();
        }

        TableHash.Table table() {
            return new TableHash.Table(name, columns, key);
        }

        /** Returns whether no key says the order: all rows are sorted to be compared. */
        boolean isSortedFirst() {
            return key.size() == columns.size();
        }

        void countEqual() throws SQLException {
            try (Statement statement = after.createStatement();
                    ResultSet row = statement.executeQuery("SELECT count(*) FROM \"" + name + "\"")) {
                boolean _ = row.next();
                olds = row.getLong(1);
                news = olds;
            }
        }

        void run(boolean isBefore, boolean isAfter) throws SQLException {
            String sql = table().select() + " ORDER BY "
                    + columns.stream()
                            .map(column -> '"' + column + "\" NULLS FIRST")
                            .collect(Collectors.joining(", "));
            String none = sql.replace(" ORDER BY", " WHERE false ORDER BY");
            try (Statement one = (isBefore ? before : after).createStatement();
                    Statement other = (isAfter ? after : before).createStatement()) {
                one.setFetchSize(ROWS_PER_STEP);
                other.setFetchSize(ROWS_PER_STEP);
                try (ResultSet a = one.executeQuery(isBefore ? sql : none);
                        ResultSet b = other.executeQuery(isAfter ? sql : none)) {
                    merge(a, b);
                }
            }
        }

        private void merge(ResultSet a, ResultSet b) throws SQLException {
            @Nullable Object @Nullable [] old = next(a);
            @Nullable Object @Nullable [] now = next(b);
            while (old != null || now != null) {
                int order = old == null ? 1 : now == null ? -1 : order(old, now);
                if (order < 0) {
                    gone++;
                    tell(Kind.GONE, old, null);
                } else if (order > 0) {
                    added++;
                    tell(Kind.ADDED, null, now);
                } else if (!Arrays.deepEquals(old, now)) {
                    changed++;
                    tell(Kind.CHANGED, old, now);
                }
                olds += order <= 0 ? 1 : 0;
                news += order >= 0 ? 1 : 0;
                if ((olds + news) % ROWS_PER_STEP == 0) {
                    step.run();
                }
                old = order <= 0 ? next(a) : old;
                now = order >= 0 ? next(b) : now;
            }
        }

        private @Nullable Object @Nullable [] next(ResultSet rows) throws SQLException {
            if (!rows.next()) {
                return null;
            }
            var row = new @Nullable Object[columns.size()];
            for (int i = 0; i < row.length; i++) {
                row[i] = value(rows, i + 1);
            }
            return row;
        }

        private int order(@Nullable Object[] a, @Nullable Object[] b) {
            for (int i = 0; i < key.size(); i++) {
                int order = RowComparison.order(a[i], b[i]);
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        }

        private void tell(Kind kind, @Nullable Object @Nullable [] old, @Nullable Object @Nullable [] now) {
            if (rows.size() < rowsMax) {
                rows.add(new Row(table(), kind, old, now));
            }
        }

        TableDifference result(List<String> columnsAdded, List<String> columnsGone) {
            found.addAll(rows);
            return new TableDifference(
                    name,
                    olds,
                    news,
                    added,
                    gone,
                    changed,
                    columnsAdded,
                    columnsGone,
                    rows.stream().map(Row::told).toList());
        }
    }

    /** Returns a value as it is compared: whole numbers are of one type, however small they are. */
    static @Nullable Object value(ResultSet row, int column) throws SQLException {
        Object value = row.getObject(column);
        return value instanceof Integer number ? Long.valueOf(number) : value;
    }

    private static Field field(String column, Optional<String> old, Optional<String> now) {
        int common = 0;
        if (old.isPresent() && now.isPresent()) {
            common = Math.max(0, common(old.get(), now.get()) - COMMON_CHARS);
        }
        int from = old.map(String::length).orElse(0) > VALUE_CHARS_MAX
                        || now.map(String::length).orElse(0) > VALUE_CHARS_MAX
                ? common
                : 0;
        return new Field(column, old.map(text -> cut(text, from)), now.map(text -> cut(text, from)));
    }

    private static int common(String a, String b) {
        int most = Math.min(a.length(), b.length());
        int i = 0;
        while (i < most && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        return i;
    }

    private static String cut(String text, int from) {
        int end = Math.min(text.length(), from + VALUE_CHARS_MAX);
        return (from > 0 ? "…" : "") + text.substring(from, end) + (end < text.length() ? "…" : "");
    }

    private static Optional<String> text(@Nullable Object value) {
        return Optional.ofNullable(value)
                .map(present -> present instanceof byte[] bytes
                        ? "x'" + HexFormat.of().formatHex(bytes) + "'"
                        : present.toString());
    }

    /** Orders values as SQLite does without a collation: null, numbers, texts by their bytes, blobs. */
    private static int order(@Nullable Object a, @Nullable Object b) {
        int kinds = Integer.compare(rank(a), rank(b));
        if (kinds != 0 || a == null || b == null || a.equals(b)) {
            return kinds;
        }
        if (a instanceof Long one && b instanceof Long other) {
            return Long.compare(one, other);
        }
        if (a instanceof Number one && b instanceof Number other) {
            return Double.compare(one.doubleValue(), other.doubleValue());
        }
        return Arrays.compareUnsigned(bytes(a), bytes(b));
    }

    private static int rank(@Nullable Object value) {
        return switch (value) {
            case null -> 0;
            case Number _ -> 1;
            case byte[] _ -> 3;
            default -> 2;
        };
    }

    private static byte[] bytes(Object value) {
        return value instanceof byte[] blob ? blob : value.toString().getBytes(StandardCharsets.UTF_8);
    }
}
