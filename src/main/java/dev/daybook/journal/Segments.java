package dev.daybook.journal;

import dev.daybook.journal.Rollback.OfActor;
import dev.daybook.journal.Rollback.OfRun;
import dev.daybook.journal.Rollback.OfSession;
import dev.daybook.journal.Rollback.Scope;
import dev.daybook.journal.Timeline.Origin;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Positions, cut into segments, each with what does not count in it; those outside all segments do not count. Immutable. */
record Segments(List<Segment> all) {

    static final Segments EVERYTHING = new Segments(List.of(new Segment(1, Long.MAX_VALUE, Scopes.NONE)));

    /** Whose entries do not count. */
    private record Scopes(Set<String> runs, Set<String> actors, Set<String> sessions) {

        static final Scopes NONE = new Scopes(Set.of(), Set.of(), Set.of());

        boolean isEmpty() {
            return runs.isEmpty() && actors.isEmpty() && sessions.isEmpty();
        }

        boolean hold(Origin origin) {
            return origin.correlation().filter(runs::contains).isPresent()
                    || actors.contains(origin.actor())
                    || origin.session().filter(sessions::contains).isPresent();
        }

        Scopes with(Scope scope) {
            return switch (scope) {
                case OfRun it -> new Scopes(with(runs, it.run()), actors, sessions);
                case OfActor it -> new Scopes(runs, with(actors, it.actor()), sessions);
                case OfSession it -> new Scopes(runs, actors, with(sessions, it.session()));
                case Rollback.OfStream _ -> throw new IllegalArgumentException("a stream has segments of its own");
            };
        }

        private static Set<String> with(Set<String> set, String added) {
            var all = new HashSet<>(set);
            all.add(added);
            return Set.copyOf(all);
        }
    }

    private record Segment(long first, long last, Scopes without) {

        Segment from(long begin) {
            return new Segment(Math.max(first, begin), last, without);
        }

        Segment until(long end) {
            return new Segment(first, Math.min(last, end), without);
        }

        Segment without(Scope scope) {
            return new Segment(first, last, without.with(scope));
        }

        boolean continues(Segment other) {
            return other.last + 1 == first && without.equals(other.without);
        }
    }

    boolean counts(long position, Origin origin) {
        int low = 0;
        int high = all.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Segment it = all.get(middle);
            if (position < it.first) {
                high = middle - 1;
            } else if (position > it.last) {
                low = middle + 1;
            } else {
                return it.without.isEmpty() || !it.without.hold(origin);
            }
        }
        return false;
    }

    Segments until(long end) {
        return joined(all.stream().map(segment -> segment.until(end)));
    }

    Segments without(Range range) {
        return joined(Stream.concat(
                all.stream().map(segment -> segment.until(range.first() - 1)),
                all.stream().map(segment -> segment.from(range.last() + 1))));
    }

    /** Returns them without a scope behind {@code after}. */
    Segments without(Scope scope, long after) {
        return joined(Stream.concat(
                all.stream().map(segment -> segment.until(after)),
                all.stream().map(segment -> segment.from(after + 1).without(scope))));
    }

    /** Returns them up to a position, and everything from there on. */
    Segments openFrom(long position) {
        return joined(Stream.concat(
                all.stream().map(segment -> segment.until(position - 1)),
                Stream.of(new Segment(position, Long.MAX_VALUE, Scopes.NONE))));
    }

    private static Segments joined(Stream<Segment> parts) {
        var joined = new ArrayList<Segment>();
        parts.filter(segment -> segment.first <= segment.last)
                .forEach(segment -> joined.add(
                        !joined.isEmpty() && segment.continues(joined.getLast())
                                ? new Segment(joined.removeLast().first, segment.last, segment.without)
                                : segment));
        return new Segments(List.copyOf(joined));
    }

    /** Returns a position before which both are the same; {@link Long#MAX_VALUE} if they are. */
    long sameBefore(Segments other) {
        for (int i = 0; i < Math.min(all.size(), other.all.size()); i++) {
            Segment one = all.get(i);
            Segment its = other.all.get(i);
            if (!one.equals(its)) {
                boolean begins = one.first == its.first && one.without.equals(its.without);
                return begins ? Math.min(one.last, its.last) + 1 : Math.min(one.first, its.first);
            }
        }
        return Long.MAX_VALUE; // both end open
    }

    /** Returns whether every entry of {@code range} counts, whatever it is. */
    boolean countWholly(Range range) {
        long reached = range.first();
        for (Segment it : all) {
            if (it.last >= reached) {
                if (it.first > reached || !it.without.isEmpty()) {
                    return false;
                }
                if (it.last >= range.last()) {
                    return true;
                }
                reached = it.last + 1;
            }
        }
        return false;
    }

    Stream<Range> ranges() {
        return all.stream().map(segment -> new Range(segment.first, segment.last));
    }
}
