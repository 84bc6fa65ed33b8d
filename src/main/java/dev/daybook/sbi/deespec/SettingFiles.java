package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.config.ImportedSetting;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.event.Recorded;
import dev.daybook.importing.ExportTree;
import dev.daybook.importing.Limits;
import dev.daybook.importing.container.Container;
import dev.daybook.importing.container.JsonFile;
import dev.daybook.importing.frame.ProjectHistory;
import dev.daybook.shape.JsonSplice;
import dev.daybook.shape.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
        book.each("config", account -> values.put(book.plain(account.stream().key()), value(account.entries())));
    }

    private Value value(List<Recorded> entries) {
        var told = ImportedSetting.told(entries, book::toldBy);
        return new Value(told.said().flatMap(json -> json), told.now().flatMap(json -> json));
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
        write(WORKFLOW, value.said().orElse(now), said(WORKFLOW).style(), now, value.changed());
    }

    private void write(String file, Json said, Spelling style, Json now, boolean changed) {
        byte[] text = JsonSplice.of(said, style, Container.difference(said, now));
        files.write(file, JsonWriter.file(text, style), changed);
    }

    /** What a file said, and how. */
    private record SettingFile(Json object, Spelling style) {}

    private SettingFile said(String file) {
        JsonFile read =
                JsonFile.read(file, files.raw(file).orElseGet(() -> new byte[0]), Limits.DEFAULT, JsonFile.Role.PIECE);
        return read.object().isEmpty()
                ? new SettingFile(Json.EMPTY_OBJECT, NewState.INDENTED)
                : new SettingFile(
                        read.json().orElseThrow(),
                        read.altered() ? read.style().withVerbatim(Optional.empty()) : read.style());
    }

    private void settings() {
        SettingFile said = said(SETTINGS);
        var now = (ObjectNode) JsonText.tree(said.object());
        var changed = new ArrayList<String>();
        values.forEach((key, value) -> {
            if (value.changed()) { // what only an earlier file had is gone with it
                changed.add(key);
                value.now().ifPresentOrElse(json -> now.set(key, JsonText.tree(json)), () -> now.remove(key));
            }
        });
        if (files.raw(SETTINGS).isPresent() || !changed.isEmpty()) {
            write(SETTINGS, said.object(), said.style(), JsonText.of(now), !changed.isEmpty());
        }
        tree.count(
                "config",
                values.values().stream()
                        .filter(oneValue -> oneValue.now().isPresent())
                        .count());
    }
}
