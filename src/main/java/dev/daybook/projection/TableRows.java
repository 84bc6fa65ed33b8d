package dev.daybook.projection;

import dev.daybook.shape.Column;
import dev.daybook.shape.Shape;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jooq.Query;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a table as objects of a class, while a batch works on them: a field is the column of its name in snake case,
 * a record those of its components. A transient field and one without a column stay with the object. Made once, as a constant; for any
 * number of threads.
 */
public final class TableRows<T> {

    /** One field of the class; the shape of a record. */
    private record Part(Field field, @Nullable Shape<?> shape, List<org.jooq.Field<?>> columns) {

        static Stream<Part> of(Field field, Table<?> table) {
            field.setAccessible(true); // of a row's own class, by which it asked for it
            Shape<?> shape = field.getType().isRecord() ? Shape.plain(field.getType()) : null;
            Stream<String> names = shape == null
                    ? Stream.of(Column.name(field.getName()))
                    : shape.columns().stream().map(Column::name);
            List<org.jooq.Field<?>> columns = names.<org.jooq.Field<?>>mapMulti((name, found) -> {
                        org.jooq.Field<?> column = table.field(name);
                        if (column != null) {
                            found.accept(column);
                        }
                    })
                    .toList();
            return columns.isEmpty() ? Stream.empty() : Stream.of(new Part(field, shape, columns));
        }

        @Nullable
        Object get(Object row) {
            try {
                return field.get(row);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(field.toString(), e);
            }
        }

        void values(Object row, List<@Nullable Object> values) {
            if (shape == null) {
                values.add(get(row));
            } else {
                values(shape, get(row), values);
            }
        }

        @SuppressWarnings("unchecked") // the record is of its shape
        private static <R> void values(Shape<R> shape, @Nullable Object value, List<@Nullable Object> values) {
            shape.columns().forEach(column -> values.add(column.of().apply((R) value)));
        }

        void read(ResultSet from, int at, Object row) throws SQLException {
            try {
                field.set(row, shape == null ? single(from, at) : record(shape, from, at));
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(field.toString(), e);
            }
        }

        private @Nullable Object single(ResultSet from, int at) throws SQLException {
            if (field.getType() == String.class) {
                return from.getString(at);
            }
            if (from.getObject(at) == null) {
                return null;
            }
            return field.getType() == boolean.class ? (Object) (from.getLong(at) == 1) : (Object) from.getLong(at);
        }

        private Object record(Shape<?> of, ResultSet from, int at) throws SQLException {
            var values = new HashMap<String, @Nullable Object>();
            for (int i = 0; i < columns.size(); i++) {
                values.put(columns.get(i).getName(), from.getObject(at + i));
            }
            return of.ofRow(values::get);
        }
    }

    private final Supplier<T> blank;
    private final List<Part> parts;
    private final Query write;

    /** @param blank makes an object to read a row into */
    public TableRows(Class<T> type, Supplier<T> blank, Table<?> table, org.jooq.Field<?>... key) {
        this.blank = blank;
        this.parts = Arrays.stream(type.getDeclaredFields())
                .filter(field -> (field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0)
                .flatMap(field -> Part.of(field, table))
                .toList();
        this.write = Statements.upsert(table, columns(), List.of(key));
    }

    /** Returns what a query selects to {@link #read} its rows. */
    public List<org.jooq.Field<?>> columns() {
        return parts.stream()
                .<org.jooq.Field<?>>flatMap(part -> part.columns.stream())
                .toList();
    }

    /** Reads a row of a query for {@link #columns}. */
    public T read(ResultSet row) throws SQLException {
        T object = blank.get();
        int at = 1;
        for (Part part : parts) {
            part.read(row, at, object);
            at += part.columns.size();
        }
        return object;
    }

    /** Writes the row in place of the one with its key, if there is one. */
    public void write(T row, Tables tables) {
        var values = new ArrayList<@Nullable Object>();
        parts.forEach(part -> part.values(row, values));
        tables.execute(write, values.toArray());
    }
}
