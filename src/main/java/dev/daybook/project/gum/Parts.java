package dev.daybook.project.gum;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The components of a record by their names. */
final class Parts {

    private static final ClassValue<RecordComponent[]> COMPONENTS = new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
            return type.getRecordComponents();
        }
    };

    static Map<String, Object> of(Record record) {
        var parts = new LinkedHashMap<String, Object>();
        try {
            for (RecordComponent it : COMPONENTS.get(record.getClass())) {
                parts.put(it.getName(), it.getAccessor().invoke(record));
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(record.getClass() + " cannot be taken apart", e);
        }
        return parts;
    }

    /** Returns the record that has those parts. */
    static Record made(Class<? extends Record> type, Map<String, Object> parts) {
        RecordComponent[] components = COMPONENTS.get(type);
        try {
            Constructor<? extends Record> constructor = type.getDeclaredConstructor(
                    Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            return constructor.newInstance(Stream.of(components)
                    .map(recordComponent -> parts.get(recordComponent.getName()))
                    .toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be made", e);
        }
    }

    private Parts() {}
}
