package dev.daybook.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Metadata;
import dev.daybook.text.LineDiff;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which fact made each value of a thing what it is: members of objects and elements of lists each by their own, texts of
 * several lines by line, lists of plain values as a whole. Immutable.
 */
sealed interface Origins {

    /** Elements of lists that have such a member are the same as long as that is the same. */
    List<String> NAMES = List.of("id", "key", "number", "turn", "name", "path", "file", "hash");

    /** A fact. */
    record By(
            long position,
            String type,
            String actor,
            Optional<String> session,
            Optional<String> correlation,
            String source,
            Instant occurredAt,
            Instant recordedAt) {

        static By of(Entry entry) {
            Metadata metadata = entry.metadata();
            return new By(
                    entry.position().value(),
                    entry.type(),
                    metadata.actor(),
                    metadata.session(),
                    metadata.correlation(),
                    metadata.source().text(),
                    entry.occurredAt(),
                    entry.recordedAt());
        }
    }

    /**
     * A plain value, or a list of such.
     *
     * @param by the fact that made it so
     * @param before what it was until then; missing if there was nothing
     * @param lines the fact of each line of a text that has several
     */
    record Value(JsonNode value, By by, JsonNode before, List<By> lines) implements Origins {}

    record Members(Map<String, Origins> members) implements Origins {}

    record Elements(List<Origins> elements) implements Origins {}

    /** Told of each value. */
    @FunctionalInterface
    interface Visitor {
        /** @param pointer the JSON pointer of the value */
        void value(String pointer, Value value);
    }

    /** Returns those of what came to be by a fact. */
    static Origins of(JsonNode value, By by) {
        return after(Optional.empty(), MissingNode.getInstance(), value, by);
    }

    /** Returns those of what a fact made of {@code before}, which these are of. */
    default Origins after(JsonNode before, JsonNode value, By by) {
        return after(Optional.of(this), before, value, by);
    }

    private static Origins after(Optional<Origins> known, JsonNode before, JsonNode value, By by) {
        if (known.isPresent() && before.equals(value)) {
            return known.get();
        }
        if (value.isObject() && !value.isEmpty()) {
            Map<String, Origins> old = known.orElse(null) instanceof Members(var members) ? members : Map.of();
            var members = new LinkedHashMap<String, Origins>();
            value.properties()
                    .forEach(member -> members.put(
                            member.getKey(),
                            after(
                                    Optional.ofNullable(old.get(member.getKey())),
                                    before.path(member.getKey()),
                                    member.getValue(),
                                    by)));
            return new Members(members);
        }
        if (isOfThings(value)) {
            return elements(
                    known.orElse(null) instanceof Elements(var elements) ? elements : List.of(), before, value, by);
        }
        return new Value(value, by, before, lines(known, before, value, by));
    }

    /** Returns whether it is a list whose elements have fields. */
    static boolean isOfThings(JsonNode value) {
        return value.isArray() && !value.isEmpty() && value.valueStream().allMatch(JsonNode::isObject);
    }

    private static Origins elements(List<Origins> old, JsonNode before, JsonNode value, By by) {
        int[] same = Alignment.of(before, value, old.size());
        var elements = new ArrayList<Origins>(value.size());
        for (int index = 0; index < value.size(); index++) {
            boolean isNew = same[index] < 0;
            elements.add(after(
                    isNew ? Optional.empty() : Optional.of(old.get(same[index])),
                    isNew ? MissingNode.getInstance() : before.path(same[index]),
                    value.path(index),
                    by));
        }
        return new Elements(elements);
    }

    /** Which elements of a list were there before. */
    final class Alignment {

        private Alignment() {}

        /** Returns of each element its place before, -1 if it had none. */
        static int[] of(JsonNode before, JsonNode after, int known) {
            var same = new int[after.size()];
            Optional<String> name = NAMES.stream()
                    .filter(member -> isUnique(before, member) && isUnique(after, member))
                    .findFirst();
            if (name.isPresent()) {
                var places = new HashMap<JsonNode, Integer>();
                for (int index = 0; index < known; index++) {
                    places.put(before.path(index).path(name.get()), index);
                }
                for (int index = 0; index < same.length; index++) {
                    same[index] = places.getOrDefault(after.path(index).path(name.get()), -1);
                }
                return same;
            }
            int most = Math.min(known, same.length);
            int begin = 0;
            while (begin < most && before.path(begin).equals(after.path(begin))) {
                begin++;
            }
            int end = 0;
            while (end < most - begin && before.path(known - 1 - end).equals(after.path(same.length - 1 - end))) {
                end++;
            }
            for (int index = 0; index < same.length; index++) {
                boolean isOfEnd = index >= same.length - end;
                int place = isOfEnd ? known - same.length + index : index;
                same[index] = isOfEnd || place < known - end ? place : -1;
            }
            return same;
        }

        private static boolean isUnique(JsonNode list, String member) {
            return list.valueStream().allMatch(element -> element.path(member).isValueNode())
                    && list.valueStream()
                                    .map(element -> element.path(member))
                                    .distinct()
                                    .count()
                            == list.size();
        }
    }

    private static List<By> lines(Optional<Origins> known, JsonNode before, JsonNode value, By by) {
        if (!value.isTextual() || value.textValue().indexOf('\n') < 0) {
            return List.of();
        }
        String text = before.isTextual() ? before.textValue() : "";
        List<Integer> origins = LineDiff.of(text, value.textValue()).origins();
        return origins.stream()
                .map(line -> line == LineDiff.NEW || !(known.orElse(null) instanceof Value old)
                        ? by
                        : old.lines().isEmpty() ? old.by() : old.lines().get(line))
                .toList();
    }

    /** Returns the pointer of a member of the object at a pointer. */
    static String below(String pointer, String member) {
        return pointer + '/' + member.replace("~", "~0").replace("/", "~1");
    }

    /** Tells of each value, in the order of the thing. */
    default void visit(Visitor visitor) {
        visit("", visitor);
    }

    private void visit(String pointer, Visitor visitor) {
        switch (this) {
            case Value value -> visitor.value(pointer, value);
            case Members(var members) ->
                members.forEach((name, origins) -> origins.visit(below(pointer, name), visitor));
            case Elements(var elements) -> {
                for (int index = 0; index < elements.size(); index++) {
                    elements.get(index).visit(pointer + '/' + index, visitor);
                }
            }
        }
    }
}
