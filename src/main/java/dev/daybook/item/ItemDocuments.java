package dev.daybook.item;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.event.Recorded;
import dev.daybook.projection.Documents;
import dev.daybook.projection.Subject;
import dev.daybook.projection.Tables;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What can be found of a record of any tool: its title and labels, and the texts of each of its members. Only members
 * are changed as a whole, so that each is a document of its own.
 */
final class ItemDocuments implements Documents.Source {

    private static final String KIND = "item";

    private static final String TITLE = "title";
    private static final List<String> LABELS = List.of("labels", "tags");
    private static final String STATUS = "status";

    static Optional<String> title(JsonNode record) {
        return Optional.ofNullable(record.path(TITLE).textValue()).filter(title -> !title.isBlank());
    }

    static Optional<String> status(JsonNode record) {
        return Optional.ofNullable(record.path(STATUS).textValue());
    }

    @Override
    public void apply(Recorded recorded, Documents documents, Tables tables) {
        if (recorded.event() instanceof ItemEvent event) {
            Subject item = documents.subject(KIND, event.item().text(), "", recorded, tables);
            apply(event, item, recorded.entry().revision() > 0, documents, tables);
        }
    }

    private static void apply(ItemEvent event, Subject item, boolean again, Documents documents, Tables tables) {
        switch (event) {
            case ItemEvent.Recorded it -> {
                if (again) {
                    documents.remove(item, tables);
                    item.label(List.of(), tables);
                }
                JsonNode record = JsonText.tree(it.record());
                item.deleted = false;
                item.status = "";
                item.title = title(record).orElse(it.item().key());
                documents.put(item, KIND, tables, text -> text.title = item.title);
                if (record.isObject()) {
                    record.properties()
                            .forEach(member -> say(member.getKey(), member.getValue(), item, documents, tables));
                } else {
                    say("", record, item, documents, tables);
                }
            }
            case ItemEvent.Revised it -> {
                for (Map.Entry<String, Json> member : it.set().entrySet()) {
                    JsonNode value = JsonText.tree(member.getValue());
                    say(ItemRecord.member(member.getKey()), value, item, documents, tables);
                }
                it.unset()
                        .forEach(pointer ->
                                say(ItemRecord.member(pointer), MissingNode.getInstance(), item, documents, tables));
            }
            case ItemEvent.Removed _ -> {
                item.deleted = true;
                item.label(List.of(), tables);
                documents.remove(item, tables);
            }
        }
    }

    private static void say(String member, JsonNode value, Subject item, Documents documents, Tables tables) {
        if (item.deleted) {
            return;
        }
        if (member.equals(STATUS)) {
            item.status = value.asText("");
            return;
        }
        if (LABELS.contains(member)) {
            List<String> labels = texts(value).distinct().toList();
            item.label(labels, tables);
            documents.put(item, KIND, tables, text -> text.label = String.join(" ", labels));
            return;
        }
        if (member.equals(TITLE)) {
            item.title = value.asText("").isBlank() ? ItemId.parse(item.owner()).key() : value.asText();
            documents.put(item, KIND, tables, text -> text.title = item.title);
            return;
        }
        String found = String.join("\n", texts(value).toList());
        if (found.isBlank()) {
            documents.remove(item, "member/" + member, tables);
        } else {
            documents.put(item, "member/" + member, tables, text -> text.spec = found);
        }
    }

    private static Stream<String> texts(JsonNode value) {
        return value.isTextual()
                ? Stream.of(value.textValue())
                : StreamSupport.stream(value.spliterator(), false).flatMap(ItemDocuments::texts);
    }
}
