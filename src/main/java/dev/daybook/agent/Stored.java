package dev.daybook.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.event.LargeValues;
import dev.daybook.item.ItemRecord;
import dev.daybook.journal.Entry;
import dev.daybook.query.Reads;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A record as its row holds it: large values stand in the journal, once by their content, and the row refers to them.
 *
 * @param tree what it says, with references in the places of large values
 * @param large the pointers of these
 */
record Stored(JsonNode tree, Set<String> large) {

    /** Returns a record after a fact; nothing if it is no more. */
    static Optional<Stored> after(Optional<Stored> before, Told event, Entry entry, RowTable table) {
        LargeValues aside = LargeValues.of(entry);
        var references = new TreeMap<String, JsonNode>();
        event.set().forEach((pointer, value) -> {
            if (table.mayRefer(pointer)) {
                aside.reference(value).ifPresent(reference -> references.put(pointer, reference));
            }
        });
        return AgentRecord.after(before.map(Stored::tree), event, references).map(tree -> {
            var large = new TreeSet<String>();
            if (tree instanceof ObjectNode) {
                if (!(event instanceof Told.Whole)) {
                    before.ifPresent(stored -> large.addAll(stored.large()));
                }
                large.removeAll(event.set().keySet());
                event.unset().forEach(large::remove);
                large.addAll(references.keySet());
            }
            return new Stored(tree, large);
        });
    }

    static Stored of(String record, @Nullable String large) {
        return new Stored(JsonText.tree(new Json(record)), pointers(large));
    }

    static Set<String> pointers(@Nullable String large) {
        var pointers = new TreeSet<String>();
        if (large != null) {
            JsonText.tree(new Json(large)).forEach(pointer -> pointers.add(pointer.textValue()));
        }
        return pointers;
    }

    /** Returns the record as it is. */
    JsonNode whole(DSLContext question) {
        if (!(tree instanceof ObjectNode object) || large.isEmpty()) {
            return tree;
        }
        ObjectNode whole = object.deepCopy();
        for (String pointer : large) {
            String member = ItemRecord.member(pointer);
            whole.set(member, LargeValues.value(whole.path(member), Reads.blobs(question)));
        }
        return whole;
    }

    String record() {
        return JsonText.of(tree).text();
    }

    /** Returns the pointers of what is large, for a row that is read by {@link #of}. */
    Optional<String> pointers() {
        return large.isEmpty()
                ? Optional.empty()
                : Optional.of(Members.of(large.stream().toList()).text());
    }

    /** Returns how many bytes of UTF-8 the text and the content of a memory are. */
    long sizeBytes() {
        return Stream.of("/text", "/content").mapToLong(this::sizeBytes).sum();
    }

    private long sizeBytes(String pointer) {
        JsonNode value = tree.path(ItemRecord.member(pointer));
        if (large.contains(pointer)) {
            return LargeValues.referredBytes(value);
        }
        return value.isMissingNode() || value.isNull() ? 0 : LargeValues.sizeBytes(value);
    }
}
