package dev.daybook.session.ait42;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.importing.Finding;
import dev.daybook.importing.JsonFile;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Quarantine;
import dev.daybook.importing.Results;
import dev.daybook.session.Workspaces;
import java.util.Map;
import java.util.Optional;

/** The file that says which folder is behind which name. */
final class MappingFile {

    /** No system knows longer paths. */
    private static final int PATH_CHARS_MAX = 32_767;

    private MappingFile() {}

    /** Reads what it says into {@code locations}. */
    static void read(String file, byte[] bytes, Locations locations, Limits limits, Results reader) {
        JsonFile read = JsonFile.read(file, bytes, limits, JsonFile.Role.PIECE);
        Quarantine.tell(read.findings(), read.altered(), bytes, reader);
        if (read.tree().isEmpty()) {
            return;
        }
        Optional<ObjectNode> object = read.object();
        if (object.isEmpty()) {
            var why = Finding.warn(file, "", "WRONG_TYPE", "is no object of names and folders: nothing of it counts");
            reader.finding(why);
            reader.kept(why, file, bytes);
            return;
        }
        for (Map.Entry<String, JsonNode> it : object.get().properties()) {
            entry(file, it.getKey(), it.getValue(), locations, reader);
        }
    }

    private static void entry(String file, String name, JsonNode value, Locations locations, Results reader) {
        String where = name.length() <= 40 ? name : name.substring(0, 40) + "…";
        if (!Workspaces.isKey(name)) {
            warn(
                    file,
                    where,
                    "ILLEGAL_ID",
                    "is no name of a file of sessions: want 16 hex digits in lower case",
                    reader);
        } else if (!value.isTextual()) {
            warn(file, where, "WRONG_TYPE", "is " + JsonFile.kind(value) + ", not a folder: not counted", reader);
        } else if (value.textValue().length() > PATH_CHARS_MAX
                || value.textValue().indexOf('\0') >= 0) {
            warn(file, where, "ILLEGAL_PATH", "is no path: not counted", reader);
        } else if (!locations.map(name, value.textValue())) {
            warn(file, where, "ID_MISMATCH", "names a folder of another hash: not counted", reader);
        }
    }

    private static void warn(String file, String where, String code, String message, Results reader) {
        reader.finding(new Finding(file, where, Finding.Severity.WARN, code, message));
    }
}
