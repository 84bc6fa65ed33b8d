package dev.daybook.code.scout;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.code.IndexedPath;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Results;
import dev.daybook.importing.database.Database;
import dev.daybook.importing.format.FileRecord;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which source files the rows of one database are: one file may stand there under several spellings of its path. */
final class CodeScoutFiles {

    private static final String TABLE = "files";

    /** The first row of a path. */
    private record First(String id, String hash) {}

    /** By the plain path, relative to the root where the row says it so. */
    private final Map<String, First> paths = new HashMap<>();

    private final Set<String> others = new HashSet<>();
    private final Set<String> refused = new HashSet<>();
    private final Set<String> ids = new HashSet<>();

    private CodeScoutFiles() {}

    /** Reads them; what is wrong with the table is told by whoever reads its records. */
    static CodeScoutFiles of(Database database) {
        var files = new CodeScoutFiles();
        if (database.has(TABLE, "id") && database.has(TABLE, "path")) {
            database.each(TABLE, files::add, new Results());
            database.each(TABLE, files::compare, new Results());
        }
        return files;
    }

    private void add(JsonNode row) {
        String id = row.path("id").asText();
        String path = row.path("path").asText();
        if (IndexedPath.flaw(path).isPresent()) {
            refused.add(id);
            return;
        }
        ids.add(id);
        var first = new First(id, row.path("hash").asText());
        if (paths.putIfAbsent(IndexedPath.plain(path), first) != null) {
            others.add(id);
        }
    }

    /** An absolute path that ends as a relative one does, of the same content, is the same file. */
    private void compare(JsonNode row) {
        String path = row.path("path").asText();
        String id = row.path("id").asText();
        if (ids.contains(id)
                && IndexedPath.isAbsolute(path)
                && isAnother(IndexedPath.plain(path), row.path("hash").asText())) {
            others.add(id);
        }
    }

    private boolean isAnother(String path, String hash) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            First first = paths.get(path.substring(slash + 1));
            if (first != null && first.hash().equals(hash)) {
                return true;
            }
        }
        return false;
    }

    /** Whether rows can belong to it. */
    boolean isThere(String id) {
        return ids.contains(id) || refused.contains(id);
    }

    /** Whether it is a file of its own, which can be one. */
    boolean isCounted(String id) {
        return ids.contains(id) && !others.contains(id);
    }

    /** Tells what is odd about the path of a row; returns whether it is a file of its own. */
    boolean check(FileRecord record, Results results) {
        String id = record.tree().path("id").asText();
        String path = record.tree().path("path").asText();
        Optional<String> flaw = IndexedPath.flaw(path);
        if (flaw.isPresent()) {
            Finding finding = Finding.error(
                    record.file(),
                    record.where(),
                    "ILLEGAL_PATH",
                    "the path %s: kept, and not shown in the index",
                    flaw.get());
            results.rejected(finding, record.text().getBytes(StandardCharsets.UTF_8));
            return false;
        }
        String shown = CodeScoutRows.abbreviated(path);
        if (others.contains(id)) {
            results.warn(
                    record.file(),
                    record.where(),
                    "DUPLICATE",
                    "'%s' is another spelling of a file that is there already: kept, and counted once",
                    shown);
        } else if (IndexedPath.isAbsolute(path)) {
            results.warn(
                    record.file(),
                    record.where(),
                    "ABSOLUTE_PATH",
                    "'%s' does not begin at the project: kept as it is, never opened",
                    shown);
        } else if (IndexedPath.leadsOut(path)) {
            results.warn(
                    record.file(),
                    record.where(),
                    "PATH_TRAVERSAL",
                    "'%s' leads out of the project: kept as it is, never opened",
                    shown);
        }
        String composed = Normalizer.normalize(path, Form.NFC);
        if (!composed.equals(path) && paths.containsKey(IndexedPath.plain(composed))) {
            results.info(
                    record.file(),
                    record.where(),
                    "SUSPECT_PATH",
                    "'%s' looks as another path does, whose letters are composed: both are kept",
                    shown);
        } else if (path.chars().anyMatch(Character::isISOControl)) {
            results.info(
                    record.file(), record.where(), "SUSPECT_PATH", "the path has control characters: kept as it is");
        }
        return !others.contains(id);
    }
}
