package dev.daybook.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Says whether a path is one that a pattern describes. All ways to read it are followed at once, so that no pattern takes
 * longer than its length times that of the path (Thompson's construction). Immutable.
 */
final class PathAutomaton implements Predicate<String> {

    /**
     * Some characters.
     *
     * @param regex the same as a regular expression of PostgreSQL
     */
    record Characters(IntPredicate has, String regex) {}

    /** What a pattern consists of. */
    sealed interface Part {

        /** Returns the same as a regular expression of PostgreSQL. */
        default String regex() {
            return switch (this) {
                case One one -> one.accepts.regex;
                case Many many -> many.accepts.regex + '*';
                case Sequence sequence ->
                    sequence.parts.stream().map(Part::regex).collect(Collectors.joining());
                case Either either ->
                    either.parts.stream().map(Part::regex).collect(Collectors.joining("|", "(?:", ")"));
            };
        }
    }

    /** One character. */
    record One(Characters accepts) implements Part {}

    /** Any number of characters, also none. */
    record Many(Characters accepts) implements Part {}

    /** One part behind the other. */
    record Sequence(List<Part> parts) implements Part {}

    /** One of these. */
    record Either(List<Part> parts) implements Part {}

    private static final int END = 0;

    /** A step reads a character and goes on at the first of its ways; without one it goes on at all of them. */
    private static final class State {
        final Optional<IntPredicate> reads;
        final int[] ways;

        State(Optional<IntPredicate> reads, int... ways) {
            this.reads = reads;
            this.ways = ways;
        }
    }

    private final List<State> states = new ArrayList<>();
    private final int start;

    PathAutomaton(Part whole) {
        states.add(new State(Optional.empty()));
        start = from(whole, END);
    }

    /** Returns where reading begins of what has this part in front of {@code next}. */
    private int from(Part part, int next) {
        return switch (part) {
            case One one -> added(new State(Optional.of(one.accepts.has), next));
            case Many many -> {
                int[] ways = {next, next};
                int fork = added(new State(Optional.empty(), ways));
                ways[1] = added(new State(Optional.of(many.accepts.has), fork));
                yield fork;
            }
            case Sequence sequence -> {
                int begin = next;
                for (Part each : sequence.parts.reversed()) {
                    begin = from(each, begin);
                }
                yield begin;
            }
            case Either either ->
                added(new State(
                        Optional.empty(),
                        either.parts.stream().mapToInt(each -> from(each, next)).toArray()));
        };
    }

    private int added(State state) {
        states.add(state);
        return states.size() - 1;
    }

    @Override
    public boolean test(String path) {
        var at = new Places(states.size());
        var then = new Places(states.size());
        reach(start, at);
        for (int i = 0; i < path.length() && at.count > 0; ) {
            int character = path.codePointAt(i);
            i += Character.charCount(character);
            for (int place = 0; place < at.count; place++) {
                State state = states.get(at.places[place]);
                if (state.reads.isPresent() && state.reads.get().test(character)) {
                    reach(state.ways[0], then);
                }
            }
            Places read = at;
            at = then;
            then = read;
            then.clear();
        }
        return at.has[END];
    }

    private void reach(int place, Places places) {
        if (places.has[place]) {
            return;
        }
        places.add(place);
        State state = states.get(place);
        if (state.reads.isEmpty()) {
            for (int way : state.ways) {
                reach(way, places);
            }
        }
    }

    /** Where reading stands. */
    private static final class Places {
        final boolean[] has;
        final int[] places;
        int count;

        Places(int states) {
            has = new boolean[states];
            places = new int[states];
        }

        void add(int place) {
            has[place] = true;
            places[count++] = place;
        }

        void clear() {
            for (int i = 0; i < count; i++) {
                has[places[i]] = false;
            }
            count = 0;
        }
    }
}
