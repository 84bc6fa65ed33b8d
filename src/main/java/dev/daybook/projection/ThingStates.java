package dev.daybook.projection;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The rows of single things as they were after some of their entries, kept while the things are asked for: whoever asks for
 * a later moment goes on from there, and reads some dozens of entries in place of all. Thread-safe.
 */
final class ThingStates {

    /** Entries from one kept state to the next: a thing of fewer is made anew as quickly. */
    static final int EVERY = 50;

    /** What is larger takes as long to put back as to make. */
    static final int ROWS_BYTES_MAX = 512 << 10;

    /** Of all things: some hundred with a thousand entries each. */
    private static final int KEPT_BYTES_MAX = 8 << 20;

    private static final int STATE_BYTES = 200;

    /** Of one thing: each rollback makes those before it useless to later moments. */
    private static final int STATES_MAX = 100;

    private static final Duration UNUSED_MAX = Duration.ofMinutes(10);

    /**
     * A thing after some of its entries.
     *
     * @param entries how many, from the first one on, those that did not count included
     * @param until the position of the last of them
     * @param latest when what happened last of them happened
     * @param timeline said which of them counted
     * @param rows that show it
     */
    record State(long entries, Position until, Instant latest, Timeline timeline, RowCopies.Copy rows) {

        /** Returns whether it is how the thing was on the way to that moment: the same entries count, and all are there. */
        boolean precedes(AsOf asOf) {
            return !until.isAfter(asOf.end())
                    && timeline.equals(asOf.timeline())
                    && asOf.happenedBy().map(time -> !latest.isAfter(time)).orElse(true);
        }

        private boolean replaces(State other) {
            return entries == other.entries && timeline.equals(other.timeline);
        }
    }

    /** Tells on the way to a moment where a state is kept. Used by one thread. */
    final class Way {

        private final AsOf asOf;
        private Instant latest;

        Way(Optional<State> begin, AsOf asOf) {
            this.asOf = asOf;
            this.latest = begin.map(State::latest).orElse(Instant.MIN);
        }

        /** Takes in the next entry, and returns whether the rows after it are worth keeping: no later one has been left out. */
        boolean isToBeKept(Entry entry) {
            latest = latest.isAfter(entry.occurredAt()) ? latest : entry.occurredAt();
            return (entry.revision() + 1) % every == 0
                    && asOf.happenedBy().filter(latest::isAfter).isEmpty();
        }

        State state(Entry entry, RowCopies.Copy rows) {
            return new State(entry.revision() + 1, entry.position(), latest, asOf.timeline(), rows);
        }
    }

    private record Key(String projection, StreamId stream) {}

    private final Cache<Key, List<State>> kept = Caffeine.newBuilder()
            .maximumWeight(KEPT_BYTES_MAX)
            .<Key, List<State>>weigher((_, states) -> states.stream()
                    .mapToInt(state -> STATE_BYTES + state.rows.sizeBytes())
                    .sum())
            .expireAfterAccess(UNUSED_MAX)
            .build();

    private final int every;

    /** @param every so many entries of a thing a state is kept */
    ThingStates(int every) {
        this.every = every;
    }

    int every() {
        return every;
    }

    /** Returns the last state of a thing on the way to a moment. */
    Optional<State> before(String projection, StreamId stream, AsOf asOf) {
        return Optional.ofNullable(kept.getIfPresent(new Key(projection, stream))).stream()
                .flatMap(List::stream)
                .filter(state -> state.precedes(asOf))
                .max(Comparator.comparingLong(State::entries));
    }

    void keep(String projection, StreamId stream, State state) {
        kept.asMap().merge(new Key(projection, stream), List.of(state), (known, more) -> {
            var states = new ArrayList<>(known);
            states.removeIf(state::replaces);
            states.addAll(more);
            return List.copyOf(states.subList(Math.max(0, states.size() - STATES_MAX), states.size()));
        });
    }

    /** Forgets all: some of it was erased. */
    void forget() {
        kept.invalidateAll();
    }
}
