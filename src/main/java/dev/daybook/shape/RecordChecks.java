package dev.daybook.shape;

import dev.daybook.domain.Rejected;
import dev.daybook.shape.Field.Kind;
import dev.daybook.shape.Shape.Member;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is asked of the values of a record beyond their types, where they are not as they were. */
final class RecordChecks {

    /** A longer word is not shown as a whole. */
    private static final int SHOWN_CHARS_MAX = 60;

    static void check(Shape<?> shape, String at, @Nullable Object before, Object now) {
        for (Member member : shape.members) {
            Object value = member.value(now);
            Object old = before == null ? null : member.value(before);
            if (value != null && !value.equals(old)) {
                value(member.field(), at + member.field().pointer, old, value);
            }
        }
        if (shape.more.isPresent()) {
            Member more = shape.more.get();
            Object value = more.value(now);
            Object old = before == null ? null : more.value(before);
            if (value != null && !value.equals(old)) {
                more.field().limits.forEach(limit -> limit.check().of(at, value));
            }
        }
    }

    private static void value(Field field, String at, @Nullable Object old, Object value) {
        if (field.kind == Kind.NESTED) {
            check(field.shape(), at, old, value);
        } else if (value instanceof List<?> list) {
            if (list.size() > field.elementsMax) {
                throw Rejected.invalidAt(
                        at, "there are %d %s: want at most %d", list.size(), field.elements, field.elementsMax);
            }
            elements(field, at, old instanceof List<?> it ? it : List.of(), list);
        } else {
            if (!field.words.isEmpty()) {
                word(field, at, String.valueOf(field.out.apply(value)));
            }
            if (field.kind == Kind.NUMBER) {
                long number = (Long) field.out.apply(value);
                if (number < field.min || number > field.max) {
                    throw Rejected.invalidAt(at, "%d is out of range: want %d to %d", number, field.min, field.max);
                }
            }
            Object said = field.kind.isText() ? field.out.apply(value) : value;
            field.limits.forEach(limit -> limit.check().of(at, said));
        }
    }

    private static void elements(Field field, String at, List<?> before, List<?> now) {
        var known = new HashSet<Object>(before);
        for (int i = 0; i < now.size(); i++) {
            Object element = now.get(i);
            String here = at + '/' + i;
            if (known.contains(element)) {
                continue;
            }
            if (field.kind == Kind.LIST) {
                check(field.shape(), here, i < before.size() ? before.get(i) : null, element);
            } else {
                field.limits.forEach(limit -> limit.check().of(here, element));
            }
        }
    }

    private static void word(Field field, String at, String word) {
        if (!field.words.contains(word)) {
            String shown = word.length() <= SHOWN_CHARS_MAX ? word : word.substring(0, SHOWN_CHARS_MAX) + "…";
            throw Rejected.invalidAt(
                    at, "'%s' is no %s: want %s", shown, field.wordsOf, String.join(", ", field.words));
        }
    }

    private RecordChecks() {}
}
