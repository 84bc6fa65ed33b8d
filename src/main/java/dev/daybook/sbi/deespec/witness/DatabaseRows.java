package dev.daybook.sbi.deespec.witness;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.database.Database;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Puts into the index what the tool's database says of tasks and their executions. */
final class DatabaseRows {

    private static final Pattern ID = Pattern.compile("[A-Z0-9-]{1,64}|[0-9a-f-]{36}");

    private final SourceTree tree;
    private final Index index;

    DatabaseRows(Path root, Limits limits, Index index) {
        this.tree = new SourceTree(root.resolve(".deespec"), ".deespec", limits);
        this.index = index;
    }

    void read() {
        var unheard = new Results(); // damage was reported by the import
        Optional<Database> opened = Database.open(tree, "deespec.db", false, unheard);
        if (opened.isEmpty()) {
            return;
        }
        try (Database database = opened.get()) {
            if (database.has("sbis", "id")) {
                database.each("sbis", this::task, unheard);
            }
            if (database.has("sbi_exec_logs", "report_path")) {
                database.each("sbi_exec_logs", this::run, unheard);
            }
        }
    }

    private void task(JsonNode row) {
        String id = row.path("id").asText();
        if (ID.matcher(id).matches()) {
            index.put(
                    "INSERT OR IGNORE INTO row (task, title, status, parent) VALUES (?, ?, ?, ?)",
                    id,
                    row.path("title").textValue(),
                    status(row.path("status").asText()),
                    row.path("parent_pbi_id").textValue());
        }
    }

    private static String status(String word) {
        return switch (word) {
            case "PENDING" -> "READY";
            case "PICKED", "IMPLEMENTING" -> "WIP";
            case "REVIEWING" -> "REVIEW";
            case "DONE", "FAILED" -> word;
            default -> "";
        };
    }

    private void run(JsonNode row) {
        String path = row.path("report_path").asText();
        if (!path.isEmpty()) {
            index.put(
                    "INSERT OR REPLACE INTO run (path, decision) VALUES (?, ?)",
                    path,
                    row.path("decision").textValue());
        }
    }
}
