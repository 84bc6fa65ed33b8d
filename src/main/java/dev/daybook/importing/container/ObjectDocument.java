package dev.daybook.importing.container;

import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Limits;
import dev.daybook.importing.container.JsonFile.Role;
import dev.daybook.importing.frame.Contents;
import dev.daybook.shape.JsonCursor;
import dev.daybook.shape.JsonCursor.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A file that is one record: a JSON object. */
public final class ObjectDocument implements Container {

    private final Role role;

    private ObjectDocument(Role role) {
        this.role = role;
    }

    public static ObjectDocument jsonObject() {
        return new ObjectDocument(Role.RECORD);
    }

    /** The same, where the tool goes on without a file that is damaged: none is lost with it. */
    public ObjectDocument orDefaults() {
        return new ObjectDocument(Role.PIECE);
    }

    @Override
    public Contents read(String file, byte[] text, Limits limits) {
        JsonFile json = JsonFile.read(file, text, limits, role);
        var findings = new ArrayList<>(json.findings());
        if (json.tree().isPresent() && json.object().isEmpty()) {
            String kind = JsonFile.kind(json.tree().get());
            findings.add(Finding.error(file, "", "WRONG_TYPE", "is %s, not an object: kept raw", kind));
        }
        if (json.object().isEmpty()
                || findings.stream().anyMatch(it -> it.code().equals("CONFLICT_MARKER"))) {
            return new Contents(Spelling.COMPACT, false, List.of(), findings);
        }
        Spelling as = json.style().withVerbatim(Optional.empty()); // the frame keeps what stands around the record
        return new Contents(as, true, List.of(new Piece(place(text), json.json().orElseThrow(), "")), findings);
    }

    /** Returns where the record stands: all but the mark and the blanks around it. */
    private static Place place(byte[] text) {
        int start =
                text.length > 2 && text[0] == (byte) 0xEF && text[1] == (byte) 0xBB && text[2] == (byte) 0xBF ? 3 : 0;
        int end = text.length;
        while (start < end && isBlank(text[start])) {
            start++;
        }
        while (end > start && isBlank(text[end - 1])) {
            end--;
        }
        return new Place(List.of(), List.of(), start, end, Optional.empty());
    }

    private static boolean isBlank(byte it) {
        return it == 0 || it == ' ' || it == '\t' || it == '\r' || it == '\n';
    }

    @Override
    public List<Place> places(byte[] text, String id, boolean lenient) throws Damaged {
        Place place = place(text);
        JsonCursor in = lenient ? JsonCursor.lenient(text, JsonCursor.DEPTH_MAX) : JsonCursor.of(text);
        if (in.next() != Kind.OBJECT) {
            throw new Damaged(in.offset(), "a JSON object");
        }
        in.skip();
        if (!in.isSound() || !in.isAtEnd()) {
            throw new Damaged(in.offset(), "one JSON object and no more");
        }
        return List.of(place);
    }

    @Override
    public Optional<Json> value(byte[] record) {
        JsonFile json = JsonFile.read("", record, Limits.DEFAULT, Role.PIECE);
        return json.json().filter(_ -> json.object().isPresent());
    }

    @Override
    public byte[] edit(byte[] text, Spelling as, Collection<List<String>> removed, List<Added> added) {
        return added.isEmpty() ? text : print(added.getFirst().record(), 0, as); // the record is the file
    }
}
