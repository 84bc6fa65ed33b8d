package dev.daybook.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.journal.Blobs;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Values of an entry that the journal holds once by the hash of their content: a row may refer to them instead of holding
 * them once more. Whoever keeps a reference knows that it is one: somebody else's JSON may look the same.
 */
public final class LargeValues {

    private static final LargeValues NONE = new LargeValues("");

    /** What is no larger would stand in the journal itself if it were not so often the same. */
    public static final long INLINE_BYTES_MAX = BlobRefs.INLINE_BYTES_MAX;

    private final String payload;

    private LargeValues(String payload) {
        this.payload = payload;
    }

    /** Returns those of one entry. */
    public static LargeValues of(Entry entry) {
        return BlobRefs.mayContainReference(entry.payload())
                ? new LargeValues(new String(entry.payload().bytes(), StandardCharsets.UTF_8))
                : NONE;
    }

    /** Returns a reference to a value of the entry, if the journal holds it aside. */
    public Optional<JsonNode> reference(Json value) {
        if (payload.isEmpty() || value.text().length() <= BlobRefs.SHARED_CHARS_MAX) {
            return Optional.empty();
        }
        Sha256 hash = Sha256.hash(value.text().getBytes(StandardCharsets.UTF_8));
        if (!payload.contains("{\"" + BlobRefs.KEY + "\":\"" + hash + '"')) {
            return Optional.empty(); // an older version wrote it, which held more of them in the payload
        }
        ObjectNode reference = JsonNodeFactory.instance.objectNode();
        reference.put(BlobRefs.KEY, hash.toString());
        reference.put(BlobRefs.SIZE, sizeBytes(JsonText.tree(value)));
        return Optional.of(reference);
    }

    /** Returns how many bytes of UTF-8 a value is; of a text without what JSON has around it. */
    public static long sizeBytes(JsonNode value) {
        String text = value.isTextual() ? value.textValue() : JsonText.of(value).text();
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** As {@link #sizeBytes}, of what a reference stands for. */
    public static long referredBytes(JsonNode reference) {
        return reference.path(BlobRefs.SIZE).asLong();
    }

    /**
     * Returns a payload, or a part of one, with the values that it refers to in the places of the references.
     *
     * @param bytesMax references to larger ones stay
     */
    public static String resolved(String payload, Supplier<Blobs> blobs, long bytesMax) {
        if (!payload.contains('"' + BlobRefs.KEY + '"')) {
            return payload;
        }
        try {
            return JsonText.of(BlobRefs.resolved(JsonText.tree(new Json(payload)), blobs.get(), bytesMax))
                    .text();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // it was JSON when it was put aside
        }
    }

    /** Returns the hashes of the values that a payload refers to. */
    public static List<Sha256> referred(String payload) {
        return payload.contains('"' + BlobRefs.KEY + '"')
                ? JsonText.tree(new Json(payload)).findValues(BlobRefs.KEY).stream()
                        .filter(JsonNode::isTextual)
                        .map(hash -> Sha256.parse(hash.textValue()))
                        .toList()
                : List.of();
    }

    /** Returns the value that a reference stands for. */
    public static JsonNode value(JsonNode reference, Blobs blobs) {
        try {
            return BlobRefs.resolved(((ObjectNode) reference).deepCopy().put("as", "json"), blobs);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // it was JSON when it was put aside
        }
    }
}
