package dev.daybook.item.files;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.importing.format.RecordMapping.Named;
import dev.daybook.item.ItemCommand;
import dev.daybook.item.ItemEvent;
import dev.daybook.item.ItemId;
import dev.daybook.item.ItemRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records that have no life of their own. */
record ItemFacts() implements RecordFacts {

    @Override
    public String category() {
        return ItemCommand.CATEGORY;
    }

    @Override
    public String name(String kind, String key) {
        return kind + "/" + key;
    }

    @Override
    public Optional<Named> named(String name) {
        int slash = name.indexOf('/');
        return slash <= 0
                ? Optional.empty()
                : Optional.of(new Named(name.substring(0, slash), name.substring(slash + 1)));
    }

    @Override
    public Event recorded(String id, JsonNode record, Optional<String> spelling) {
        return new ItemEvent.Recorded(ItemId.parse(id), JsonText.of(record), spelling);
    }

    @Override
    public Event revised(String id, Map<String, Json> set, List<String> unset, Optional<String> spelling) {
        return new ItemEvent.Revised(ItemId.parse(id), set, unset, spelling);
    }

    @Override
    public Event removed(String id) {
        return new ItemEvent.Removed(ItemId.parse(id));
    }

    @Override
    public Optional<JsonNode> after(Optional<JsonNode> record, Event event) {
        return event instanceof ItemEvent it ? ItemRecord.after(record, it) : record;
    }

    @Override
    public Optional<String> spelling(Event event) {
        return event instanceof ItemEvent it ? it.spelling() : Optional.empty();
    }
}
