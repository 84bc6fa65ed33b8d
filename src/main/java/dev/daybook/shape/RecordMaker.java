package dev.daybook.shape;

import dev.daybook.shape.Field.Kind;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes records of the values of their members, by their canonical constructor. For any number of threads. */
final class RecordMaker<R> {
    private final Class<R> type;
    private final List<Field> fields;
    private final boolean inlines;
    private @Nullable MethodHandle constructor; // linked when the first record is made: most are never made

    /** @throws IllegalStateException if the fields are not those of the record */
    RecordMaker(Class<R> type, List<Field> fields) {
        this.type = type;
        this.fields = fields;
        this.inlines = fields.stream().anyMatch(field -> field.kind == Kind.INLINE);
        RecordComponent[] components = type.getRecordComponents();
        if (components.length != fields.size()) {
            throw new IllegalStateException("%s has %d components, but %d are described"
                    .formatted(type.getSimpleName(), components.length, fields.size()));
        }
        for (int i = 0; i < components.length; i++) {
            fields.get(i).check(type, components[i]);
        }
    }

    private static MethodHandle constructor(Class<?> type) {
        try {
            Class<?>[] types = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                    .findConstructor(type, MethodType.methodType(void.class, types))
                    .asSpreader(Object[].class, types.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the canonical constructor of " + type, e);
        }
    }

    /** Makes the record of its values, from {@code from} on. */
    @SuppressWarnings("unchecked") // the constructor is that of R
    R make(@Nullable Object[] values, int from) {
        @Nullable Object[] arguments = values;
        if (inlines || from > 0 || values.length > fields.size()) {
            arguments = new Object[fields.size()];
            int at = from;
            for (int i = 0; i < arguments.length; i++) {
                Field field = fields.get(i);
                if (field.kind == Kind.INLINE) {
                    arguments[i] = field.shape().make(values, at);
                    at += field.shape().blank.length;
                } else {
                    arguments[i] = values[at++];
                }
            }
        }
        MethodHandle linked = constructor;
        if (linked == null) {
            linked = constructor(type); // twice by two threads at once does no harm
            constructor = linked;
        }
        try {
            return (R) (Object) linked.invokeExact(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the constructor of " + type, e);
        }
    }
}
