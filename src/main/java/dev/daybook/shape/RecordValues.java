package dev.daybook.shape;

import dev.daybook.domain.Json;
import dev.daybook.shape.Shape.Member;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The values of records as their components have them. */
final class RecordValues {

    static Map<String, Object> of(Shape<?> shape, Object record) {
        var values = new LinkedHashMap<String, Object>();
        for (Member member : shape.written) {
            Object value = member.value(record);
            if (value != null) {
                values.put(member.field().name, value);
            }
        }
        return values;
    }

    static <R> R with(Shape<R> shape, R record, String name, Object component) {
        @Nullable Object[] values = shape.blank.clone();
        boolean found = false;
        for (Member member : shape.members) {
            boolean named = member.field().name.equals(name);
            values[member.place()] = named ? component : member.get().apply(record);
            found |= named;
        }
        if (!found) {
            throw new IllegalArgumentException(
                    "%s has no member '%s'".formatted(shape.type().getSimpleName(), name));
        }
        shape.more.ifPresent(more -> values[more.place()] = more.get().apply(record));
        return shape.make(values, 0);
    }

    static <R> R ofRow(Shape<R> shape, Function<String, @Nullable Object> row) {
        @Nullable Object[] values = shape.blank.clone();
        for (Member member : shape.members) {
            Object stored = row.apply(RecordColumns.name(member.field()));
            if (stored != null) {
                Object value = value(member.field(), stored);
                values[member.place()] = member.field().optional ? Optional.of(value) : value;
            }
        }
        return shape.make(values, 0);
    }

    private static Object value(Field field, Object stored) {
        return switch (field.kind) {
            case TEXT, TIME -> field.in.apply(stored);
            case NUMBER -> field.in.apply(((Number) stored).longValue());
            case FLAG -> ((Number) stored).longValue() == 1;
            case DECIMAL, JSON -> new Json((String) stored);
            case TEXTS, NESTED, LIST, INLINE, MORE ->
                throw new IllegalArgumentException("'%s' is no single value: no column holds it".formatted(field.name));
        };
    }

    private RecordValues() {}
}
