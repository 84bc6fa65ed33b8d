package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Container;
import dev.daybook.importing.ExportTree;
import dev.daybook.importing.JsonFile;
import dev.daybook.importing.JsonSpelling;
import dev.daybook.importing.Limits;
import dev.daybook.importing.ProjectHistory;
import dev.daybook.shape.JsonSplice;
import dev.daybook.shape.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/** {@code setting.json} and {@code workflow.json} from the settings of a project. */
final class SettingFiles {

    private static final String SETTINGS = ".deespec/setting.json";
    private static final String WORKFLOW = ".deespec/workflow.json";
    private static final String WORKFLOW_KEY = "workflow.json";

    private final ProjectHistory book;
    private final ExportTree tree;
    private final WholeFiles files;
    private final Map<String, Value> values = new LinkedHashMap<>();

    /** What an import said of a setting, and what counts now; absent if it is not set. */
    private record Value(Optional<Json> said, Optional<Json> now) {

        boolean changed() {
            return !said.equals(now);
        }
    }

    SettingFiles(ProjectHistory book, ExportTree tree, WholeFiles files) {
        this.book = book;
        this.tree = tree;
        this.files = files;
        book.each("config", it -> values.put(book.plain(it.stream().key()), value(it.entries())));
    }

    private Value value(List<Recorded> entries) {
        var told = Settings.told(entries, book::toldBy);
        return new Value(told.said().flatMap(it -> it), told.now().flatMap(it -> it));
    }

    void write() {
        workflow();
        settings();
    }

    private void workflow() {
        Value value = values.remove(WORKFLOW_KEY);
        boolean refused = files.content(WORKFLOW).isPresent(); // the file that stands there now gives none
        if (value == null || value.now().isEmpty() || (refused && !value.changed())) {
            return;
        }
        Json now = value.now().get();
        Json said = value.said().orElse(now);
        write(WORKFLOW, new Said(said, List.of(), style(files.frame(WORKFLOW))), now, value.changed());
    }

    private static Spelling style(JsonNode frame) {
        boolean known = frame.path("form").asText().equals("object");
        return known ? JsonSpelling.of(frame.path("spelling")) : NewState.INDENTED;
    }

    private void write(String file, Said said, Json now, boolean changed) {
        byte[] text = JsonSplice.of(said.object(), said.style(), Container.difference(said.object(), now));
        files.write(file, JsonWriter.file(text, said.style()), changed);
    }

    /**
     * What the file of the settings said.
     *
     * @param keys its keys, in order
     */
    private record Said(Json object, List<String> keys, Spelling style) {}

    private Said said(JsonNode frame) {
        String form = frame.path("form").asText();
        if (form.equals("bytes")) {
            JsonFile read = JsonFile.read(SETTINGS, SharedJournals.piece(frame), Limits.DEFAULT, JsonFile.Role.PIECE);
            var keys = new ArrayList<String>();
            read.object().ifPresent(it -> it.fieldNames().forEachRemaining(keys::add));
            return keys.isEmpty()
                    ? new Said(Json.EMPTY_OBJECT, keys, NewState.INDENTED)
                    : new Said(read.json().orElseThrow(), keys, read.style().withVerbatim(Optional.empty()));
        }
        var keys = new ArrayList<String>();
        var members = new StringJoiner(",", "{", "}"); // a tree would lose keys that stand twice
        frame.path("keys").forEach(it -> {
            keys.add(it.asText());
            Optional.ofNullable(values.get(it.asText()))
                    .flatMap(Value::said)
                    .ifPresent(value -> members.add(JsonText.of(it).text() + ":" + value.text()));
        });
        return new Said(new Json(members.toString()), keys, style(frame));
    }

    private void settings() {
        JsonNode frame = files.frame(SETTINGS);
        Said said = said(frame);
        List<String> keys = said.keys();
        var now = (ObjectNode) JsonText.tree(said.object());
        var changed = new ArrayList<String>();
        values.forEach((key, value) -> {
            // a setting that only an earlier file had is gone with it
            if (value.changed() || (!keys.contains(key) && value.said().isEmpty())) {
                changed.add(key);
                value.now().ifPresentOrElse(it -> now.set(key, JsonText.tree(it)), () -> now.remove(key));
            }
        });
        if (!frame.isMissingNode() || !changed.isEmpty()) {
            write(SETTINGS, said, JsonText.of(now), !changed.isEmpty());
        }
        tree.count(
                "config",
                values.values().stream().filter(it -> it.now().isPresent()).count());
    }
}
