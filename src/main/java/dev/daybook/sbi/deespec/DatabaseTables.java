package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.importing.Database;
import dev.daybook.importing.DatabaseExport;
import dev.daybook.importing.Finding;
import dev.daybook.importing.KeptTables;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Results;
import dev.daybook.importing.ScopeFilter;
import java.util.Set;

/** The tables of which nothing is a task or a plan: they are kept. */
record DatabaseTables(Root root, Database database, ScopeFilter scope, Results reader) {

    /** The newest version of the tables that is known. */
    private static final int VERSION_MAX = 8;

    /** These become tasks and plans. */
    private static final Set<String> READ =
            Set.of("epics", "pbis", "sbis", "epic_pbis", "sbi_dependencies", "sbi_exec_logs");

    /** Who is at work just now. */
    private static final Set<String> LOCKS = Set.of("run_locks", "state_locks");

    /** Of some version, and with nothing that a task or plan would show. */
    private static final Set<String> KEPT = Set.of("labels", "schema_migrations", "pbi_sbis", "task_labels");

    /** Tells what is odd about the database as a whole, and keeps its other tables. */
    void read() {
        if (!scope.isWanted(database.file())) {
            return;
        }
        version();
        keep(DatabaseExport.DEFINITIONS);
        for (String table : database.tables()) {
            if (LOCKS.contains(table)) {
                database.each(table, row -> lock(table, row), reader);
                keep(table);
            } else if (KEPT.contains(table)) {
                keep(table);
            } else if (!READ.contains(table)) {
                reader.warn(database.file(), table, "UNKNOWN_SCHEMA", "is a table that is not known: kept raw");
                keep(table);
            } else if (database.has(table, owner(table))) {
                database.eachUnnamed(table, owner(table), row -> unnamed(table, row), reader);
            } else {
                reader.warn(database.file(), table, "UNKNOWN_SCHEMA", "lacks the columns that name its rows: kept raw");
                keep(table);
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
        Finding unnamed =
                Finding.error(database.file(), table, "MISSING_FIELD", "has a row without %s: kept raw", owner(table));
        Database.reject(unnamed, row, reader);
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

    private void keep(String table) {
        KeptTables.keep(root, database, table, reader);
    }
}
