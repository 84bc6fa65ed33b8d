package dev.daybook.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.journal.Blobs;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Sha256;
import dev.daybook.shape.JsonCompact;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Large values stand beside the payload, and the payload names them:
 * {@code {"$blob":"<sha256>","sizeBytes":n}} is a text; with {@code "as":"json"} it is JSON.
 *
 * <p>Somebody else's JSON could hold an object that looks the same. Such a value is always put aside, whatever its
 * size, so that {@code $blob} in a payload is always ours.
 */
final class BlobRefs {

    /** What is larger stands aside: rows stay small enough that scanning the journal is quick. */
    static final int INLINE_BYTES_MAX = 64 << 10;

    /** What is often the same stands aside sooner: there it is stored once. */
    static final int SHARED_CHARS_MAX = 4 << 10;

    /** The key under which the serializers find whether the values of an event are often the same. */
    static final Object SHARED = "shared";

    /** The key under which the serializers find the list that they put large values into. */
    static final Object COLLECTED = BlobRefs.class;

    static final String KEY = "$blob";
    static final String SIZE = "sizeBytes";
    private static final int CHAR_BYTES_MAX = 3;

    record Reference(Sha256 hash, boolean isJson) {

        /** Returns the JSON that stands aside. */
        String json(Blobs blobs) throws IOException {
            return isJson ? content(blobs) : JsonCompact.quoted(content(blobs));
        }

        /** Returns the text that stands aside. */
        String text(Blobs blobs) throws IOException {
            if (!isJson) {
                return content(blobs);
            }
            try (JsonParser parser = JsonText.FACTORY.createParser(content(blobs))) {
                parser.nextToken();
                return parser.getText();
            }
        }

        private String content(Blobs blobs) {
            Payload content = blobs.read(hash)
                    .orElseThrow(() -> new Undecodable("the large value %s is not in the journal".formatted(hash)));
            return new String(content.bytes(), StandardCharsets.UTF_8);
        }
    }

    static boolean isLarge(String text) {
        return text.length() > INLINE_BYTES_MAX / CHAR_BYTES_MAX
                && (text.length() > INLINE_BYTES_MAX
                        || text.getBytes(StandardCharsets.UTF_8).length > INLINE_BYTES_MAX);
    }

    static boolean isLarge(String text, SerializerProvider provider) {
        return isLarge(text) || (text.length() > SHARED_CHARS_MAX && provider.getAttribute(SHARED) != null);
    }

    static void writeText(String text, JsonGenerator out, SerializerProvider provider) throws IOException {
        write(text, false, out, provider);
    }

    static void writeJson(String json, JsonGenerator out, SerializerProvider provider) throws IOException {
        write(json, true, out, provider);
    }

    private static void write(String value, boolean isJson, JsonGenerator out, SerializerProvider provider)
            throws IOException {
        if (!(provider.getAttribute(COLLECTED) instanceof Collected collected)) {
            throw new IOException("a value of %d characters has no place to stand aside".formatted(value.length()));
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        Sha256 hash = Sha256.hash(bytes);
        collected.blobs().add(new Draft.Blob(hash, Payload.of(bytes)));
        out.writeStartObject();
        out.writeStringField(KEY, hash.toString());
        out.writeNumberField(SIZE, bytes.length);
        if (isJson) {
            out.writeStringField("as", "json");
        }
        out.writeEndObject();
    }

    /** The large values of one payload. */
    record Collected(List<Draft.Blob> blobs) {
        Collected() {
            this(new ArrayList<>());
        }
    }

    /** Returns whether {@code json} has a key {@code $blob}, however it is spelled. */
    static boolean mayContainReference(String json) {
        if (json.contains(KEY)) {
            return true;
        }
        if (!json.contains("\\u00")) {
            return false;
        }
        try (JsonParser parser = JsonText.FACTORY.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME && parser.currentName().equals(KEY)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return true; // whatever it is, nobody mistakes it for ours where it stands aside
        }
    }

    static boolean mayContainReference(Payload payload) {
        byte[] bytes = payload.bytes();
        for (int i = 0; i + KEY.length() <= bytes.length; i++) {
            if (bytes[i] == '$'
                    && bytes[i + 1] == 'b'
                    && bytes[i + 2] == 'l'
                    && bytes[i + 3] == 'o'
                    && bytes[i + 4] == 'b') {
                return true;
            }
        }
        return false;
    }

    /** Returns what {@code json}, a value inside a payload, refers to if it is a reference. */
    static Optional<Reference> reference(String json) throws IOException {
        if (!json.startsWith("{\"$blob\":")) {
            return Optional.empty();
        }
        return reference(JsonText.TREES.readTree(json));
    }

    private static Optional<Reference> reference(JsonNode node) {
        JsonNode hash = node.get(KEY);
        if (hash == null || !hash.isTextual()) {
            return Optional.empty();
        }
        return Optional.of(new Reference(
                Sha256.parse(hash.textValue()), node.path("as").asText().equals("json")));
    }

    /** Puts the values that {@code node} refers to in the places of the references. */
    static JsonNode resolved(JsonNode node, Blobs blobs) throws IOException {
        return resolved(node, blobs, Long.MAX_VALUE);
    }

    /** As {@link #resolved(JsonNode, Blobs)}, of values that are no larger; references to others stay. */
    static JsonNode resolved(JsonNode node, Blobs blobs, long bytesMax) throws IOException {
        if (node instanceof ObjectNode object) {
            Optional<Reference> reference = reference(object);
            if (reference.isPresent()) {
                if (object.path(SIZE).asLong() > bytesMax) {
                    return object;
                }
                return reference.get().isJson()
                        ? JsonText.TREES.readTree(reference.get().content(blobs))
                        : object.textNode(reference.get().content(blobs));
            }
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                field.setValue(resolved(field.getValue(), blobs, bytesMax));
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, resolved(array.get(i), blobs, bytesMax));
            }
        }
        return node;
    }

    private BlobRefs() {}
}
