package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Database;
import dev.daybook.importing.FileEntity;
import dev.daybook.importing.Finding;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Results;
import dev.daybook.importing.ScopeFilter;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The tables of which nothing is a task or a plan, kept whole: one JSON text per table, in pieces where it is long, as
 * files called {@code .deespec/deespec.db#<table>} and {@code .deespec/deespec.db#<table>[1]} and so on.
 */
final class DatabaseTables {

    /** The newest version of the tables that is known. */
    private static final int VERSION_MAX = 8;

    /** A piece ends behind the row with which it reaches this. */
    private static final int PIECE_CHARS_MAX = 1 << 20;

    /** These become tasks and plans. */
    private static final Set<String> READ =
            Set.of("epics", "pbis", "sbis", "epic_pbis", "sbi_dependencies", "sbi_exec_logs");

    /** Who is at work just now. */
    private static final Set<String> LOCKS = Set.of("run_locks", "state_locks");

    /** Of some version, and with nothing that a task or plan would show. */
    private static final Set<String> KEPT = Set.of("labels", "schema_migrations", "pbi_sbis", "task_labels");

    private final Root root;
    private final Database database;
    private final ScopeFilter scope;
    private final Results reader;

    DatabaseTables(Root root, Database database, ScopeFilter scope, Results reader) {
        this.root = root;
        this.database = database;
        this.scope = scope;
        this.reader = reader;
    }

    /** Tells what is odd about the database as a whole, and keeps its other tables. */
    void read() {
        if (!scope.isWanted(database.file())) {
            return;
        }
        version();
        keep("sqlite_schema", row -> database.eachDefinition(row, reader));
        for (String table : database.tables()) {
            if (LOCKS.contains(table)) {
                database.each(table, row -> lock(table, row), reader);
                keep(table, row -> database.each(table, row, reader));
            } else if (!READ.contains(table)) {
                if (!KEPT.contains(table)) {
                    reader.warn(database.file(), table, "UNKNOWN_SCHEMA", "is a table that is not known: kept raw");
                }
                keep(table, row -> database.each(table, row, reader));
            } else if (database.has(table, owner(table))) {
                database.eachUnnamed(table, owner(table), row -> unnamed(table, row), reader);
            } else {
                reader.warn(database.file(), table, "UNKNOWN_SCHEMA", "lacks the columns that name its rows: kept raw");
                keep(table, row -> database.each(table, row, reader));
            }
        }
    }

    /** Returns the column that names what a row is about. */
    private static String owner(String table) {
        return switch (table) {
            case "epic_pbis" -> "epic_id";
            case "sbi_dependencies", "sbi_exec_logs" -> "sbi_id";
            default -> "id";
        };
    }

    private void unnamed(String table, ObjectNode row) {
        reader.rejected(
                Finding.error(database.file(), table, "MISSING_FIELD", "has a row without %s: kept raw", owner(table)),
                JsonText.of(row).text().getBytes(StandardCharsets.UTF_8));
    }

    private void version() {
        if (database.tables().stream().noneMatch(READ::contains)) {
            reader.warn(
                    database.file(), "", "UNKNOWN_SCHEMA", "has none of the tool's tables: what it has is kept raw");
        }
        if (database.has("schema_migrations", "version")) {
            var newest = new int[1];
            var versions = new Results();
            database.each(
                    "schema_migrations",
                    row -> newest[0] = Math.max(newest[0], row.path("version").asInt()),
                    versions);
            reader.add(versions);
            if (newest[0] > VERSION_MAX) {
                reader.warn(
                        database.file(),
                        "schema_migrations",
                        "UNKNOWN_SCHEMA",
                        "is of version %d, %d is known: columns that are not known are kept with their rows",
                        newest[0],
                        VERSION_MAX);
            }
        }
    }

    private void lock(String table, ObjectNode row) {
        reader.info(
                database.file(),
                table + " " + row.path("lock_id").asText(),
                "EXPIRED",
                "is the lock of a process: kept as it is, its end is taken as that of a lease");
    }

    private void keep(String table, Consumer<Consumer<ObjectNode>> rows) {
        var piece = new Piece(table);
        rows.accept(piece::add);
        reader.then(piece::end);
    }

    private final class Piece {
        private final String table;
        private ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        private int chars;
        private int number;

        Piece(String table) {
            this.table = table;
        }

        void add(ObjectNode row) {
            rows.add(row);
            chars += row.toString().length();
            if (chars >= PIECE_CHARS_MAX) {
                end();
            }
        }

        void end() {
            if (rows.isEmpty() && number > 0) {
                return;
            }
            String name = database.file() + "#" + table + (number == 0 ? "" : "[%d]".formatted(number));
            String text = JsonText.of(JsonNodeFactory.instance.objectNode().set("rows", rows))
                    .text();
            reader.found(FileEntity.whole(root, name, text.getBytes(StandardCharsets.UTF_8), database.modifiedAt()));
            rows = JsonNodeFactory.instance.arrayNode();
            chars = 0;
            number++;
        }
    }
}
