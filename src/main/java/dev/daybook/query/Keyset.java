package dev.daybook.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.RowN;
import org.jooq.SortField;
import org.jooq.impl.DSL;

/** An order of a list whose last field makes it total, and how the list goes on behind a row. Immutable. */
public final class Keyset {

    /** @param number whether the field holds numbers; text otherwise */
    public record Part(Field<?> field, boolean number, boolean descending) {

        public static Part text(Field<String> field) {
            return new Part(field, false, false);
        }

        public static Part number(Field<Long> field) {
            return new Part(field, true, false);
        }

        public Part down() {
            return new Part(field, number, true);
        }

        SortField<?> sort() {
            return descending ? field.desc() : field.asc();
        }

        private Object value(Cursor cursor, int index) {
            return number ? (Object) cursor.number(index) : cursor.text(index);
        }

        private Class<?> type() {
            return number ? Long.class : String.class;
        }

        private Condition is(Field<?> value) {
            return typed().eq(typed(value));
        }

        private Condition isNotBefore(Field<?> value) {
            return descending ? typed().le(typed(value)) : typed().ge(typed(value));
        }

        private Condition isBehind(Field<?> value) {
            return descending ? typed().lt(typed(value)) : typed().gt(typed(value));
        }

        private Field<Object> typed() {
            return typed(field);
        }

        @SuppressWarnings("unchecked") // both are numbers, or both are texts
        private static Field<Object> typed(Field<?> field) {
            return (Field<Object>) field;
        }
    }

    private final String list;
    private final List<Part> parts;
    private final Clause behind;

    private Keyset(String list, List<Part> parts) {
        this.list = list;
        this.parts = parts;
        this.behind = Clause.of(
                places().stream().map(place -> parts.get(place).type()).toList(), this::behind);
    }

    /** @param list its name in cursors */
    public static Keyset of(String list, Part... parts) {
        return new Keyset(list, List.of(parts));
    }

    List<Part> parts() {
        return parts;
    }

    public List<SortField<?>> sort() {
        var sort = new ArrayList<SortField<?>>(parts.size());
        for (Part part : parts) {
            sort.add(part.sort());
        }
        return sort;
    }

    /** Returns the condition of the rows behind a cursor: all of them if there is no cursor. */
    public Condition behind(Optional<String> cursor) {
        return parsed(cursor).map(behind::bound).orElse(DSL.noCondition());
    }

    void behind(Optional<String> cursor, Clauses to) {
        parsed(cursor).ifPresent(values -> to.and(behind, values.toArray()));
    }

    private Optional<List<Object>> parsed(Optional<String> cursor) {
        return Cursor.parse(cursor, list, parts.size())
                .map(parsed -> places().stream()
                        .map(place -> parts.get(place).value(parsed, place))
                        .toList());
    }

    /** Returns the last value of the first field that was listed, a text. */
    public Optional<String> after(Optional<String> cursor) {
        return Cursor.parse(cursor, list, parts.size()).map(parsed -> parsed.text(0));
    }

    /** All up, or all down: then a row is behind another one as a whole, and an index is gone into at its place. */
    private boolean isOneWay() {
        return parts.stream().map(Part::descending).distinct().count() == 1;
    }

    /** Returns of which part each value is that {@link #behind(List)} wants. */
    private List<Integer> places() {
        if (isOneWay()) {
            return IntStream.range(0, parts.size()).boxed().toList();
        }
        var places = new ArrayList<Integer>();
        places.add(0);
        for (int last = 0; last < parts.size(); last++) {
            for (int place = 0; place <= last; place++) {
                places.add(place);
            }
        }
        return places;
    }

    private Condition behind(List<Field<?>> values) {
        if (isOneWay()) {
            RowN row = DSL.row(parts.stream().map(Part::field).toList());
            RowN last = DSL.row(values);
            return parts.getFirst().descending() ? row.lt(last) : row.gt(last);
        }
        // Said once more for the first field alone: from this, SQLite takes the place in the index to begin at.
        Condition notBefore = parts.getFirst().isNotBefore(values.getFirst());
        Condition behind = DSL.noCondition();
        int at = 1;
        for (int last = 0; last < parts.size(); last++) {
            Condition same = DSL.noCondition();
            for (int place = 0; place < last; place++) {
                same = same.and(parts.get(place).is(values.get(at++)));
            }
            behind = behind.or(same.and(parts.get(last).isBehind(values.get(at++))));
        }
        return notBefore.and(behind);
    }

    /** Returns the last value of the first field that was listed, a number. */
    Optional<Long> numberAfter(Optional<String> cursor) {
        return Cursor.parse(cursor, list, parts.size()).map(parsed -> parsed.number(0));
    }

    /** Returns what names this row. */
    public String cursor(Record row) {
        var key = new Object[parts.size()];
        for (int i = 0; i < key.length; i++) {
            key[i] = row.get(parts.get(i).field());
        }
        return cursor(key);
    }

    /** Returns what names the row that has these values in the fields that order the list. */
    public String cursor(Object... key) {
        return Cursor.of(list, key).toString();
    }
}
