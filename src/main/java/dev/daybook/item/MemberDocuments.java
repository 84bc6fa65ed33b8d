package dev.daybook.item;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.projection.Documents;
import dev.daybook.projection.Subject;
import dev.daybook.projection.Tables;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What can be found of a record of members: its title and labels, and the texts of each other member. Only members are
 * changed as a whole, so that each is a document of its own.
 *
 * @param of whose record it is
 * @param key what the record is called as long as it has no title
 */
public record MemberDocuments(Subject of, String key, Documents documents, Tables tables) {

    private static final String TITLE = "title";
    private static final List<String> LABELS = List.of("labels", "tags");
    private static final String STATUS = "status";

    static Optional<String> title(JsonNode record) {
        return Optional.ofNullable(record.path(TITLE).textValue()).filter(title -> !title.isBlank());
    }

    static Optional<String> status(JsonNode record) {
        return Optional.ofNullable(record.path(STATUS).textValue());
    }

    /** The record consists of these members, whatever it was; of one that is no object all is said of the member "". */
    public void recorded(Stream<Map.Entry<String, JsonNode>> members, boolean again) {
        if (again) {
            documents.remove(of, tables);
            of.label(List.of(), tables);
        }
        of.deleted = false;
        of.status = "";
        title("");
        members.forEach(member -> say(member.getKey(), member.getValue()));
    }

    /** Some members of the record are otherwise. */
    public void revised(Map<String, Json> set, List<String> unset) {
        set.forEach((pointer, value) -> say(ItemRecord.member(pointer), JsonText.tree(value)));
        unset.forEach(pointer -> say(ItemRecord.member(pointer), MissingNode.getInstance()));
    }

    /** There is no such record any more. */
    public void removed() {
        of.deleted = true;
        of.label(List.of(), tables);
        documents.remove(of, tables);
    }

    private void say(String member, JsonNode value) {
        if (of.deleted) {
            return;
        }
        if (member.equals(STATUS)) {
            of.status = value.asText("");
        } else if (LABELS.contains(member)) {
            List<String> labels = texts(value).distinct().toList();
            of.label(labels, tables);
            documents.put(of, of.kind(), tables, text -> text.label = String.join(" ", labels));
        } else if (member.equals(TITLE)) {
            title(value.asText(""));
        } else {
            String found = joined(value);
            if (found.isBlank()) {
                documents.remove(of, "member/" + member, tables);
            } else {
                documents.put(of, "member/" + member, tables, text -> text.spec = found);
            }
        }
    }

    private void title(String title) {
        of.title = title.isBlank() ? key : title;
        documents.put(of, of.kind(), tables, text -> text.title = of.title);
    }

    /** Returns the texts in a value, a line each. */
    public static String joined(JsonNode value) {
        return String.join("\n", texts(value).toList());
    }

    /** Returns the texts in a value. */
    public static Stream<String> texts(JsonNode value) {
        return value.isTextual()
                ? Stream.of(value.textValue())
                : StreamSupport.stream(value.spliterator(), false).flatMap(MemberDocuments::texts);
    }
}
