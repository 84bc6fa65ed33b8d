package dev.daybook.item.files;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.importing.format.RecordMapping.Named;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which facts tell of the records of some kinds, and what they say. Immutable. */
public interface RecordFacts {

    /** The category of their streams. */
    String category();

    /** Returns the name of a record in its category, without its project. */
    String name(String kind, String key);

    /** Returns the kind and the key of a name; nothing if it is none of these records. */
    Optional<Named> named(String name);

    /** @param id the key of its stream */
    Event recorded(String id, JsonNode record, Optional<String> spelling);

    /** @param set members that are otherwise, by their pointers */
    Event revised(String id, Map<String, Json> set, List<String> unset, Optional<String> spelling);

    Event removed(String id);

    /** Returns what a record is after a fact; nothing if it is no more. */
    Optional<JsonNode> after(Optional<JsonNode> record, Event event);

    /** Returns how the file writes the record after a fact, where its frame would not write it so. */
    Optional<String> spelling(Event event);
}
