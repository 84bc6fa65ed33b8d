package dev.daybook.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SortField;
import org.jooq.impl.DSL;

/**
 * An order of a list whose last field makes it total, and how the list goes on behind a row.
 *
 * @param list its name in cursors
 */
public record Keyset(String list, List<Part> parts) {

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

        @SuppressWarnings("unchecked")
        private Condition is(Object value) {
            return ((Field<Object>) field).eq(value);
        }

        @SuppressWarnings("unchecked")
        private Condition isNotBefore(Object value) {
            return descending ? ((Field<Object>) field).le(value) : ((Field<Object>) field).ge(value);
        }

        @SuppressWarnings("unchecked")
        private Condition isBehind(Object value) {
            return descending ? ((Field<Object>) field).lt(value) : ((Field<Object>) field).gt(value);
        }
    }

    public static Keyset of(String list, Part... parts) {
        return new Keyset(list, List.of(parts));
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
        return Cursor.parse(cursor, list, parts.size()).map(this::behind).orElse(DSL.noCondition());
    }

    /** Returns the last value of the first field that was listed, a text. */
    public Optional<String> after(Optional<String> cursor) {
        return Cursor.parse(cursor, list, parts.size()).map(parsed -> parsed.text(0));
    }

    private Condition behind(Cursor cursor) {
        Condition behind = DSL.noCondition();
        Condition same = DSL.noCondition();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            Object value = part.value(cursor, i);
            behind = behind.or(same.and(part.isBehind(value)));
            same = same.and(part.is(value));
        }
        // Said once more for the first field alone: from this, SQLite takes the place in the index to begin at.
        Part first = parts.getFirst();
        Object value = first.value(cursor, 0);
        return first.isNotBefore(value).and(behind);
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
