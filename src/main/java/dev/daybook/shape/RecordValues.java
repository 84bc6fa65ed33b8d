package dev.daybook.shape;

import dev.daybook.domain.Json;
import dev.daybook.shape.Shape.Member;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
            Field field = member.field();
            Object value = field.kind == Field.Kind.NESTED ? nested(field, row) : value(field, row.apply(field.column));
            if (value != null) {
                values[member.place()] = field.optional ? Optional.of(value) : value;
            }
        }
        return shape.make(values, 0);
    }

    private static @Nullable Object nested(Field field, Function<String, @Nullable Object> row) {
        Function<String, @Nullable Object> part = name -> row.apply(RecordColumns.nested(field, name));
        return field.shape().members.stream().allMatch(member -> part.apply(member.field().column) == null)
                ? null
                : ofRow(field.shape(), part);
    }

    private static @Nullable Object value(Field field, @Nullable Object stored) {
        if (stored == null) {
            return null;
        }
        return switch (field.kind) {
            case TEXT, TIME -> field.in.apply(stored);
            case NUMBER -> field.in.apply(((Number) stored).longValue());
            case FLAG -> ((Number) stored).longValue() == 1;
            case DECIMAL, JSON -> new Json((String) stored);
            case TEXTS -> stored instanceof List<?> ? stored : texts((String) stored);
            case LIST -> stored;
            case NESTED, INLINE, MORE ->
                throw new IllegalArgumentException("'%s' is no single value: no column holds it".formatted(field.name));
        };
    }

    private static List<String> texts(String json) {
        var texts = new ArrayList<String>();
        var in = JsonCursor.of(json.getBytes(StandardCharsets.UTF_8));
        in.next();
        in.enter();
        while (in.element()) {
            in.next();
            texts.add(in.text());
        }
        return List.copyOf(texts);
    }

    private RecordValues() {}
}
