package dev.daybook.importing.follow;

import dev.daybook.event.Recorded;
import dev.daybook.importing.Fact;
import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.Reading;
import dev.daybook.journal.StreamId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A thing in files that do not show yet what a rollback made of it: what was taken back and stands there still is no
 * news. What the tool itself has changed since is.
 *
 * @param shown the facts of a thing that its files account for, if other ones count by now
 */
record UndoneNews(Entity entity, Function<StreamId, Optional<List<Recorded>>> shown) implements Entity {

    /** Returns the reading of such files. */
    static Reading of(Reading reading, Function<StreamId, Optional<List<Recorded>>> shown) {
        return reading.map(result -> Optional.of(
                result instanceof Reading.Found(Entity entity)
                        ? new Reading.Found(new UndoneNews(entity, shown))
                        : result));
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
    public boolean isOfNoFile() {
        return entity.isOfNoFile();
    }

    @Override
    public List<Fact> facts(List<Recorded> known) {
        List<Fact> facts = entity.facts(known);
        Optional<List<Recorded>> before = facts.isEmpty() ? Optional.empty() : shown.apply(entity.stream());
        if (before.isEmpty()) {
            return facts;
        }
        List<Fact> since = entity.facts(before.get());
        boolean fewer = since.size() < facts.size() && !known.isEmpty(); // a thing that is no more is told as a whole
        return since.isEmpty() || fewer ? since : facts;
    }
}
