package dev.daybook.rollout;

import dev.daybook.domain.Command;
import dev.daybook.domain.Decider;
import dev.daybook.domain.Event;
import dev.daybook.event.Recorded;
import dev.daybook.journal.Journal;
import dev.daybook.journal.StreamId;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The revisions that whoever asks can have seen of things. Before a command is decided the files are read, and how they say
 * what was written to them is noted then: that is a fact, but no reason to refuse a command for the revision before it.
 * Thread-safe; of one unit for whoever has it alone.
 */
record SeenRevisions(Journal journal, UnitFacts facts, Map<String, Decider<Command, Object, Event>> deciders) {

    /** Returns whether commands are meant for the revision that the first thing has; ask before its files are read. */
    boolean areOfNow(Way way) {
        OptionalLong expected = way.submission().expectedRevision();
        return expected.isPresent()
                && expected.getAsLong() == journal.revision(way.things().getFirst());
    }

    /**
     * Returns such commands with the revision that the first thing has by now, if its files told nothing that a decision
     * depends on.
     */
    Way afterReading(Way way) {
        StreamId thing = way.things().getFirst();
        long seen = way.submission().expectedRevision().orElseThrow();
        long revision = journal.revision(thing);
        boolean onlyNoted = revision > seen
                && Optional.ofNullable(deciders.get(thing.category()))
                        .filter(decider -> state(decider, way, seen).equals(state(decider, way, revision)))
                        .isPresent();
        return onlyNoted ? way.expecting(revision) : way;
    }

    private Object state(Decider<Command, Object, Event> decider, Way way, long revision) {
        return decider.replay(facts.known(way.unit(), way.things().getFirst()).stream()
                .filter(known -> known.entry().revision() <= revision)
                .map(Recorded::event)
                .toList());
    }
}
