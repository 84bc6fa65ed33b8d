package dev.daybook.event;

import dev.daybook.config.ConfigEvent;
import dev.daybook.domain.Event;
import dev.daybook.domain.EventType;
import dev.daybook.domain.file.FileEvent;
import dev.daybook.domain.rollout.RolloutEvent;
import dev.daybook.history.HistoryEvent;
import dev.daybook.item.ItemEvent;
import dev.daybook.sbi.PlanEvent;
import dev.daybook.sbi.SbiEvent;
import dev.daybook.session.SessionEvent;
import dev.daybook.session.WorkspaceEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All events there are, by their stored names. Immutable. */
public final class Catalog {

    /** The sealed events of each domain; their records are found through them. */
    private static final List<Class<? extends Event>> DOMAINS = List.of(
            SbiEvent.class,
            PlanEvent.class,
            ConfigEvent.class,
            FileEvent.class,
            ItemEvent.class,
            SessionEvent.class,
            WorkspaceEvent.class,
            RolloutEvent.class,
            HistoryEvent.class);

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
    }

    private static final Catalog ALL = new Catalog(DOMAINS);

    private final Map<String, Type> byName = new LinkedHashMap<>();
    private final Map<Class<?>, Type> byRecord = new LinkedHashMap<>();

    private Catalog(List<Class<? extends Event>> domains) {
        var types = new ArrayList<Type>();
        for (Class<? extends Event> domain : domains) {
            for (Class<?> record : domain.getPermittedSubclasses()) {
                types.add(type(record.asSubclass(Event.class)));
            }
        }
        types.sort(Comparator.comparing(Type::name));
        for (Type type : types) {
            if (byName.put(type.name(), type) != null) {
                throw new IllegalStateException("two events are called %s".formatted(type.name()));
            }
            byRecord.put(type.record(), type);
        }
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

    /** Returns the catalog of all events. */
    public static Catalog all() {
        return ALL;
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
                            DOMAINS.stream().map(Class::getSimpleName).toList()));
        }
        return type;
    }
}
