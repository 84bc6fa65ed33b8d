package dev.daybook.shape;

import dev.daybook.domain.Json;
import dev.daybook.shape.Field.Kind;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The fields of a record of arguments, as its components are declared and {@link Says} of themselves. */
final class ArgumentFields {

    static List<Field> of(Class<?> record) {
        return Arrays.stream(record.getRecordComponents())
                .map(ArgumentFields::field)
                .toList();
    }

    private static Field field(RecordComponent component) {
        Type type = component.getGenericType();
        int optional = 0;
        while (type instanceof ParameterizedType it && it.getRawType() == Optional.class) {
            type = it.getActualTypeArguments()[0];
            optional++;
        }
        Kind kind = kind(type);
        Field field =
                new Field(kind == Kind.INLINE ? "" : component.getName(), kind, accessor(component.getAccessor()));
        field.argument = true;
        field.clears = optional > 1;
        field.wide = type == long.class || type == Long.class;
        if (kind == Kind.INLINE) {
            field.shape = Shape.arguments((Class<?>) type);
            return field;
        }
        Says says = component.getAnnotation(Says.class);
        if (says == null) {
            throw new IllegalStateException("%s does not say what it is".formatted(component));
        }
        described(field, says);
        if (field.standard == null && optional == 0) {
            field.standard = kind == Kind.FLAG ? (Object) false : kind == Kind.TEXTS ? List.of() : null;
        }
        return field;
    }

    private static void described(Field field, Says says) {
        field.says = says.value();
        field.label = says.label();
        field.example = says.like().isEmpty() ? "" : JsonCompact.of(value(field, says.like()));
        field.standard = says.standard().isEmpty() ? null : value(field, says.standard());
        if (field.kind == Kind.NUMBER) {
            field.min = says.min();
            field.max = says.max();
        } else {
            field.charsMin = Math.toIntExact(Math.max(0, says.min()));
            field.charsMax = Math.toIntExact(Math.min(Integer.MAX_VALUE, says.max()));
        }
        field.elementsMax = says.most();
        field.pattern = says.pattern().isEmpty() ? null : Pattern.compile(says.pattern());
        field.words = List.of(says.words());
        field.open = field.words.isEmpty();
        field.object = says.object();
    }

    private static Object value(Field field, String text) {
        return switch (field.kind) {
            case NUMBER -> field.wide ? (Object) Long.valueOf(text) : Integer.valueOf(text);
            case FLAG -> Boolean.valueOf(text);
            case JSON -> new Json(text);
            case TEXTS -> List.of(text.split(","));
            default -> text;
        };
    }

    private static Kind kind(Type type) {
        if (type instanceof ParameterizedType it && it.getRawType() == List.class) {
            return Kind.TEXTS;
        }
        if (type == String.class) {
            return Kind.TEXT;
        }
        if (type == Json.class) {
            return Kind.JSON;
        }
        if (type == boolean.class || type == Boolean.class) {
            return Kind.FLAG;
        }
        return type instanceof Class<?> it && it.isRecord() ? Kind.INLINE : Kind.NUMBER;
    }

    private static Function<Object, Object> accessor(Method method) {
        method.setAccessible(true);
        return record -> {
            try {
                return method.invoke(record);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(method + " cannot be asked", e);
            }
        };
    }

    private ArgumentFields() {}
}
