package dev.daybook.shape;

import dev.daybook.domain.Json;
import dev.daybook.shape.Field.Kind;
import dev.daybook.shape.Shape.Member;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fields of records by their pointers. */
final class RecordFields {

    static Map<String, Object> of(Shape<?> shape, Object record) {
        var fields = new LinkedHashMap<String, Object>();
        put(shape, record, "", fields);
        return fields;
    }

    private static void put(Shape<?> shape, Object record, String at, Map<String, Object> fields) {
        for (Member member : shape.members) {
            Field field = member.field();
            Object value = member.value(record);
            if (value != null && !field.key && field.kind != Kind.LIST) {
                String pointer = at + field.pointer;
                if (field.kind == Kind.NESTED) {
                    put(field.shape(), value, pointer, fields);
                } else {
                    fields.put(pointer, value(field, value));
                }
            }
        }
        if (shape.more.isPresent() && shape.more.get().value(record) instanceof Json members) {
            fields.put(at + shape.more.get().field().pointer, members.text());
        }
        for (Member member : shape.lists) {
            if (member.value(record) instanceof List<?> list) {
                fields.put(at + member.field().pointer, (long) list.size());
            }
        }
        for (Member member : shape.lists) {
            if (member.value(record) instanceof List<?> list) {
                for (int i = 0; i < list.size(); i++) {
                    put(member.field().shape(), list.get(i), at + member.field().pointer + '/' + i, fields);
                }
            }
        }
    }

    static Object value(Field field, Object value) {
        return switch (field.kind) {
            case TEXT, TIME, NUMBER -> field.out.apply(value);
            case DECIMAL, JSON, MORE -> ((Json) value).text();
            default -> value;
        };
    }

    private RecordFields() {}
}
