package dev.daybook.shape;

import dev.daybook.domain.Json;
import dev.daybook.shape.Field.Kind;
import dev.daybook.text.Times;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A field as a component of a record is declared and, if it is an argument, {@link Says} of itself. */
final class ComponentField {

    static Field of(RecordComponent component, boolean argument) {
        Type type = component.getGenericType();
        int optional = 0;
        while (type instanceof ParameterizedType it && it.getRawType() == Optional.class) {
            type = it.getActualTypeArguments()[0];
            optional++;
        }
        Kind kind = kind(type, optional > 0);
        var field = new Field(kind == Kind.INLINE ? "" : component.getName(), kind, new Accessor(component));
        field.argument = argument;
        field.clears = optional > 1;
        field.wide = type == long.class || type == Long.class;
        if (kind == Kind.INLINE || kind == Kind.NESTED || kind == Kind.LIST) {
            Class<?> record = (Class<?>) element(type);
            field.shape = argument ? Shape.arguments(record) : Shape.plain(record);
        } else if (type == Instant.class) {
            field.type = Instant.class;
            field.in = text -> Times.instant((String) text);
            field.out = time -> Times.text((Instant) time);
        }
        if (argument && kind != Kind.INLINE) {
            Says says = component.getAnnotation(Says.class);
            if (says == null) {
                throw new IllegalStateException("%s does not say what it is".formatted(component));
            }
            described(field, says);
            if (field.standard == null && optional == 0) {
                field.standard = kind == Kind.FLAG ? (Object) false : kind == Kind.TEXTS ? List.of() : null;
            }
        }
        return field;
    }

    private static void described(Field field, Says says) {
        field.says = says.value();
        field.label = says.label().isEmpty() ? says.form().label() : says.label();
        field.example = says.like().isEmpty() ? "" : JsonCompact.of(value(field, says.like()));
        field.standard = says.standard().isEmpty() ? null : value(field, says.standard());
        if (field.kind == Kind.NUMBER) {
            field.min = says.min();
            field.max = says.max();
        } else {
            field.charsMin = Math.toIntExact(Math.max(0, says.min()));
            field.charsMax = Math.toIntExact(Math.min(says.form().charsMax(), says.max()));
        }
        field.elementsMax = says.most();
        field.pattern = says.pattern().isEmpty() ? says.form().pattern().orElse(null) : Pattern.compile(says.pattern());
        field.want = says.want().isEmpty() ? says.form().want() : says.want();
        if (field.pattern != null && field.want.isEmpty()) {
            throw new IllegalStateException("%s does not say in words what %s is".formatted(field.name, field.pattern));
        }
        field.thing = says.form() == TextForm.KIND_AND_ID ? Argument.ANY_THING : says.thing();
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

    private static Kind kind(Type type, boolean optional) {
        Type element = element(type);
        if (element != type) {
            return element == String.class ? Kind.TEXTS : Kind.LIST;
        }
        if (type == Json.class) {
            return Kind.JSON;
        }
        if (type instanceof Class<?> it && it.isRecord()) {
            return optional ? Kind.NESTED : Kind.INLINE;
        }
        return type == String.class
                ? Kind.TEXT
                : type == Instant.class
                        ? Kind.TIME
                        : type == boolean.class || type == Boolean.class ? Kind.FLAG : Kind.NUMBER;
    }

    /** Returns what a list consists of; of anything else, itself. */
    private static Type element(Type type) {
        return type instanceof ParameterizedType list ? list.getActualTypeArguments()[0] : type;
    }

    /** Linked when the first record is looked at: of most, none ever is. */
    private static final class Accessor implements Function<Object, Object> {

        private final RecordComponent component;
        private @Nullable MethodHandle get;

        Accessor(RecordComponent component) {
            this.component = component;
        }

        @Override
        public Object apply(Object record) {
            try {
                MethodHandle linked = get;
                if (linked == null) {
                    Method method = component.getAccessor();
                    linked = MethodHandles.privateLookupIn(method.getDeclaringClass(), MethodHandles.lookup())
                            .unreflect(method)
                            .asType(MethodType.methodType(Object.class, Object.class));
                    get = linked; // twice by two threads at once does no harm
                }
                return (Object) linked.invokeExact(record);
            } catch (Throwable e) {
                throw new IllegalStateException("the component " + component, e);
            }
        }
    }

    private ComponentField() {}
}
