package dev.daybook.journal;

import dev.daybook.journal.Rollback.OfStream;
import dev.daybook.journal.Rollback.To;
import dev.daybook.journal.Rollback.Without;
import dev.daybook.journal.Rollback.WithoutEntries;
import dev.daybook.journal.Rollback.WithoutRollback;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Which entries still count. A rollback removes nothing: it is an entry of its own, and this is what follows from all
 * of them up to some position.
 *
 * <p>Immutable. The last segment of positions is open: whatever is written after the newest rollback counts. Every
 * timeline remembers the one before it, so that going back to a position brings back what counted there, earlier
 * rollbacks included: rolling back a rollback is nothing special.
 *
 * <p>An entry whose payload was erased counts in none: it tells nothing any more.
 *
 * <p>Entries of the categories {@code journal}, {@code import}, {@code rollout}, {@code access} and {@code secret} always count.
 */
public final class Timeline {

    /** What of an entry says whether it counts, beside its position. */
    public record Origin(StreamId stream, String actor, Optional<String> session, Optional<String> correlation) {

        static Origin of(Entry entry) {
            Metadata it = entry.metadata();
            return new Origin(entry.stream(), it.actor(), it.session(), it.correlation());
        }
    }

    /** What counts of all streams, and of those that have been rolled back by themselves. */
    private record Counting(Segments general, Map<StreamId, Segments> own) {

        static final Counting EVERYTHING = new Counting(Segments.EVERYTHING, Map.of());

        Segments of(StreamId stream) {
            return own.isEmpty() ? general : own.getOrDefault(stream, general);
        }

        Counting each(UnaryOperator<Segments> change) {
            var changed = new HashMap<>(own);
            changed.replaceAll((_, segments) -> change.apply(segments));
            return new Counting(change.apply(general), Map.copyOf(changed));
        }

        Counting with(Map<StreamId, Segments> others) {
            if (others.isEmpty()) {
                return this;
            }
            var all = new HashMap<>(own);
            all.putAll(others);
            return new Counting(general, Map.copyOf(all));
        }

        long sameBefore(Counting other) {
            return Stream.concat(own.keySet().stream(), other.own.keySet().stream())
                    .distinct()
                    .mapToLong(stream -> of(stream).sameBefore(other.of(stream)))
                    .reduce(general.sameBefore(other.general), Math::min);
        }
    }

    private static final Timeline ORIGINAL =
            new Timeline(0, Position.START, Counting.EVERYTHING, Optional.empty(), Optional.empty());

    private final int number;
    private final Position since;
    private final Counting counting;
    private final Optional<Rollback> rollback;
    private final Optional<Timeline> before;
    private final Position changedFrom;
    private final List<Range> liveRanges;

    private Timeline(
            int number, Position since, Counting counting, Optional<Rollback> rollback, Optional<Timeline> before) {
        this.number = number;
        this.since = since;
        this.counting = counting;
        this.rollback = rollback;
        this.before = before;
        this.changedFrom = changedFrom(since, counting, before);
        this.liveRanges = ranges(counting);
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
        return changedFrom;
    }

    private static Position changedFrom(Position since, Counting counting, Optional<Timeline> before) {
        long same =
                before.map(timeline -> timeline.counting.sameBefore(counting)).orElse(Long.MAX_VALUE);
        return same < since.value() ? new Position(same) : since;
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
        return !entry.payload().isErased() && (number == 0 || counts(entry.position(), Origin.of(entry)));
    }

    /** Returns whether the entry there counts. */
    public boolean counts(Position position, Origin origin) {
        return number == 0
                || alwaysCounts(origin.stream())
                || counting.of(origin.stream()).counts(position.value(), origin);
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
        return counting.general.countWholly(range)
                && counting.own.values().stream().allMatch(segments -> segments.countWholly(range));
    }

    /**
     * Returns the positions of the rollbacks that later ones have taken back, so that they have never been.
     *
     * @param positions of rollbacks that are to be taken back beside these
     */
    public Set<Position> takenBack(Position... positions) {
        var takenBack = new HashSet<>(Set.of(positions));
        for (Timeline each = this; each.before.isPresent(); each = each.before.get()) {
            if (!takenBack.contains(each.since) && each.rollback.orElseThrow().target() instanceof WithoutRollback it) {
                takenBack.add(it.position());
            }
        }
        return takenBack;
    }

    /** Returns whether there is a rollback at that position. */
    public boolean isRollback(Position position) {
        return number > 0
                && !position.equals(Position.START)
                && asOf(position).since.equals(position);
    }

    /**
     * Returns the timeline after a rollback.
     *
     * @param at where its entry stands
     * @throws IllegalArgumentException if it goes to what is yet to come, or comes before the newest one
     */
    public Timeline after(Position at, Rollback next) {
        if (!at.isAfter(since)) {
            throw new IllegalArgumentException(
                    "a rollback at position %s comes after the one at %s: want them in order".formatted(at, since));
        }
        if (next.target() instanceof To to && to.position().compareTo(at) >= 0) {
            throw new IllegalArgumentException("a rollback at position %s cannot go to position %s: want an earlier one"
                    .formatted(at, to.position()));
        }
        Counting changed = next.target() instanceof WithoutRollback it
                ? besides(it.position(), at, next)
                : counting(counting, at, next);
        return new Timeline(number + 1, at, changed, Optional.of(next), Optional.of(this));
    }

    /** Returns what counts after a rollback of what counted before it. */
    private Counting counting(Counting counted, Position at, Rollback next) {
        Counting changed = switch (next.target()) {
            case To it ->
                asOf(it.position())
                        .counting
                        .each(segments -> segments.until(it.position().value()));
            case WithoutEntries it -> counted.each(segments -> segments.without(it.range()));
            case Without it -> without(counted, it);
            case WithoutRollback _ -> throw new IllegalArgumentException("it depends on the others");
        };
        return settled(changed, counted, at, next);
    }

    private static Counting without(Counting counted, Without it) {
        long after = it.after().value();
        return it.scope() instanceof OfStream of
                ? counted.with(Map.of(of.stream(), counted.of(of.stream()).until(after)))
                : counted.each(segments -> segments.without(it.scope(), after));
    }

    /** Leaves alone what a rollback keeps, takes out what goes with it, and counts what comes. */
    private static Counting settled(Counting changed, Counting counted, Position at, Rollback next) {
        var others = new HashMap<StreamId, Segments>();
        next.also()
                .forEach(
                        (stream, after) -> others.put(stream, changed.of(stream).until(after.value())));
        next.kept().forEach(stream -> others.put(stream, counted.of(stream)));
        return changed.with(others).each(segments -> segments.openFrom(at.value()));
    }

    /** Returns what would count if a rollback had never been, and all others had that have not been taken back. */
    private Counting besides(Position gone, Position at, Rollback next) {
        if (gone.equals(since)) {
            return settled(before.orElseThrow().counting, counting, at, next);
        }
        Set<Position> takenBack = takenBack(gone);
        var chain = new ArrayList<Timeline>();
        for (Timeline each = this; each.before.isPresent(); each = each.before.get()) {
            chain.addFirst(each);
        }
        Counting counted = Counting.EVERYTHING;
        for (Timeline each : chain) {
            Rollback one = each.rollback.orElseThrow();
            if (!takenBack.contains(each.since)) {
                counted = one.target() instanceof WithoutRollback
                        ? settled(counted, each.before.orElseThrow().counting, each.since, one)
                        : each.counting(counted, each.since, one);
            }
        }
        return settled(counted, counting, at, next);
    }

    /** Returns whether entries of that stream count whatever is rolled back. */
    public static boolean alwaysCounts(StreamId stream) {
        return switch (stream.category()) {
            case "journal", "import", "export", "rollout", "access", "secret" -> true;
            default -> false;
        };
    }

    private static List<Range> ranges(Counting counting) {
        var ranges = new ArrayList<Range>();
        Stream.concat(counting.general.ranges(), counting.own.values().stream().flatMap(Segments::ranges))
                .sorted(Comparator.comparingLong(Range::first))
                .forEach(range -> {
                    boolean joins = !ranges.isEmpty() && ranges.getLast().last() >= range.first() - 1;
                    Range joined = joins ? ranges.removeLast() : range;
                    ranges.add(new Range(joined.first(), Math.max(joined.last(), range.last())));
                });
        return List.copyOf(ranges);
    }

    /** Two timelines are equal if the same entries count in them and the same number of rollbacks led there. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Timeline that
                && number == that.number
                && since.equals(that.since)
                && counting.equals(that.counting);
    }

    @Override
    public int hashCode() {
        return Objects.hash(number, since, counting);
    }

    @Override
    public String toString() {
        return "timeline " + number + " since " + since + " " + counting;
    }
}
