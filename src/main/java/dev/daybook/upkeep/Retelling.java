package dev.daybook.upkeep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.history.HistoryEvent.ImportFinished;
import dev.daybook.event.Catalog;
import dev.daybook.event.Codec;
import dev.daybook.event.EventIds;
import dev.daybook.event.JsonText;
import dev.daybook.journal.ChainStep;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Entry;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Tells a fact again without a text that is erased from it: what the journal cannot go without, such as how a migration
 * ended, whose findings repeat what they found.
 */
final class Retelling {

    private static final String FINISHED = Catalog.name(ImportFinished.class);

    /** What stands in the place of the text. */
    private static final String MARK = "[erased]";

    private final Codec codec;
    private final String text;
    private final WrittenText written;

    Retelling(String text, Codec codec) {
        this.codec = codec;
        this.text = text;
        this.written = new WrittenText(text);
    }

    /**
     * Returns the same fact without the text; nothing if it is of a kind of which it matters where it stands, or if the text is in it
     * elsewhere than in the values of its JSON.
     */
    Optional<Draft> of(ChainStep step) {
        Entry entry = step.entry();
        if (!isOf(entry.type())
                || !(codec.recorded(entry).event() instanceof ImportFinished(String run, Json report))) {
            return Optional.empty();
        }
        var told = new ImportFinished(run, JsonText.of(without(JsonText.tree(report))));
        UUID id = EventIds.derived(
                "journal", "told-again", entry.id().toString(), told.report().text());
        Draft draft = codec.draft(id, entry.stream(), told, entry.metadata(), entry.occurredAt());
        return Stream.concat(Stream.of(draft.payload()), draft.blobs().stream().map(Draft.Blob::content))
                        .anyMatch(payload -> written.isIn(payload.bytes()))
                ? Optional.empty()
                : Optional.of(draft);
    }

    /** Returns whether facts of this type are told again. */
    static boolean isOf(String type) {
        return type.equals(FINISHED);
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
