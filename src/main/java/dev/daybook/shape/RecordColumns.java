package dev.daybook.shape;

import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.shape.Shape.Member;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records as rows. */
final class RecordColumns {

    static <R> List<Column<R>> of(Shape<R> shape) {
        var columns = new ArrayList<Column<R>>();
        for (Member member : shape.members) {
            switch (member.field().kind) {
                case NESTED -> of(member.field().shape()).forEach(inner -> columns.add(of(member, inner)));
                case LIST -> {}
                default -> columns.add(column(member));
            }
        }
        shape.more.ifPresent(member -> columns.add(column(member)));
        return List.copyOf(columns);
    }

    private static <R> Column<R> column(Member member) {
        Field field = member.field();
        return new Column<>(field.column, record -> value(field, member.value(record)));
    }

    @SuppressWarnings("unchecked") // the value is of the shape of its member
    private static <R, T> Column<R> of(Member member, Column<T> inner) {
        return new Column<>(nested(member.field(), inner.name()), record -> {
            Object value = member.value(record);
            return value == null ? null : inner.of().apply((T) value);
        });
    }

    static String nested(Field field, String inner) {
        return field.column + '_' + inner;
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
