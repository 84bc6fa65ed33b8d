package dev.daybook.item.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Fact;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.format.FileRecord;
import dev.daybook.importing.frame.ProjectHistory;
import dev.daybook.item.ItemRecord;
import dev.daybook.item.files.ItemMapping.Known;
import dev.daybook.journal.StreamId;
import dev.daybook.shape.Change;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A record of a file. What others changed of it since stays theirs, until the file says something new. */
record ItemEntity(String tool, String project, StreamId stream, RecordFacts records, FileRecord record)
        implements LegacySource.Entity {

    @Override
    public Map<String, Integer> counts() {
        return Map.of("items", 1);
    }

    @Override
    public List<Fact> facts(List<Recorded> entries) {
        Known known = Known.of(entries, records, ProjectHistory.toldIn(tool, project));
        Optional<JsonNode> said = known.said();
        if (said.isEmpty() || (known.now().isEmpty() && !said.get().equals(over(said.get())))) {
            return List.of(recorded()); // new, or changed after others had removed it
        }
        JsonNode told = over(said.get());
        if (said.get().equals(told)) {
            return known.file().isEmpty() || known.spelling().equals(spelling(said.get()))
                    ? List.of()
                    : List.of(revised(said.get(), Map.of(), List.of()));
        }
        if (known.now().filter(now -> now.equals(over(now))).isPresent()) {
            return List.of(); // the file has caught up with what others changed
        }
        if (!said.get().isObject() || !told.isObject()) {
            return List.of(recorded());
        }
        var set = new LinkedHashMap<String, Json>();
        for (Map.Entry<String, JsonNode> member : told.properties()) {
            if (!member.getValue().equals(said.get().get(member.getKey()))) {
                set.put(Change.pointer(member.getKey()), JsonText.of(member.getValue()));
            }
        }
        var unset = new ArrayList<String>();
        said.get().fieldNames().forEachRemaining(name -> {
            if (!told.has(name)) {
                unset.add(Change.pointer(name));
            }
        });
        return List.of(revised(said.get(), set, unset));
    }

    /** Returns the record as the file tells it: of what a row has no column for it says nothing. */
    private JsonNode over(JsonNode known) {
        return record.isRow() && known instanceof ObjectNode before && record.tree() instanceof ObjectNode row
                ? before.deepCopy().setAll(row)
                : record.tree();
    }

    private Fact revised(JsonNode said, Map<String, Json> set, List<String> unset) {
        Event event = records.revised(stream.key(), set, unset, Optional.empty());
        JsonNode after = records.after(Optional.of(said), event).orElseThrow();
        return fact(records.revised(stream.key(), set, unset, spelling(after)));
    }

    /** Returns how the record is written, unless the frame writes {@code known} so: its members may be in another order. */
    private Optional<String> spelling(JsonNode known) {
        return JsonText.of(known).equals(JsonText.of(over(known))) ? record.spelling() : Optional.of(record.text());
    }

    private Fact recorded() {
        return fact(records.recorded(stream.key(), record.tree(), record.spelling()));
    }

    private Fact fact(Event event) {
        return new Fact(event, record.file(), record.at());
    }

    @Override
    public Map<String, Object> expected() {
        return ItemRecord.fields(record.tree());
    }

    @Override
    public Set<String> overridden(List<Recorded> entries) {
        Known known = Known.of(entries, records, ProjectHistory.toldIn(tool, project));
        return changedSince(known, expected().keySet());
    }

    /** Returns which members somebody else has changed since the files told them. */
    static Set<String> changedSince(Known known, Set<String> pointers) {
        var changed = new LinkedHashSet<String>();
        if (known.now().isEmpty()) {
            return known.said().isPresent() ? pointers : Set.of();
        }
        JsonNode now = known.now().get();
        for (String pointer : pointers) {
            if (known.said()
                    .filter(said -> said.at(pointer).equals(now.at(pointer)))
                    .isEmpty()) {
                changed.add(pointer);
            }
        }
        return changed;
    }
}
