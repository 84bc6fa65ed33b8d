package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.event.JsonText;
import dev.daybook.importing.ImportedField;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.deespec.SbiFields.Standing;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * A field of an SBI as the tool's files say it.
 *
 * @param key in a state file
 * @param meta in a meta file, if it is there at all; else empty
 * @param row whether a row of the database says it, too
 */
record StateField<T>(
        String key, String meta, boolean row, Function<SbiFields, ImportedField<T>> field, Function<T, JsonNode> json) {

    static final List<StateField<?>> ALL = List.of(
            new StateField<>("title", "title", true, sbi -> sbi.title, StateField::text),
            new StateField<>("label", "", false, sbi -> sbi.labels, labels -> text(labels.label())),
            new StateField<>("labels", "labels", true, sbi -> sbi.labels, labels -> texts(labels.labels())),
            new StateField<>("priority", "", true, sbi -> sbi.priority, IntNode::valueOf),
            new StateField<>("parent", "pbi_id", true, sbi -> sbi.parent, oneText -> text(oneText.orElse(""))),
            new StateField<>("depends_on", "depends_on", true, sbi -> sbi.dependsOn, StateField::ids),
            new StateField<>("metadata", "", false, sbi -> sbi.metadata, JsonText::tree),
            new StateField<>("status", "", true, sbi -> sbi.standing, standing -> text(word(standing))),
            new StateField<>(
                    "lease_expires_at",
                    "",
                    false,
                    sbi -> sbi.lease,
                    instant -> text(instant.map(Instant::toString).orElse(""))));

    /** Returns the value of the field with that key. */
    static JsonNode value(String key, SbiFields sbi) {
        return ALL.stream()
                .filter(stateField -> stateField.key.equals(key))
                .findFirst()
                .orElseThrow()
                .value(sbi);
    }

    /** Returns what it is to say. */
    JsonNode value(SbiFields sbi) {
        return field.apply(sbi).now().map(json).orElse(NullNode.instance);
    }

    /** Whether it is to say something else than it did. */
    boolean changed(SbiFields sbi) {
        ImportedField<T> it = field.apply(sbi);
        return it.changed() && !it.now().map(json).equals(it.said().map(json));
    }

    /** Returns the word that the files have for it. */
    static String word(Standing standing) {
        return standing.original().orElse(standing.status().text());
    }

    static JsonNode text(String text) {
        return TextNode.valueOf(text);
    }

    static ArrayNode texts(List<String> texts) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    private static JsonNode ids(List<SbiId> ids) {
        return texts(ids.stream().map(SbiId::value).toList());
    }
}
