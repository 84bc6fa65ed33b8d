package dev.daybook.rollout;

import dev.daybook.event.Recorded;
import dev.daybook.importing.run.StreamHistory;
import dev.daybook.journal.StreamId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What is known of the things of units, by the journal and beside it. Thread-safe. */
record UnitFacts(StreamHistory streams, BehindRollbacks behind) {

    /** Returns what the journal tells of a thing and counts. */
    List<Recorded> counting(StreamId thing) {
        return streams.of(thing).entries();
    }

    /** Returns all that is known of a thing: what the journal tells, and what only the files do so far. */
    List<Recorded> known(Unit unit, StreamId thing) {
        List<Recorded> known = counting(thing);
        List<Recorded> ahead = unit.ahead(thing);
        if (!ahead.isEmpty()) {
            known.addAll(ahead);
        }
        return known;
    }

    /** Returns what the files account for of the things that they do not show yet as a rollback made them. */
    Function<StreamId, Optional<List<Recorded>>> shown(Tool tool, Unit unit) {
        BehindRollbacks.Behind lacking = behind.of(tool, unit);
        return thing -> Optional.of(thing)
                .filter(lacking.things()::contains)
                .map(it -> streams.of(it, lacking.shown()).entries());
    }
}
