package dev.daybook.session.ait42;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.importing.JsonFile;
import dev.daybook.importing.JsonSplice;
import dev.daybook.importing.Limits;
import java.util.List;
import java.util.Optional;

/** The file that says which folder is behind which name, to be added to. What stands in it stays as it is. */
final class Mapping {

    private final Optional<ObjectNode> known;
    private final JsonSplice splice;
    private boolean changed;

    private Mapping(Optional<ObjectNode> known, JsonSplice splice) {
        this.known = known;
        this.splice = splice;
    }

    /** Returns one that says nothing yet. */
    static Mapping empty() {
        return of(new byte[] {'{', '}'});
    }

    static Mapping of(byte[] bytes) {
        JsonFile read = JsonFile.read(Ait42.MAPPING, bytes, Limits.DEFAULT, JsonFile.Role.PIECE);
        Optional<ObjectNode> object = read.object().filter(_ -> !read.altered());
        var spelling = object.map(JsonNode::isEmpty).orElse(true) ? SessionRendering.AS : read.style();
        return new Mapping(object, JsonSplice.of(read.json().orElse(Json.EMPTY_OBJECT), spelling));
    }

    /** Says which folder it is; nothing if the file does so, or is no mapping that can be added to. */
    void add(String name, String path) {
        if (known.filter(it -> !it.path(name).asText().equals(path)).isPresent()) {
            splice.set(List.of(name), JsonText.of(TextNode.valueOf(path)));
            changed = true;
        }
    }

    boolean isChanged() {
        return changed;
    }

    byte[] bytes() {
        return splice.bytes();
    }
}
