package dev.daybook.shape;

import dev.daybook.domain.Json;
import dev.daybook.shape.Shape.Member;
import java.util.List;

/** Writes records as their shapes have them. */
final class RecordWriter {

    static void write(Shape<?> shape, Object record, JsonWriter out) {
        out.open('{');
        List<Member> written = shape.written;
        for (int i = 0; i < written.size(); i++) {
            Member member = written.get(i);
            Object value = member.value(record);
            if (value != null || !member.field().sparse) {
                out.member(member.quoted());
                if (value == null) {
                    out.none();
                } else {
                    value(member.field(), value, out);
                }
            }
        }
        if (shape.more.isPresent() && shape.more.get().value(record) instanceof Json members) {
            out.members(members);
        }
        out.close('}');
    }

    /** Writes a value that is not absent. */
    static void value(Field field, Object value, JsonWriter out) {
        switch (field.kind) {
            case TEXT, TIME -> out.text((String) field.out.apply(value));
            case NUMBER -> out.number((Long) field.out.apply(value));
            case FLAG -> out.flag((Boolean) value);
            case DECIMAL, JSON, MORE -> out.json((Json) value);
            case NESTED, INLINE -> write(field.shape(), value, out);
            case TEXTS -> {
                out.open('[');
                for (Object text : (List<?>) value) {
                    out.element();
                    out.text((String) text);
                }
                out.close(']');
            }
            case LIST -> {
                out.open('[');
                for (Object element : (List<?>) value) {
                    out.element();
                    write(field.shape(), element, out);
                }
                out.close(']');
            }
        }
    }

    private RecordWriter() {}
}
