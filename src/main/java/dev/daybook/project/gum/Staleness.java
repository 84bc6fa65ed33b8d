package dev.daybook.project.gum;

import dev.daybook.event.Recorded;
import dev.daybook.importing.Fact;
import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.journal.StreamId;
import dev.daybook.project.ScanEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * That files contradict each other, written after Daybook has looked itself: what it knows is fresh no longer. Of what
 * nobody has looked for yet that need not be said.
 *
 * @param at when the later one of them was written
 */
record Staleness(ScanEvent.Refreshed key, String file, Instant at) implements Entity {

    static Staleness of(String cache, String file, Instant at) {
        return new Staleness(new ScanEvent.Refreshed(cache, at, 0, Optional.empty()), file, at);
    }

    @Override
    public StreamId stream() {
        return new StreamId(ScanEvent.CATEGORY, key.key());
    }

    @Override
    public List<Fact> facts(List<Recorded> known) {
        return known.stream()
                .map(Recorded::event)
                .filter(ScanEvent.Refreshed.class::isInstance)
                .map(ScanEvent.Refreshed.class::cast)
                .reduce((_, last) -> last)
                .filter(refreshed -> refreshed.ttlSeconds() > 0 && at.isAfter(refreshed.at()))
                .map(refreshed -> new Fact(
                        new ScanEvent.Refreshed(refreshed.cache(), refreshed.at(), 0, refreshed.hash()), file, at))
                .stream()
                .toList();
    }
}
