package dev.daybook.query;

import dev.daybook.shape.Shape;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a query as records: a component is the column that its shape says. One that the query does not have is
 * absent.
 */
public final class Rows<R> {

    private final Shape<R> shape;
    private final List<Field<?>> fields;
    private final Map<String, Integer> places = new HashMap<>();

    private Rows(Shape<R> shape, List<Field<?>> fields) {
        this.shape = shape;
        this.fields = fields;
        fields.forEach(field -> places.put(field.getName(), places.size() + 1));
    }

    /** Reads what the shape has of the columns of a table, and of others that a query has beside them. */
    public static <R> Rows<R> of(Shape<R> shape, Table<?> table, Field<?>... others) {
        Stream<Field<?>> columns = shape.columns().stream()
                .map(column -> column.name())
                .filter(name ->
                        Stream.of(others).noneMatch(other -> other.getName().equals(name)))
                .flatMap(name -> Stream.ofNullable(table.field(name)));
        return new Rows<>(shape, Stream.concat(columns, Stream.of(others)).toList());
    }

    public Shape<R> shape() {
        return shape;
    }

    /** As this, without a column that is read only where somebody asks for it. */
    public Rows<R> without(Field<?> column) {
        return new Rows<>(
                shape, fields.stream().filter(field -> !field.equals(column)).toList());
    }

    /** Returns what a query selects for it. */
    public List<Field<?>> fields() {
        return fields;
    }

    /** Makes a record of the row that a query for {@link #fields} stands at. */
    public R read(ResultSet row) throws SQLException {
        var values = new HashMap<String, @Nullable Object>();
        for (Map.Entry<String, Integer> column : places.entrySet()) {
            values.put(column.getKey(), row.getObject(column.getValue()));
        }
        return shape.ofRow(values::get);
    }

    /** Makes a record of a row that may have more than {@link #fields}, or less. */
    public R of(Record row) {
        return shape.ofRow(name -> row.field(name) == null ? null : row.get(name));
    }
}
