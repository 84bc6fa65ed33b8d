package dev.daybook.journal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which entries still count. A rollback removes nothing: it is an entry of its own, and this is what follows from all
 * of them up to some position.
 *
 * <p>Immutable. Positions are cut into segments, each with the import runs and streams that do not count in it;
 * positions outside all segments do not count at all. The last segment is open: whatever is written after the newest
 * rollback counts. Every timeline remembers the one before it, so that going back to a position brings back what
 * counted there, earlier rollbacks included: rolling back a rollback is nothing special.
 *
 * <p>Entries of the categories {@code journal}, {@code import} and {@code rollout} always count.
 */
public final class Timeline {

    /** Positions from {@code first} to {@code last}, both included; {@link Long#MAX_VALUE} is open. */
    public record Range(long first, long last) {}

    private record Segment(long first, long last, Set<String> runs, Set<StreamId> streams) {

        Segment from(long begin) {
            return new Segment(Math.max(first, begin), last, runs, streams);
        }

        Segment until(long end) {
            return new Segment(first, Math.min(last, end), runs, streams);
        }

        boolean excludesNothing() {
            return runs.isEmpty() && streams.isEmpty();
        }

        boolean continues(Segment other) {
            return other.last + 1 == first && runs.equals(other.runs) && streams.equals(other.streams);
        }
    }

    private static final Timeline ORIGINAL = new Timeline(
            0, Position.START, List.of(new Segment(1, Long.MAX_VALUE, Set.of(), Set.of())), Optional.empty());

    private final int number;
    private final Position since;
    private final List<Segment> segments;
    private final Optional<Timeline> before;
    private final List<Range> liveRanges;

    private Timeline(int number, Position since, List<Segment> segments, Optional<Timeline> before) {
        this.number = number;
        this.since = since;
        this.segments = segments;
        this.before = before;
        this.liveRanges = ranges(segments);
    }

    /** Returns the timeline without a rollback: everything counts. */
    public static Timeline original() {
        return ORIGINAL;
    }

    /** Returns how many rollbacks there were; a rollback of a rollback is one more. */
    public int number() {
        return number;
    }

    /** Returns the position of the newest rollback, {@link Position#START} if there is none. */
    public Position since() {
        return since;
    }

    /** Returns the timeline that the newest rollback changed; nothing if there was none. */
    public Optional<Timeline> before() {
        return before;
    }

    /** Returns a position before which the same entries count as in the timeline {@link #before}. */
    public Position changedFrom() {
        List<Segment> old = before.map(timeline -> timeline.segments).orElse(segments);
        for (int i = 0; i < Math.min(old.size(), segments.size()); i++) {
            Segment was = old.get(i);
            Segment is = segments.get(i);
            if (!was.equals(is)) {
                boolean begins = was.first == is.first && was.runs.equals(is.runs) && was.streams.equals(is.streams);
                return new Position(begins ? Math.min(was.last, is.last) + 1 : Math.min(was.first, is.first));
            }
        }
        return since;
    }

    /** Returns the timeline as it was at {@code position}: made of the rollbacks up to there, it included. */
    public Timeline asOf(Position position) {
        Timeline timeline = this;
        while (timeline.since.isAfter(position)) {
            timeline = timeline.before.orElseThrow();
        }
        return timeline;
    }

    public boolean counts(Entry entry) {
        return counts(entry.position(), entry.stream(), entry.metadata().correlation());
    }

    /** Returns whether the entry there counts, of that stream and written with that correlation. */
    public boolean counts(Position position, StreamId stream, Optional<String> correlation) {
        if (number == 0 || alwaysCounts(stream)) {
            return true;
        }
        Segment segment = segment(position.value());
        return segment != null
                && (segment.excludesNothing()
                        || (!segment.streams.contains(stream)
                                && !(correlation.isPresent() && segment.runs.contains(correlation.get()))));
    }

    /**
     * Returns the positions that can count, in order: outside of them nothing does but the categories that always
     * count; inside ask {@link #counts}.
     */
    public List<Range> liveRanges() {
        return liveRanges;
    }

    /** Returns whether {@link #counts} needs asking for entries of {@code range}, or all of them count. */
    public boolean countsWholly(Range range) {
        return segments.stream()
                .filter(segment -> segment.first <= range.last && segment.last >= range.first)
                .allMatch(Segment::excludesNothing);
    }

    /**
     * Returns the timeline after a rollback, written at {@code at}, to what counted at {@code to}.
     *
     * @throws IllegalArgumentException if {@code to} is not before {@code at}
     */
    public Timeline rolledBackTo(Position at, Position to) {
        if (to.compareTo(at) >= 0) {
            throw new IllegalArgumentException(
                    "a rollback at position %s cannot go to position %s: want an earlier one".formatted(at, to));
        }
        return next(at, asOf(to).segments.stream().map(segment -> segment.until(to.value())));
    }

    /** Returns the timeline after a rollback, written at {@code at}, of all that import run wrote before. */
    public Timeline withoutRun(Position at, String run) {
        return next(
                at,
                segments.stream()
                        .map(segment ->
                                new Segment(segment.first, segment.last, with(segment.runs, run), segment.streams)));
    }

    /** Returns the timeline after a rollback, written at {@code at}, of all that was written to that stream before. */
    public Timeline withoutStream(Position at, StreamId stream) {
        return next(
                at,
                segments.stream()
                        .map(segment ->
                                new Segment(segment.first, segment.last, segment.runs, with(segment.streams, stream))));
    }

    /**
     * Returns the timeline after a rollback, written at {@code at}, of the entries of {@code range}. If that is the
     * newest rollback, counts again what counted without it, and what has come since goes on counting.
     */
    public Timeline withoutEntries(Position at, Range range) {
        List<Segment> earlier = since.value() == range.first ? before.orElseThrow().segments : segments;
        long from = since.value() == range.first ? range.first : range.last + 1;
        return next(
                at,
                Stream.concat(
                        earlier.stream().map(segment -> segment.until(range.first - 1)),
                        segments.stream().map(segment -> segment.from(from))));
    }

    private Timeline next(Position at, Stream<Segment> old) {
        if (!at.isAfter(since)) {
            throw new IllegalArgumentException(
                    "a rollback at position %s comes after the one at %s: want them in order".formatted(at, since));
        }
        var changed = new ArrayList<Segment>();
        Stream.concat(
                        old.map(segment -> segment.until(at.value() - 1)),
                        Stream.of(new Segment(at.value(), Long.MAX_VALUE, Set.of(), Set.of())))
                .filter(segment -> segment.first <= segment.last)
                .forEach(segment -> changed.add(
                        !changed.isEmpty() && segment.continues(changed.getLast())
                                ? new Segment(changed.removeLast().first, segment.last, segment.runs, segment.streams)
                                : segment));
        return new Timeline(number + 1, at, List.copyOf(changed), Optional.of(this));
    }

    private @Nullable Segment segment(long position) {
        int low = 0;
        int high = segments.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Segment it = segments.get(middle);
            if (position < it.first) {
                high = middle - 1;
            } else if (position > it.last) {
                low = middle + 1;
            } else {
                return it;
            }
        }
        return null;
    }

    /** Returns whether entries of that stream count whatever is rolled back. */
    public static boolean alwaysCounts(StreamId stream) {
        return switch (stream.category()) {
            case "journal", "import", "rollout", "access" -> true;
            default -> false;
        };
    }

    private static <T> Set<T> with(Set<T> set, T added) {
        var all = new HashSet<>(set);
        all.add(added);
        return Set.copyOf(all);
    }

    private static List<Range> ranges(List<Segment> segments) {
        var ranges = new ArrayList<Range>();
        for (Segment it : segments) {
            OptionalLong joined = !ranges.isEmpty() && ranges.getLast().last + 1 == it.first
                    ? OptionalLong.of(ranges.removeLast().first)
                    : OptionalLong.empty();
            ranges.add(new Range(joined.orElse(it.first), it.last));
        }
        return List.copyOf(ranges);
    }

    /** Two timelines are equal if the same entries count in them and the same number of rollbacks led there. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Timeline that
                && number == that.number
                && since.equals(that.since)
                && segments.equals(that.segments);
    }

    @Override
    public int hashCode() {
        return Objects.hash(number, since, segments);
    }

    @Override
    public String toString() {
        return "timeline " + number + " since " + since + " " + segments;
    }
}
