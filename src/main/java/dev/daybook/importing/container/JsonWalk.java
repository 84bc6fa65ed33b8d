package dev.daybook.importing.container;

import dev.daybook.shape.JsonCursor;
import dev.daybook.shape.JsonCursor.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Goes through a JSON text and finds the values at some places, one after another in its order, without a tree. */
final class JsonWalk {

    private static final String MEMBERS = "*";
    private static final String ELEMENTS = "#";

    private final JsonCursor in;
    private final List<byte[]> id;
    private final boolean numbers;

    /** The objects and lists that it is in, and what of the patterns leads into each. */
    private final Deque<Level> levels = new ArrayDeque<>();

    /**
     * Where values are.
     *
     * @param segments of a JSON pointer in which {@code *} is each member of an object, {@code #} each element of a list
     * @param names what a value found by it stands under, before what the wildcards stand for
     */
    record Pattern(List<String> segments, List<String> names) {

        static Pattern of(String pointer, List<String> names) {
            return new Pattern(JsonWalk.segments(pointer), names);
        }

        boolean isIn(Kind kind) {
            return kind == (segments.getFirst().equals(ELEMENTS) ? Kind.LIST : Kind.OBJECT);
        }

        /** Returns the list that its values are in that stand under these names. */
        Optional<List<String>> list(List<String> under) {
            long wildcards = segments.stream().filter(MEMBERS::equals).count();
            if (!segments.getLast().equals(ELEMENTS)
                    || under.size() != names.size() + wildcards
                    || !under.subList(0, names.size()).equals(names)) {
                return Optional.empty();
            }
            var path = new ArrayList<String>();
            int name = names.size();
            for (String segment : segments.subList(0, segments.size() - 1)) {
                path.add(segment.equals(MEMBERS) ? under.get(name++) : segment);
            }
            return Optional.of(List.copyOf(path));
        }

        /** Returns what is left of it behind a member or an element. */
        private Stream<Pattern> after(boolean list, String name) {
            String first = segments.getFirst();
            boolean is = list ? first.equals(ELEMENTS) : first.equals(MEMBERS) || first.equals(name);
            return is
                    ? Stream.of(new Pattern(
                            segments.subList(1, segments.size()), first.equals(MEMBERS) ? with(names, name) : names))
                    : Stream.empty();
        }
    }

    /**
     * A value that was found.
     *
     * @param id what stands in it where its id does, if that is a text or another plain value
     */
    record Found(List<String> path, List<String> names, long start, long end, Optional<String> id) {}

    private static final class Level {
        private final boolean list;
        private final List<String> path;
        private final List<Pattern> patterns;
        private int count;

        Level(boolean list, List<String> path, List<Pattern> patterns) {
            this.list = list;
            this.path = path;
            this.patterns = patterns;
        }
    }

    /**
     * @param id the JSON pointer of the id in each value
     * @param numbers whether ids are numbers, too
     */
    JsonWalk(JsonCursor in, List<Pattern> patterns, String id, boolean numbers) {
        this.in = in;
        this.numbers = numbers;
        this.id = pointer(id);
        enter(List.of(), patterns);
    }

    /** Returns a JSON pointer as the names that it consists of. */
    static List<byte[]> pointer(String pointer) {
        return segments(pointer).stream()
                .map(name -> name.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static List<String> segments(String pointer) {
        return pointer.isEmpty()
                ? List.of()
                : Arrays.stream(pointer.substring(1).split("/", -1))
                        .map(name -> name.replace("~1", "/").replace("~0", "~"))
                        .toList();
    }

    /** Returns the next value; nothing at the end of the text, or where it is no JSON any more. */
    Optional<Found> next() {
        while (!levels.isEmpty()) {
            Level level = levels.getLast();
            if (!(level.list ? in.element() : in.member())) {
                levels.removeLast();
                continue;
            }
            String name = level.list ? Integer.toString(level.count++) : in.looseName();
            List<Pattern> below = level.patterns.stream()
                    .flatMap(pattern -> pattern.after(level.list, name))
                    .toList();
            Optional<Pattern> found = below.stream()
                    .filter(onePattern -> onePattern.segments().isEmpty())
                    .findFirst();
            if (found.isPresent()) {
                return found(with(level.path, name), found.get().names());
            }
            if (!enter(with(level.path, name), below)) {
                in.skip();
            }
        }
        return Optional.empty();
    }

    private boolean enter(List<String> path, List<Pattern> patterns) {
        Kind kind = in.next();
        List<Pattern> meant =
                patterns.stream().filter(pattern -> pattern.isIn(kind)).toList();
        boolean entered = !meant.isEmpty() && in.enter();
        if (entered) {
            levels.add(new Level(kind == Kind.LIST, path, meant));
        }
        return entered;
    }

    private Optional<Found> found(List<String> path, List<String> names) {
        in.next();
        long start = in.start();
        Optional<String> key = id(in, id, numbers);
        return in.isSound() ? Optional.of(new Found(path, names, start, in.end(), key)) : Optional.empty();
    }

    /** Reads one value; of members that stand twice the last one counts. */
    static Optional<String> id(JsonCursor in, List<byte[]> pointer, boolean numbers) {
        Kind kind = in.next();
        if (pointer.isEmpty() && kind == Kind.TEXT) {
            return Optional.of(in.text());
        }
        if (pointer.isEmpty() && numbers && kind == Kind.NUMBER) {
            in.number();
            return Optional.of(in.spelling());
        }
        Optional<String> id = Optional.empty();
        if (pointer.isEmpty() || kind != Kind.OBJECT) {
            in.skip();
            return id;
        }
        for (in.enter(); in.member(); ) {
            if (in.isName(pointer.getFirst())) {
                id = id(in, pointer.subList(1, pointer.size()), numbers);
            } else {
                in.skip();
            }
        }
        return id;
    }

    static List<String> with(List<String> path, String last) {
        var longer = new ArrayList<>(path);
        longer.add(last);
        return List.copyOf(longer);
    }
}
