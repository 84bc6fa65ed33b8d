package dev.daybook.history;

import dev.daybook.journal.Entry;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Progress;
import dev.daybook.projection.AsOf;
import dev.daybook.slice.Ground;
import dev.daybook.slice.Slices;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What things are otherwise at one moment than at another, which may be in a branch. */
final class BranchDiff {

    private static final int READ = 1_000;
    private static final long READ_BYTES = 4 << 20;
    private static final int VALUE_CHARS_MAX = 200;

    /** Where in the journal a thing is from is otherwise wherever something else is, too. */
    private static final Set<String> PLACES = Set.of("position", "revision");

    /** A field that differs; a side is missing that does not have it, or not the thing. */
    record Field(String field, Optional<String> a, Optional<String> b) {}

    /**
     * A thing that differs.
     *
     * @param kind {@code added} if only the second has it, {@code gone} if only the first has it, else {@code changed}
     * @param facts how many facts of it count on one side only
     * @param fields that differ; none of a thing whose kind has no fields
     */
    record Thing(String entity, String kind, long facts, List<Field> fields) {}

    /**
     * What differs.
     *
     * @param facts how many facts count on one side only, of {@code things} things
     * @param items the first of those things that are not the same
     */
    record Result(long facts, long things, List<Thing> items) {}

    private final Ground ground;
    private final AsOf a;
    private final AsOf b;
    private final Map<String, String> models = new HashMap<>();

    BranchDiff(Ground ground, AsOf a, AsOf b) {
        this.ground = ground;
        this.a = a;
        this.b = b;
        for (Operations<Ground> group : ground.service(Slices.class).catalogue().groups()) {
            group.all().stream()
                    .filter(operation -> operation.key().isPresent())
                    .forEach(operation -> model(operation, group.name()));
        }
    }

    private void model(Operation<?, Ground> operation, String group) {
        models.putIfAbsent(operation.kind(group), operation.readModel());
    }

    /** @param thingsMax things that are told */
    Result run(int thingsMax, Progress progress) {
        Map<StreamId, Long> touched = touched(progress);
        var things = new ArrayList<Thing>();
        for (Map.Entry<StreamId, Long> each : touched.entrySet()) {
            if (things.size() >= thingsMax) {
                break;
            }
            thing(each.getKey(), each.getValue()).ifPresent(things::add);
            progress.at(things.size(), Math.min(thingsMax, touched.size()), "comparing things");
        }
        return new Result(
                touched.values().stream().mapToLong(Long::longValue).sum(), touched.size(), List.copyOf(things));
    }

    /** Returns how many facts of each thing count on one side only, in the order in which the first of them were recorded. */
    private Map<StreamId, Long> touched(Progress progress) {
        var touched = new LinkedHashMap<StreamId, Long>();
        Position last = a.end().isAfter(b.end()) ? a.end() : b.end();
        Position read = Position.START;
        while (last.isAfter(read)) {
            for (Entry entry : ground.journal().readForward(read, READ, READ_BYTES)) {
                read = entry.position();
                if (!read.isAfter(last) && counts(a, entry) != counts(b, entry)) {
                    touched.merge(entry.stream(), 1L, Long::sum);
                }
            }
            progress.at(Math.min(read.value(), last.value()), last.value(), "reading");
        }
        return touched;
    }

    private static boolean counts(AsOf asOf, Entry entry) {
        return !entry.position().isAfter(asOf.end()) && asOf.counts(entry);
    }

    private Optional<Thing> thing(StreamId stream, long facts) {
        if (!models.containsKey(stream.category())) {
            return Optional.of(new Thing(stream.toString(), "changed", facts, List.of()));
        }
        Optional<Map<String, String>> one = fields(stream, a);
        Optional<Map<String, String>> other = fields(stream, b);
        List<Field> fields = fields(one.orElse(Map.of()), other.orElse(Map.of()));
        return fields.isEmpty() && one.isPresent() == other.isPresent()
                ? Optional.empty()
                : Optional.of(new Thing(
                        stream.toString(),
                        one.isEmpty() ? "added" : other.isEmpty() ? "gone" : "changed",
                        facts,
                        fields));
    }

    private static List<Field> fields(Map<String, String> one, Map<String, String> other) {
        var names = new TreeSet<>(one.keySet());
        names.addAll(other.keySet());
        return names.stream()
                .filter(name -> !PLACES.contains(name) && !Objects.equals(one.get(name), other.get(name)))
                .map(name -> new Field(
                        name,
                        Optional.ofNullable(one.get(name)).map(BranchDiff::cut),
                        Optional.ofNullable(other.get(name)).map(BranchDiff::cut)))
                .toList();
    }

    private static String cut(String text) {
        return text.length() <= VALUE_CHARS_MAX ? text : text.substring(0, VALUE_CHARS_MAX) + "…";
    }

    /** Returns the fields of a thing by their pointers, of which its own facts alone decide. */
    private Optional<Map<String, String>> fields(StreamId stream, AsOf asOf) {
        String model = Objects.requireNonNull(models.get(stream.category()));
        return ground.readModels()
                .replay(
                        model,
                        stream,
                        asOf,
                        tables -> Optional.ofNullable(ground.service(Slices.class)
                                        .fields(ground.past(tables).reads())
                                        .get(stream.category()))
                                .flatMap(fields -> fields.apply(stream.key())))
                .map(fields -> {
                    var texts = new TreeMap<String, String>();
                    fields.forEach((pointer, value) -> texts.put(pointer.substring(1), String.valueOf(value)));
                    return texts;
                });
    }
}
