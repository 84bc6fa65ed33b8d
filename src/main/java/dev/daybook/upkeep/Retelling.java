package dev.daybook.upkeep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.domain.Json;
import dev.daybook.event.EventIds;
import dev.daybook.event.JsonText;
import dev.daybook.journal.ChainStep;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Payload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Tells a fact again without a text that is erased from it: what the journal cannot go without, such as how a migration
 * ended, whose findings repeat what they found.
 */
final class Retelling {

    /** What stands in the place of the text. */
    private static final String MARK = "[erased]";

    private final String text;
    private final WrittenText written;

    Retelling(String text) {
        this.text = text;
        this.written = new WrittenText(text);
    }

    /** Returns whether facts of this type may stand later than they did: nothing is decided by where they stand. */
    static boolean isOf(String type) {
        return type.equals("import.finished");
    }

    /** Returns the same fact without the text; nothing if it is in it elsewhere than in the values of its JSON. */
    Optional<Draft> of(ChainStep step) {
        Entry entry = step.entry();
        JsonNode json = JsonText.tree(new Json(new String(entry.payload().bytes(), StandardCharsets.UTF_8)));
        var payload = Payload.of(JsonText.of(without(json)).text());
        return step.blobs().isEmpty() && !written.isIn(payload.bytes())
                ? Optional.of(new Draft(
                        EventIds.derived(
                                "journal",
                                "told-again",
                                entry.id().toString(),
                                payload.hash().toString()),
                        entry.stream(),
                        entry.type(),
                        entry.version(),
                        payload,
                        List.of(),
                        entry.metadata(),
                        entry.occurredAt()))
                : Optional.empty();
    }

    private JsonNode without(JsonNode json) {
        switch (json) {
            case ObjectNode members ->
                members.properties().forEach(member -> member.setValue(without(member.getValue())));
            case ArrayNode elements -> {
                for (int at = 0; at < elements.size(); at++) {
                    elements.set(at, without(elements.get(at)));
                }
            }
            case TextNode value -> {
                return TextNode.valueOf(without(value.textValue()));
            }
            default -> {} // nothing that is told by a word
        }
        return json;
    }

    /** As in the value, if it is there as it is; else, as with escapes of its own, none of it is left. */
    private String without(String value) {
        String plain = value.replace(text, MARK);
        return written.isIn(plain.getBytes(StandardCharsets.UTF_8)) ? MARK : plain;
    }
}
