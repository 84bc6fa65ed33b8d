package dev.daybook.item.files;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.event.Recorded;
import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.format.FileRecord;
import dev.daybook.importing.format.RecordMapping;
import dev.daybook.item.ItemRecord;
import dev.daybook.journal.StreamId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The default mapping: each record is an item, recorded as it stands and revised member by member. Records of some kinds
 * may have a life of their own: facts of other categories tell of them.
 */
public final class ItemMapping implements RecordMapping {

    private final RecordFacts items = new ItemFacts();
    private final Map<String, RecordFacts> lives;
    private final Map<String, RecordFacts> categories = new LinkedHashMap<>();

    public ItemMapping() {
        this(Map.of());
    }

    /** @param lives the facts of kinds that are no items */
    public ItemMapping(Map<String, RecordFacts> lives) {
        this.lives = Map.copyOf(lives);
        categories.put(items.category(), items);
        lives.values().forEach(facts -> categories.put(facts.category(), facts));
    }

    private RecordFacts facts(String kind) {
        return lives.getOrDefault(kind, items);
    }

    private RecordFacts of(StreamId stream) {
        return categories.getOrDefault(stream.category(), items);
    }

    @Override
    public Set<String> categories() {
        return categories.keySet();
    }

    @Override
    public String category(String kind) {
        return facts(kind).category();
    }

    @Override
    public String name(String kind, String key) {
        return facts(kind).name(kind, key);
    }

    @Override
    public Optional<Named> named(String category, String name) {
        return categories.getOrDefault(category, items).named(name);
    }

    @Override
    public Map<String, Object> fields(Json record) {
        return ItemRecord.fields(JsonText.tree(record));
    }

    @Override
    public Entity found(String tool, Root root, FileRecord record) {
        RecordFacts facts = facts(record.kind());
        var stream = new StreamId(facts.category(), root.qualified(facts.name(record.kind(), record.key())));
        return new ItemEntity(tool, root.project(), stream, facts, record);
    }

    @Override
    public Entity gone(String tool, Root root, StreamId stream, Predicate<String> lost) {
        return new GoneItem(tool, root, stream, of(stream), lost);
    }

    @Override
    public RecordState said(List<Recorded> entries, Function<Recorded, Optional<String>> toldBy) {
        RecordFacts facts = entries.isEmpty() ? items : of(entries.getFirst().stream());
        Known known = Known.of(entries, facts, toldBy);
        return new RecordState(
                known.file(),
                known.said().map(JsonText::of),
                known.spelling(),
                known.now().map(JsonText::of));
    }

    /**
     * A record folded twice: what the files said of it last, and what counts now.
     *
     * @param file that said it last; absent if no file ever did
     * @param said what they said, absent if it was removed; what others made of it where no file ever spoke of it
     * @param spelling how the file wrote it, where its frame would not write it so
     */
    record Known(Optional<String> file, Optional<JsonNode> said, Optional<String> spelling, Optional<JsonNode> now) {

        static Known of(List<Recorded> entries, RecordFacts facts, Function<Recorded, Optional<String>> toldBy) {
            Known known = new Known(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
            for (Recorded entry : entries) {
                known = known.after(entry.event(), facts, toldBy.apply(entry));
            }
            return known;
        }

        private Known after(Event event, RecordFacts facts, Optional<String> by) {
            Optional<JsonNode> next = facts.after(now, event);
            if (by.isPresent()) {
                return new Known(by, facts.after(said, event), facts.spelling(event), next);
            }
            return file.isPresent() ? new Known(file, said, spelling, next) : new Known(file, next, spelling, next);
        }
    }
}
