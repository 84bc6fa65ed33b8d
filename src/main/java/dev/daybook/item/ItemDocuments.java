package dev.daybook.item;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.event.JsonText;
import dev.daybook.event.Recorded;
import dev.daybook.journal.StreamId;
import dev.daybook.projection.Documents;
import dev.daybook.projection.Tables;
import java.util.Map;
import java.util.stream.Stream;

/** What can be found of a record of any tool. */
final class ItemDocuments implements Documents.Source {

    private static final String KIND = "item";

    @Override
    public boolean posts(StreamId stream) {
        return stream.category().equals(ItemCommand.CATEGORY);
    }

    @Override
    public void apply(Recorded recorded, Documents documents, Tables tables) {
        if (recorded.event() instanceof ItemEvent event) {
            var item = new MemberDocuments(
                    documents.subject(KIND, event.item().text(), "", recorded, tables),
                    event.item().key(),
                    documents,
                    tables);
            switch (event) {
                case ItemEvent.Recorded it ->
                    item.recorded(
                            members(JsonText.tree(it.record())),
                            recorded.entry().revision() > 0);
                case ItemEvent.Revised it -> item.revised(it.set(), it.unset());
                case ItemEvent.Removed _ -> item.removed();
            }
        }
    }

    private static Stream<Map.Entry<String, JsonNode>> members(JsonNode record) {
        return record.isObject() ? record.propertyStream() : Stream.of(Map.entry("", record));
    }
}
