package dev.daybook.item;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.event.JsonText;
import dev.daybook.shape.Change;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a record of a tool is after its events. */
public final class ItemRecord {

    /** Returns the record after an event; nothing if there is none then. */
    public static Optional<JsonNode> after(Optional<JsonNode> record, ItemEvent event) {
        return switch (event) {
            case ItemEvent.Recorded it -> Optional.of(JsonText.tree(it.record()));
            case ItemEvent.Revised it -> record.map(tree -> revised(tree, it));
            case ItemEvent.Removed _ -> Optional.empty();
        };
    }

    /** Returns the member that a pointer names. */
    public static String member(String pointer) {
        return pointer.substring(1).replace("~1", "/").replace("~0", "~");
    }

    /** Returns the members of a record as compact JSON by their pointers; of one that has none all of it. */
    public static Map<String, Object> fields(JsonNode record) {
        if (!record.isObject()) {
            return Map.of("", JsonText.of(record).text());
        }
        var fields = new LinkedHashMap<String, Object>();
        record.properties()
                .forEach(member -> fields.put(
                        Change.pointer(member.getKey()),
                        JsonText.of(member.getValue()).text()));
        return fields;
    }

    private static JsonNode revised(JsonNode record, ItemEvent.Revised event) {
        if (!(record instanceof ObjectNode before)) {
            return record; // a list or a word has no members: whatever says so is told as a whole
        }
        ObjectNode after = before.deepCopy();
        event.set().forEach((pointer, value) -> after.set(member(pointer), JsonText.tree(value)));
        event.unset().forEach(pointer -> after.remove(member(pointer)));
        return after;
    }

    private ItemRecord() {}
}
