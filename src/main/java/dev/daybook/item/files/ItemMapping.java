package dev.daybook.item.files;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.event.Recorded;
import dev.daybook.importing.FileRecord;
import dev.daybook.importing.LegacySource.Entity;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.RecordMapping;
import dev.daybook.item.ItemCommand;
import dev.daybook.item.ItemEvent;
import dev.daybook.item.ItemId;
import dev.daybook.item.ItemRecord;
import dev.daybook.journal.StreamId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** The default mapping: each record is an item, recorded as it stands and revised member by member. */
public final class ItemMapping implements RecordMapping {

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
    public Map<String, Object> fields(Json record) {
        return ItemRecord.fields(JsonText.tree(record));
    }

    @Override
    public Entity found(String tool, Root root, FileRecord record) {
        return new ItemEntity(tool, root.project(), new ItemId(record.kind(), record.key(), root.project()), record);
    }

    @Override
    public Entity gone(String tool, Root root, StreamId stream, Predicate<String> lost) {
        return new GoneItem(tool, root.project(), ItemId.parse(stream.key()), lost);
    }

    @Override
    public RecordState said(List<Recorded> entries, Function<Recorded, Optional<String>> toldBy) {
        Known known = Known.of(entries, toldBy);
        return new RecordState(
                known.file(),
                known.said().map(JsonText::of),
                known.spelling(),
                known.now().map(JsonText::of));
    }

    /**
     * An item folded twice: what the files said of it last, and what counts now.
     *
     * @param file that said it last; absent if no file ever did
     * @param said what they said, absent if it was removed; what others made of it where no file ever spoke of it
     * @param spelling how the file wrote it, where its frame would not write it so
     */
    record Known(Optional<String> file, Optional<JsonNode> said, Optional<String> spelling, Optional<JsonNode> now) {

        static Known of(List<Recorded> entries, Function<Recorded, Optional<String>> toldBy) {
            Known known = new Known(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
            for (Recorded entry : entries) {
                if (entry.event() instanceof ItemEvent event) {
                    known = known.after(event, toldBy.apply(entry));
                }
            }
            return known;
        }

        private Known after(ItemEvent event, Optional<String> by) {
            Optional<JsonNode> next = ItemRecord.after(now, event);
            if (by.isPresent()) {
                return new Known(by, ItemRecord.after(said, event), event.spelling(), next);
            }
            return file.isPresent() ? new Known(file, said, spelling, next) : new Known(file, next, spelling, next);
        }
    }
}
