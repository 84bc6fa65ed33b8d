package dev.daybook.item;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.event.JsonText;
import dev.daybook.shape.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The members that tell records of a kind from others, in the files of their tool: what they say is in the key of the
 * item, too. A record that says another name would be another one when its files are read again.
 *
 * @param byKind JSON pointers of one member each, in the order of the key
 */
record KeyMembers(Map<String, List<String>> byKind) {

    /** Whether a kind has such members: those of no tool have none. */
    boolean areIn(ItemId item) {
        return !of(item).isEmpty();
    }

    /** Refuses to change what a record is known by. */
    void check(ItemId item, Json record, Map<String, Json> set, List<String> unset) {
        for (String pointer : of(item)) {
            JsonNode before = JsonText.tree(record).at(pointer);
            if (unset.contains(pointer)) {
                throw fixed(item, "/unset", pointer);
            }
            Json value = set.get(pointer);
            if (value != null && !text(JsonText.tree(value)).equals(text(before))) {
                throw fixed(item, "/set", pointer);
            }
        }
    }

    /** Refuses to make a record another one. */
    void check(ItemId item, Json before, Json record) {
        for (String pointer : of(item)) {
            if (!text(JsonText.tree(record).at(pointer))
                    .equals(text(JsonText.tree(before).at(pointer)))) {
                throw fixed(item, "/record", pointer);
            }
        }
    }

    /** Refuses a new record that does not say the name that it gets. */
    void checkNew(ItemId item, Json record) {
        var names = new ArrayList<String>();
        for (String pointer : of(item)) {
            JsonNode value = JsonText.tree(record).at(pointer);
            if (!value.isValueNode() || text(value).isEmpty()) {
                throw Rejected.invalidAt(
                        "/record",
                        "%s is missing: want what tells it from others, as the key %s says it",
                        pointer,
                        item.key());
            }
            names.add(text(value));
        }
        if (!says(item.key(), names)) {
            throw Rejected.invalidAt(
                    "/record",
                    "%s says '%s', the key %s: want the same in both",
                    String.join(", ", of(item)),
                    String.join("/", names),
                    item.key());
        }
    }

    /** Names before the last one are escaped as in JSON pointers. */
    private static boolean says(String key, List<String> names) {
        var said = new StringBuilder();
        for (String name : names.subList(0, names.size() - 1)) {
            said.append(Change.pointer(name));
        }
        said.append('/').append(names.getLast());
        return ("/" + key).endsWith(said.toString());
    }

    private List<String> of(ItemId item) {
        return byKind.getOrDefault(item.kind(), List.of());
    }

    private static String text(JsonNode value) {
        return value.isMissingNode() || value.isNull() ? "" : value.isValueNode() ? value.asText() : value.toString();
    }

    private static Rejected fixed(ItemId item, String at, String pointer) {
        return Rejected.invalidAt(
                at,
                "%s tells %s from others and stays: record one of that name with item put, and remove this one",
                pointer,
                item.text());
    }
}
