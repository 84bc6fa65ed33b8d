package dev.daybook.importing.run;

import dev.daybook.domain.Event;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Fact;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Reading;
import dev.daybook.importing.Witness;
import dev.daybook.journal.StreamId;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A reader with a fault: it tells wrong facts and expects the read model to show them. What it compares is equal; only
 * the witness, which is the tool's own, can notice.
 */
public final class Misreading implements LegacySource {

    private final LegacySource source;
    private final Fault fault;

    public Misreading(LegacySource source, Fault fault) {
        this.source = source;
        this.fault = fault;
    }

    /** What is read wrongly. */
    public interface Fault {

        /** Whether the thing is found at all. */
        default boolean finds(StreamId stream) {
            return true;
        }

        /** Returns what is told instead of a fact; nothing if it is passed over. */
        default Optional<Fact> told(Fact fact) {
            return Optional.of(fact);
        }

        /** Returns what the read model is expected to show then. */
        default Map<String, Object> expected(Map<String, Object> fields) {
            return fields;
        }
    }

    /** Returns the fields with the values of two of them exchanged, if both are there. */
    public static Map<String, Object> exchanged(Map<String, Object> fields, String one, String other) {
        var exchanged = new LinkedHashMap<>(fields);
        if (fields.containsKey(one) && fields.containsKey(other)) {
            exchanged.put(one, fields.get(other));
            exchanged.put(other, fields.get(one));
        }
        return exchanged;
    }

    @Override
    public String kind() {
        return source.kind();
    }

    @Override
    public boolean recognizes(Path root) {
        return source.recognizes(root);
    }

    @Override
    public long countEntities(Path root) {
        return source.countEntities(root);
    }

    @Override
    public List<Watched> watched(Path root) {
        return source.watched(root);
    }

    @Override
    public Optional<Witness> witness() {
        return source.witness();
    }

    @Override
    public Reading read(Root root, Scope scope, Known known) {
        return source.read(root, scope, known).map(result -> switch (result) {
            case Reading.Found(Entity entity) when !fault.finds(entity.stream()) -> Optional.empty();
            case Reading.Found(Entity entity) -> Optional.of(new Reading.Found(new Misread(entity)));
            default -> Optional.of(result);
        });
    }

    private final class Misread implements Entity {
        private final Entity entity;

        Misread(Entity entity) {
            this.entity = entity;
        }

        @Override
        public StreamId stream() {
            return entity.stream();
        }

        @Override
        public Map<String, Integer> counts() {
            return entity.counts();
        }

        @Override
        public List<Fact> facts(List<Recorded> known) {
            return entity.facts(known).stream()
                    .flatMap(fact -> fault.told(fact).stream())
                    .toList();
        }

        @Override
        public Map<String, Object> expected() {
            return fault.expected(entity.expected());
        }

        @Override
        public Set<String> overridden(List<Recorded> known) {
            return entity.overridden(known);
        }
    }

    /** Returns a fact with another event. */
    public static Optional<Fact> with(Fact fact, Event event) {
        return Optional.of(new Fact(event, fact.file(), fact.occurredAt()));
    }
}
