package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Results;
import dev.daybook.importing.ScopeFilter;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.container.JsonFields;
import dev.daybook.importing.container.Timestamps;
import dev.daybook.importing.database.Database;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The tool's database, whose rows are asked for by what they are about, so that only those are in memory. Thread-safe. */
record TaskDatabase(Database database, Timestamps times) {

    static final String NAME = "deespec.db";

    /** What stands between the file's path and a table's name where rows are named like files. */
    static final String ROWS = NAME + "#";

    /** Returns what SQLite puts beside the file of that path, if it is the database. */
    static Stream<String> aside(String path) {
        return path.endsWith("/" + NAME) ? Database.aside(path) : Stream.empty();
    }

    /** Opens the database below {@code .deespec}, if there is one that can be read. */
    static Optional<Database> open(SourceTree tree, ScopeFilter scope, Results results) {
        return Database.open(tree, NAME, scope.isAll(), results);
    }

    String file() {
        return database.file();
    }

    List<ObjectNode> rows(String table, String column, String key, Results results) {
        return database.rows(table, column, key, results);
    }

    /** Returns what facts that rows of a table tell name as their source. */
    String source(String table) {
        return file() + "#" + table;
    }

    /** Returns a row, or all rows that are about one thing, as they are kept. */
    SbiFiles.Claim claim(String table, JsonNode rows) {
        return new SbiFiles.Claim(source(table), JsonText.of(rows), Spelling.COMPACT);
    }

    /** Returns the columns of a row that hold something. {@code name}: what findings call the row, before the column. */
    JsonFields fields(ObjectNode row, String name, Results results) {
        Results placed = results.placed(finding -> finding.at(name + " " + finding.where()));
        return JsonFields.row(file(), row, times, placed);
    }
}
