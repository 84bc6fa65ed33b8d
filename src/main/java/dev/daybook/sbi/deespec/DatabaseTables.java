package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.importing.Finding;
import dev.daybook.importing.LegacySource.Known;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Results;
import dev.daybook.importing.ScopeFilter;
import dev.daybook.importing.database.Database;
import dev.daybook.importing.database.KeptTables;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** The tables of which nothing is a task or a plan: they are kept. */
record DatabaseTables(Root root, Database database, ScopeFilter scope, Known known, Results results) {

    /** Which number a table has given last. */
    private static final String NUMBERS = "sqlite_sequence";

    /** The newest version of the tables that is known. */
    private static final int VERSION_MAX = 8;

    /** The columns that name what the rows are about which become tasks and plans. */
    private static final Map<String, String> OWNERS = Map.of(
            "epics", "id",
            "pbis", "id",
            "sbis", "id",
            "epic_pbis", "epic_id",
            "sbi_dependencies", "sbi_id",
            "sbi_exec_logs", "sbi_id");

    /** The tables of tasks and plans by those whose rows go with them. */
    private static final Map<String, String> OWNED =
            Map.of("epic_pbis", "epics", "sbi_dependencies", "sbis", "sbi_exec_logs", "sbis");

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
        KeptTables.keep(root, database, this::others, known, results);
        for (String table : database.tables()) {
            Optional<String> owner = Optional.ofNullable(OWNERS.get(table));
            if (owner.filter(text -> database.has(table, text)).isPresent()) {
                Finding unnamed = Finding.error(
                        database.file(), table, "MISSING_FIELD", "has a row without %s: kept raw", owner.get());
                database.eachUnnamed(table, owner.get(), row -> Database.reject(unnamed, row, results), results);
                continue;
            }
            if (owner.isPresent()) {
                results.warn(
                        database.file(), table, "UNKNOWN_SCHEMA", "lacks the columns that name its rows: kept raw");
            } else if (LOCKS.contains(table)) {
                database.each(table, row -> lock(table, row), results);
            } else if (!KEPT.contains(table)) {
                results.warn(database.file(), table, "UNKNOWN_SCHEMA", "is a table that is not known: kept raw");
            }
            KeptTables.keep(root, database, table, known, results);
        }
    }

    /** Hands on the rows that go with no task and no plan, so that an export brings them back, too. */
    private void others(BiConsumer<String, ObjectNode> rows) {
        Results unheard = results.silent(); // what cannot be read is told of where it is looked for
        database.each(NUMBERS, row -> rows.accept(NUMBERS, row), unheard);
        new TreeMap<>(OWNERS).forEach((table, column) -> {
            String owner = OWNED.getOrDefault(table, table);
            Predicate<String> isId = owner.equals("sbis") ? SbiName::isId : DatabasePlans::isId;
            database.eachUnnamed(table, column, row -> rows.accept(table, row), unheard);
            if (!owner.equals(table)) {
                database.eachOrphan(table, column, owner, "id", row -> rows.accept(table, row), unheard);
            }
            unheard.each(
                    database.keys(owner, "id", unheard).stream()
                            .filter(isId.negate())
                            .toList(),
                    id -> database.rows(table, column, id, unheard).forEach(row -> rows.accept(table, row)));
        });
    }

    private void version() {
        if (database.tables().stream().noneMatch(OWNERS::containsKey)) {
            results.warn(
                    database.file(), "", "UNKNOWN_SCHEMA", "has none of the tool's tables: what it has is kept raw");
        }
        if (database.has("schema_migrations", "version")) {
            var newest = new int[1];
            var versions = new Results();
            database.each(
                    "schema_migrations",
                    row -> newest[0] = Math.max(newest[0], row.path("version").asInt()),
                    versions);
            results.add(versions);
            if (newest[0] > VERSION_MAX) {
                results.warn(
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
        results.info(
                database.file(),
                table + " " + row.path("lock_id").asText(),
                "EXPIRED",
                "is the lock of a process: kept as it is, its end is taken as that of a lease");
    }
}
