package dev.daybook.importing.format;

import dev.daybook.event.Recorded;
import dev.daybook.importing.Fact;
import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.journal.StreamId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A record that a report counts as more than itself, as something else, or not at all. */
public record CountedEntity(Entity entity, Map<String, Integer> counts) implements Entity {

    @Override
    public StreamId stream() {
        return entity.stream();
    }

    @Override
    public List<Fact> facts(List<Recorded> known) {
        return entity.facts(known);
    }

    @Override
    public Map<String, Object> expected() {
        return entity.expected();
    }

    @Override
    public Set<String> overridden(List<Recorded> known) {
        return entity.overridden(known);
    }
}
