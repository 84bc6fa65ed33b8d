package dev.daybook.shape;

import dev.daybook.shape.Field.Kind;
import dev.daybook.shape.Merged.Conflict;
import dev.daybook.shape.Shape.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A three-way merge, field by field: where one side left a field alone, the other side's value is taken.
 *
 * <p>Elements of lists are told apart by their keys, where their shape has one that is in none of the three lists twice,
 * else by their places. Of a growing list all stays that either side added.
 */
final class RecordMerge {

    private final List<Conflict> conflicts = new ArrayList<>();
    private final List<Conflict> overwritten = new ArrayList<>();

    /** Whether their value is taken where both changed one, each in its own way. */
    private final boolean theirsCounts;

    private RecordMerge(boolean theirsCounts) {
        this.theirsCounts = theirsCounts;
    }

    static <R> Merged<R> of(Shape<R> shape, R base, R mine, R theirs, boolean theirsCounts) {
        var merge = new RecordMerge(theirsCounts);
        R merged = merge.record(shape, "", base, mine, theirs);
        return new Merged<>(merged, List.copyOf(merge.conflicts), List.copyOf(merge.overwritten));
    }

    private <R> R record(Shape<R> shape, String at, Object base, Object mine, Object theirs) {
        var values = shape.blank.clone();
        for (Member member : shape.members) {
            Field field = member.field();
            Object merged =
                    field(field, at + field.pointer, member.value(base), member.value(mine), member.value(theirs));
            values[member.place()] = field.optional ? Optional.ofNullable(merged) : merged;
        }
        if (shape.more.isPresent()) {
            Member more = shape.more.get();
            Object merged = decided(at, more.value(base), more.value(mine), more.value(theirs));
            values[more.place()] = Optional.ofNullable(merged);
        }
        return shape.make(values, 0);
    }

    private @Nullable Object field(
            Field field, String at, @Nullable Object base, @Nullable Object mine, @Nullable Object theirs) {
        if (field.settled) {
            return Objects.equals(theirs, base) ? mine : theirs;
        }
        if (field.kind == Kind.NESTED && base != null && mine != null && theirs != null) {
            return record(field.shape(), at, base, mine, theirs);
        }
        if (field.kind == Kind.LIST
                && base instanceof List<?> was
                && mine instanceof List<?> ours
                && theirs instanceof List<?> others) {
            return field.growing ? growing(field, at, was, ours, others) : list(field, at, was, ours, others);
        }
        return decided(at, base, mine, theirs);
    }

    private @Nullable Object decided(String at, @Nullable Object base, @Nullable Object mine, @Nullable Object theirs) {
        if (Objects.equals(mine, base)) {
            return theirs;
        }
        if (!Objects.equals(mine, theirs)) {
            var conflict =
                    new Conflict(at, Optional.ofNullable(base), Optional.ofNullable(mine), Optional.ofNullable(theirs));
            overwritten.add(conflict);
            if (!Objects.equals(theirs, base)) {
                conflicts.add(conflict);
                return theirsCounts ? theirs : mine;
            }
        }
        return mine;
    }

    private List<?> list(Field field, String at, List<?> base, List<?> mine, List<?> theirs) {
        Optional<Member> key = field.shape().members.stream()
                .filter(member -> member.field().key)
                .findFirst();
        if (key.isPresent()) {
            Optional<Map<Object, Object>> was = keyed(key.get(), base);
            Optional<Map<Object, Object>> ours = keyed(key.get(), mine);
            Optional<Map<Object, Object>> others = keyed(key.get(), theirs);
            if (was.isPresent() && ours.isPresent() && others.isPresent()) {
                return byKey(field, at, was.get(), ours.get(), others.get());
            }
        }
        return byPlace(field, at, base, mine, theirs);
    }

    /** Returns the elements by their keys; nothing if a key is there twice. */
    private static Optional<Map<Object, Object>> keyed(Member key, List<?> list) {
        var keyed = new LinkedHashMap<Object, Object>();
        for (Object element : list) {
            Object name = key.value(element);
            if (name == null || keyed.putIfAbsent(name, element) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(keyed);
    }

    /** In the order of my side, unless only theirs has changed it; what only theirs has is added. */
    private List<?> byKey(
            Field field, String at, Map<Object, Object> base, Map<Object, Object> mine, Map<Object, Object> theirs) {
        boolean inTheirOrder = List.copyOf(mine.keySet()).equals(List.copyOf(base.keySet()));
        Set<Object> keys = new LinkedHashSet<>(inTheirOrder ? theirs.keySet() : mine.keySet());
        keys.addAll(inTheirOrder ? mine.keySet() : theirs.keySet());
        keys.addAll(base.keySet());
        var merged = new ArrayList<Object>();
        int place = 0;
        for (Object key : keys) {
            Object element = element(field, at + '/' + place++, base.get(key), mine.get(key), theirs.get(key));
            if (element != null) {
                merged.add(element);
            }
        }
        return merged;
    }

    /** Where theirs counts, an element that both added in one place is theirs, and mine comes last. */
    private List<?> byPlace(Field field, String at, List<?> base, List<?> mine, List<?> theirs) {
        var merged = new ArrayList<Object>();
        var displaced = new ArrayList<Object>();
        for (int i = 0; i < Math.max(mine.size(), theirs.size()); i++) {
            Object element = element(field, at + '/' + i, get(base, i), get(mine, i), get(theirs, i));
            if (element != null) {
                merged.add(element);
            }
            if (i >= base.size() && i < mine.size() && mine.get(i) != element && !theirs.contains(mine.get(i))) {
                displaced.add(mine.get(i));
            }
        }
        merged.addAll(displaced);
        return merged;
    }

    private static @Nullable Object get(List<?> list, int place) {
        return place < list.size() ? list.get(place) : null;
    }

    private @Nullable Object element(
            Field field, String at, @Nullable Object base, @Nullable Object mine, @Nullable Object theirs) {
        return base != null && mine != null && theirs != null
                ? record(field.shape(), at, base, mine, theirs)
                : decided(at, base, mine, theirs);
    }

    /** What both have added alike is there once: first what is mine, then what only theirs has. */
    private List<?> growing(Field field, String at, List<?> base, List<?> mine, List<?> theirs) {
        int common = base.size();
        var merged = new ArrayList<Object>(byPlace(field, at, base, first(mine, common), first(theirs, common)));
        List<?> ours = rest(mine, common);
        List<?> others = rest(theirs, common);
        int same = 0;
        while (same < ours.size() && same < others.size() && ours.get(same).equals(others.get(same))) {
            same++;
        }
        for (int i = same; i < ours.size(); i++) {
            overwritten.add(new Conflict(
                    at + '/' + (common + i),
                    Optional.empty(),
                    Optional.of(ours.get(i)),
                    Optional.ofNullable(get(others, i))));
        }
        merged.addAll(ours);
        var alike = new HashMap<Object, Integer>();
        ours.forEach(element -> alike.merge(element, 1, Integer::sum));
        others.stream()
                .filter(element -> alike.merge(element, -1, Integer::sum) < 0)
                .forEach(merged::add);
        return merged;
    }

    private static List<?> first(List<?> list, int length) {
        return list.subList(0, Math.min(length, list.size()));
    }

    private static List<?> rest(List<?> list, int from) {
        return list.subList(Math.min(from, list.size()), list.size());
    }
}
