package dev.daybook.projection;

import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The streams of which other entries count after rollbacks than in rows that were made before, looked for once for all
 * projections. Thread-safe.
 */
final class Touched {

    /** So few are mended whatever else there is. */
    private static final int FEW = 100;

    /** More streams than that are not even looked for. */
    private static final int STREAMS_MAX = 100_000;

    /** Rows are mended at about the speed of a rebuild, but beside the rows of all others, and nothing is posted meanwhile. */
    private static final int SHARE = 4;

    private static final long ENTRIES_MAX = 200_000;

    private static final int SCANNED = 1_000;
    private static final long SCANNED_BYTES = 1 << 20;

    /** @param streams nothing: too many */
    private record Between(int then, int now, Optional<Set<StreamId>> streams) {}

    private final Journal journal;
    private Optional<Between> last = Optional.empty();
    private final Map<StreamId, Long> lengths = new HashMap<>();

    Touched(Journal journal) {
        this.journal = journal;
    }

    /**
     * Returns the streams whose rows a projection has to make anew.
     *
     * @return nothing if a rebuild is as quick
     */
    synchronized Optional<List<StreamId>> streams(Projector poster, Timeline now) {
        Generation.Checkpoint checkpoint = poster.generation().checkpoint();
        return between(checkpoint.timeline(), now)
                .map(streams ->
                        streams.stream().filter(poster.projection()::posts).toList())
                .filter(streams -> streams.size() <= FEW
                        || entries(streams)
                                <= Math.min(ENTRIES_MAX, checkpoint.position().value() / SHARE));
    }

    private long entries(List<StreamId> streams) {
        return streams.stream()
                .mapToLong(stream -> lengths.computeIfAbsent(stream, journal::revision) + 1)
                .sum();
    }

    private Optional<Set<StreamId>> between(int then, Timeline now) {
        Between found = last.filter(between -> between.then == then && between.now == now.number())
                .orElseGet(() -> new Between(then, now.number(), find(then, now)));
        last = Optional.of(found);
        return found.streams;
    }

    private Optional<Set<StreamId>> find(int number, Timeline now) {
        Timeline then = now;
        Position changed = now.since();
        while (then.number() > number && then.before().isPresent()) {
            changed = changed.isAfter(then.changedFrom()) ? then.changedFrom() : changed;
            then = then.before().get();
        }
        if (then.number() != number) {
            return Optional.empty();
        }
        var streams = new LinkedHashSet<StreamId>();
        var read = new Position(Math.max(0, changed.value() - 1));
        while (now.since().isAfter(read) && streams.size() <= STREAMS_MAX) {
            for (Entry entry : journal.readForward(read, SCANNED, SCANNED_BYTES)) {
                read = entry.position();
                if (then.counts(entry) != now.counts(entry)) {
                    streams.add(entry.stream());
                }
            }
        }
        return streams.size() <= STREAMS_MAX ? Optional.of(streams) : Optional.empty();
    }
}
