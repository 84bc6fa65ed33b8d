package dev.daybook.session.ait42;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Limits;
import dev.daybook.importing.container.JsonFile;
import dev.daybook.shape.Change;
import dev.daybook.shape.JsonSplice;
import dev.daybook.shape.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The file that says which folder is behind which name, to be added to. What stands in it stays as it is. */
final class Mapping {

    private final Optional<ObjectNode> known;
    private final Json said;
    private final Spelling as;
    private final List<Change> changes = new ArrayList<>();

    private Mapping(Optional<ObjectNode> known, Json said, Spelling as) {
        this.known = known;
        this.said = said;
        this.as = as;
    }

    /** Returns one that says nothing yet. */
    static Mapping empty() {
        return of(new byte[] {'{', '}'});
    }

    static Mapping of(byte[] bytes) {
        JsonFile read = JsonFile.read(Ait42.MAPPING, bytes, Limits.DEFAULT, JsonFile.Role.PIECE);
        Optional<ObjectNode> object = read.object().filter(_ -> !read.altered());
        var spelling = object.map(JsonNode::isEmpty).orElse(true) ? Spelling.INDENTED : read.style();
        return new Mapping(object, read.json().orElse(Json.EMPTY_OBJECT), spelling);
    }

    /** Says which folder it is; nothing if the file does so, or is no mapping that can be added to. */
    void add(String name, String path) {
        if (known.filter(node -> !node.path(name).asText().equals(path)).isPresent()) {
            changes.add(Change.set(List.of(name), JsonText.of(TextNode.valueOf(path))));
        }
    }

    boolean isChanged() {
        return !changes.isEmpty();
    }

    byte[] bytes() {
        return JsonWriter.file(JsonSplice.of(said, as, changes), as);
    }
}
