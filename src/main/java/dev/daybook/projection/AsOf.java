package dev.daybook.projection;

import dev.daybook.event.Timelines;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Timeline;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A moment of the journal: how far it is read, and what of it counts. Immutable.
 *
 * @param end the last entry that is read
 * @param timeline says what counts
 * @param happenedBy what happened later does not count; none: all that counts does
 * @param at when that was
 * @param branch tells timelines apart that are none of the journal itself: what would count if something had never been
 */
public record AsOf(Position end, Timeline timeline, Optional<Instant> happenedBy, Instant at, Optional<String> branch) {

    /** As the journal was when {@code end} was its last entry: what was undone later counts. */
    public static AsOf position(Position end, Journal journal, Timelines timelines) {
        return new AsOf(end, timelines.asOf(end), Optional.empty(), recordedAt(end, journal), Optional.empty());
    }

    /**
     * As the journal was when {@code end} was its last entry, had only that counted which does in {@code timeline}.
     *
     * @param branch no other timeline has it
     */
    public static AsOf branch(String branch, Position end, Timeline timeline, Journal journal) {
        return new AsOf(end, timeline, Optional.empty(), recordedAt(end, journal), Optional.of(branch));
    }

    private static Instant recordedAt(Position position, Journal journal) {
        return position.equals(Position.START)
                ? Instant.EPOCH
                : journal.readForward(Selection.all(), new Position(position.value() - 1), 1)
                        .getFirst()
                        .recordedAt();
    }

    /** What had happened by {@code time}, as far as it counts today, whenever it was written down. */
    public static AsOf time(Instant time, Journal journal, Timelines timelines) {
        Timeline now = timelines.current();
        return new AsOf(journal.head(), now, Optional.of(time), time, Optional.empty());
    }

    /** As the journal was at {@code time}: what was written down later was not known then. */
    public static AsOf recorded(Instant time, Journal journal, Timelines timelines) {
        long low = 0;
        long high = journal.head().value();
        while (low < high) {
            long middle = (low + high + 1) >>> 1;
            List<Entry> one = journal.readForward(Selection.all(), new Position(middle - 1), 1);
            if (one.getFirst().recordedAt().isAfter(time)) {
                high = middle - 1;
            } else {
                low = middle;
            }
        }
        var end = new Position(low);
        return new AsOf(end, timelines.asOf(end), Optional.empty(), time, Optional.empty());
    }

    /** Returns whether an entry up to {@link #end} counts. */
    public boolean counts(Entry entry) {
        return timeline.counts(entry) && hadHappened(entry);
    }

    /** Returns whether what an entry tells of had happened by then. */
    boolean hadHappened(Entry entry) {
        return happenedBy.map(time -> !entry.occurredAt().isAfter(time)).orElse(true);
    }
}
