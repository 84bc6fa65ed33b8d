package dev.daybook.shape;

import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.shape.Shape.Member;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Records as rows. */
final class RecordColumns {

    static <R> List<Column<R>> of(Shape<R> shape) {
        var columns = new ArrayList<Column<R>>();
        shape.members.stream()
                .filter(member -> kind(member.field()).isPresent())
                .forEach(member -> columns.add(column(member)));
        shape.more.ifPresent(member -> columns.add(column(member)));
        return List.copyOf(columns);
    }

    private static <R> Column<R> column(Member member) {
        Field field = member.field();
        return new Column<>(name(field), kind(field).orElseThrow(), record -> value(field, member.value(record)));
    }

    static String name(Field field) {
        return field.column.isEmpty()
                ? field.name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT)
                : field.column;
    }

    private static Optional<Column.Kind> kind(Field field) {
        return switch (field.kind) {
            case TEXT, TIME -> Optional.of(Column.Kind.TEXT);
            case NUMBER -> Optional.of(Column.Kind.INTEGER);
            case FLAG -> Optional.of(Column.Kind.FLAG);
            case DECIMAL, JSON, TEXTS, MORE -> Optional.of(Column.Kind.JSON);
            case NESTED, LIST, INLINE -> Optional.empty();
        };
    }

    private static @Nullable Object value(Field field, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (field.kind) {
            case TEXT, TIME, NUMBER -> field.out.apply(value);
            case FLAG -> (Boolean) value ? 1 : 0;
            case DECIMAL, JSON, MORE -> ((Json) value).text();
            default -> {
                var out = new JsonWriter(Spelling.COMPACT, 0);
                RecordWriter.value(field, value, out);
                yield new String(out.bytes(), StandardCharsets.UTF_8);
            }
        };
    }

    private RecordColumns() {}
}
