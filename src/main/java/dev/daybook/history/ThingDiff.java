package dev.daybook.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.shape.Says;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is otherwise in what is shown of a thing. */
final class ThingDiff {

    /** A field that differs. */
    record Field(
            @Says("JSON pointer in what is shown of the thing")
            String field,

            @Says("absent: there was none") Optional<Json> before,
            @Says("absent: there is none any more") Optional<Json> after,
            @Says("how texts of several lines differ") Optional<String> diff) {

        private static Field of(String pointer, JsonNode before, JsonNode after) {
            Optional<Json> old = json(before);
            Optional<Json> now = json(after);
            return new Field(pointer, old, now, TextDiff.of(old, now));
        }

        private static Optional<Json> json(JsonNode value) {
            return Optional.of(value).filter(node -> !node.isMissingNode()).map(JsonText::of);
        }
    }

    private ThingDiff() {}

    /** Returns the fields that differ: members of objects each for itself, lists of things by their elements. */
    static List<Field> of(JsonNode before, JsonNode after) {
        var fields = new ArrayList<Field>();
        compare("", before, after, fields);
        return fields;
    }

    private static void compare(String pointer, JsonNode before, JsonNode after, List<Field> fields) {
        if (before.equals(after) || Blame.isCounter(pointer)) {
            return;
        }
        if (before.isObject() && after.isObject()) {
            Set<String> names = new LinkedHashSet<>();
            before.fieldNames().forEachRemaining(names::add);
            after.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> compare(Origins.below(pointer, name), before.path(name), after.path(name), fields));
        } else if (Origins.isOfThings(before) && Origins.isOfThings(after)) {
            elements(pointer, before, after, fields);
        } else {
            fields.add(Field.of(pointer, before, after));
        }
    }

    private static void elements(String pointer, JsonNode before, JsonNode after, List<Field> fields) {
        int[] same = Origins.Alignment.of(before, after, before.size());
        Set<Integer> kept = new LinkedHashSet<>();
        for (int index = 0; index < same.length; index++) {
            kept.add(same[index]);
            JsonNode old = same[index] < 0 ? MissingNode.getInstance() : before.path(same[index]);
            compare(pointer + '/' + index, old, after.path(index), fields);
        }
        for (int index = 0; index < before.size(); index++) {
            if (!kept.contains(index)) {
                compare(pointer + '/' + index, before.path(index), MissingNode.getInstance(), fields);
            }
        }
    }
}
