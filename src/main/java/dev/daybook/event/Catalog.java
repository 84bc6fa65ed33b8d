package dev.daybook.event;

import dev.daybook.domain.Event;
import dev.daybook.domain.EventType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All events there are, by their stored names. Immutable. */
public final class Catalog {

    /** The stored name of an event, its version today, and its record. */
    public record Type(String name, int version, Class<? extends Event> record) {

        /** Returns the kind of thing it happens to, such as {@code sbi} of {@code sbi.registered}. */
        public String domain() {
            return name.substring(0, name.indexOf('.'));
        }

        /** Returns what happens, such as {@code registered} of {@code sbi.registered}. */
        public String event() {
            return name.substring(name.indexOf('.') + 1);
        }

        /** Returns whether it only reports of work that was done. */
        public boolean isReport() {
            return record.getAnnotation(EventType.class).report();
        }
    }

    private final List<Class<? extends Event>> families;
    private final Map<String, Type> byName = new LinkedHashMap<>();
    private final Map<Class<?>, Type> byRecord = new LinkedHashMap<>();

    Catalog(List<Class<? extends Event>> families) {
        this.families = families;
        var types = new ArrayList<Type>();
        for (Class<? extends Event> family : families) {
            records(family).map(Catalog::type).forEach(types::add);
        }
        types.sort(Comparator.comparing(Type::name));
        for (Type type : types) {
            if (byName.put(type.name(), type) != null) {
                throw new IllegalStateException("two events are called %s".formatted(type.name()));
            }
            byRecord.put(type.record(), type);
        }
    }

    /** A family may have families in it. */
    private static Stream<Class<? extends Event>> records(Class<?> family) {
        return Arrays.stream(family.getPermittedSubclasses())
                .flatMap(type -> type.isSealed() ? records(type) : Stream.of(type.asSubclass(Event.class)));
    }

    private static Type type(Class<? extends Event> record) {
        EventType stored = record.getAnnotation(EventType.class);
        if (stored == null || !record.isRecord() || stored.name().indexOf('.') <= 0) {
            throw new IllegalStateException(
                    "%s is no event: want a record with @EventType(name = \"domain.what-happened\")"
                            .formatted(record.getName()));
        }
        return new Type(stored.name(), stored.version(), record);
    }

    /** Returns the stored name of a record of events. */
    public static String name(Class<? extends Event> record) {
        return type(record).name();
    }

    /** Returns all types, ordered by name. */
    public List<Type> types() {
        return List.copyOf(byName.values());
    }

    public Optional<Type> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Returns the type of an event; every event has one. */
    public Type of(Event event) {
        return of(event.getClass());
    }

    /** Returns the type of a record of one of the sealed families. */
    public Type of(Class<? extends Event> record) {
        Type type = byRecord.get(record);
        if (type == null) {
            throw new IllegalArgumentException("%s is not in the catalog: want a record of %s"
                    .formatted(
                            record.getName(),
                            families.stream().map(Class::getSimpleName).toList()));
        }
        return type;
    }
}
