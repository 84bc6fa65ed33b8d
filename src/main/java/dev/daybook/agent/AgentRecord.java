package dev.daybook.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.importing.format.RecordMapping.Named;
import dev.daybook.item.ItemRecord;
import dev.daybook.item.files.RecordFacts;
import dev.daybook.shape.Change;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The records of agents as files of tools hold them.
 *
 * @param fileKind what such a record is called where it stands in a file, such as {@code hive.agent}
 */
record AgentRecord(Kind kind, String fileKind) implements RecordFacts {

    /** The pointer to a record that is no object. */
    private static final String ALL = "";

    /** Returns what a record is after a fact; nothing if it is no more. */
    static Optional<JsonNode> after(Optional<JsonNode> record, Told event) {
        return after(record, event, Map.of());
    }

    /** @param instead what the record has in place of some values that the fact sets */
    static Optional<JsonNode> after(Optional<JsonNode> record, Told event, Map<String, JsonNode> instead) {
        if (event instanceof Told.Gone) {
            return Optional.empty();
        }
        if (event.set().containsKey(ALL)) {
            return Optional.of(JsonText.tree(event.set().getOrDefault(ALL, Json.NULL)));
        }
        ObjectNode after;
        if (event instanceof Told.Whole) {
            after = JsonNodeFactory.instance.objectNode();
        } else if (record.isPresent() && record.get() instanceof ObjectNode before) {
            after = before.deepCopy();
        } else {
            return record; // real histories may say so; there is nothing to change
        }
        event.set()
                .forEach((pointer, value) -> after.set(
                        ItemRecord.member(pointer),
                        Optional.ofNullable(instead.get(pointer)).orElseGet(() -> JsonText.tree(value))));
        event.unset().forEach(pointer -> after.remove(ItemRecord.member(pointer)));
        return Optional.of(after);
    }

    /** Returns the members of a record by their pointers, in its order. */
    static Map<String, Json> members(JsonNode record) {
        if (!record.isObject()) {
            return Map.of(ALL, JsonText.of(record));
        }
        var members = new LinkedHashMap<String, Json>();
        record.properties()
                .forEach(member -> members.put(Change.pointer(member.getKey()), JsonText.of(member.getValue())));
        return members;
    }

    @Override
    public String category() {
        return kind.category();
    }

    @Override
    public String name(String recordKind, String key) {
        return key;
    }

    @Override
    public Optional<Named> named(String name) {
        return Optional.of(new Named(fileKind, name));
    }

    @Override
    public Event recorded(String id, JsonNode record, Optional<String> spelling) {
        return kind.recorded(id, members(record), spelling);
    }

    @Override
    public Event revised(String id, Map<String, Json> set, List<String> unset, Optional<String> spelling) {
        return kind.revised(id, set, unset, spelling);
    }

    @Override
    public Event removed(String id) {
        return kind.removed(id);
    }

    @Override
    public Optional<JsonNode> after(Optional<JsonNode> record, Event event) {
        return event instanceof Told told ? after(record, told) : record;
    }

    @Override
    public Optional<String> spelling(Event event) {
        return event instanceof Told told ? told.spelling() : Optional.empty();
    }
}
