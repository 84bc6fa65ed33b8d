package dev.daybook.journal.sqlite;

import dev.daybook.journal.JournalDamaged;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Micros;
import dev.daybook.journal.sql.SchemaStep;
import dev.daybook.journal.sql.Script;
import dev.daybook.journal.sql.Scripts;
import dev.daybook.journal.sql.Statements;
import dev.daybook.journal.sqlite.SchemaRuns.Direction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * The schema of a journal file: numbered steps, each with a way back, each in a transaction, each remembered with its
 * checksum in the file itself.
 *
 * <p>Not for use on a file that another thread or process writes.
 */
public final class Schema {

    /** All steps, in order. A new one is a line here and two files. */
    static final List<String> STEPS = List.of("001_entries", "002_erasure", "003_kept_secrets");

    /** What a migration did, and where the file as it was before lies. */
    public record Migrated(List<SchemaStep> steps, Optional<Path> backup) {}

    private final Path file;
    private final InstantSource clock;
    private final Scripts scripts;
    private final RecordedSteps steps;

    public Schema(Path file, InstantSource clock) {
        this(file, clock, StepLimits.DEFAULT);
    }

    public Schema(Path file, InstantSource clock, StepLimits limits) {
        this(
                file,
                clock,
                limits,
                STEPS.stream().map(step -> Script.load("sqlite", step)).toList());
    }

    Schema(Path file, InstantSource clock, StepLimits limits, List<Script> scripts) {
        this.file = file;
        this.clock = clock;
        this.scripts = new Scripts(scripts);
        this.steps = new RecordedSteps(file, clock, limits);
    }

    /** Lists all steps, of the file and of this program. Changes nothing. */
    public List<SchemaStep> info() {
        if (Files.notExists(file)) {
            return scripts.steps(Map.of());
        }
        try (Connection connection = Sqlite.reader(file)) {
            return scripts.steps(applied(connection));
        } catch (SQLException e) {
            throw Sqlite.unavailable(file, e);
        }
    }

    /** Lists what became of each run of a step, the oldest first. Changes nothing. */
    public List<SchemaRuns.Run> runs() {
        if (Files.notExists(file)) {
            return List.of();
        }
        try (Connection connection = Sqlite.reader(file)) {
            return SchemaRuns.all(connection);
        } catch (SQLException e) {
            throw Sqlite.unavailable(file, e);
        }
    }

    /** Returns why this program must not touch the file, in sentences; nothing if it may. Pending steps are fine. */
    public List<String> validate() {
        return scripts.problems(info(), name());
    }

    /** As {@link #validate}, of a file that is open. */
    List<String> problems(Connection connection) throws SQLException {
        return scripts.problems(scripts.steps(applied(connection)), name());
    }

    /**
     * Applies the pending steps. A file that holds something is copied first. Of several that do this at once, in any
     * process, each step is applied by one: SQLite lets one write at a time, and the others see what it did.
     *
     * @throws JournalUnavailable if {@link #validate} finds anything, or a step fails; it then is taken back
     */
    public Migrated migrate() {
        try {
            Sqlite.takeBackInterrupted(file);
        } catch (SQLException e) {
            throw Sqlite.unavailable(file, e);
        }
        // Looked at without writing first: what turns out to be another program's stays as it is.
        List<SchemaStep> steps = info();
        List<String> problems = scripts.problems(steps, name());
        if (!problems.isEmpty()) {
            throw new JournalUnavailable(String.join("; ", problems));
        }
        if (steps.stream().noneMatch(step -> step.state() == SchemaStep.State.PENDING)) {
            return new Migrated(List.of(), Optional.empty());
        }
        try (Connection connection = Sqlite.writer(file, SynchronousMode.FULL)) {
            var applied = applied(connection);
            List<Script> pending = scripts.all().stream()
                    .filter(script -> !applied.containsKey(script.version()))
                    .toList();
            Optional<Path> backup = applied.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new SchemaBackup(file, clock).write(connection, "before-schema"));
            for (Script script : pending) {
                apply(connection, script);
            }
            var done = scripts.steps(applied(connection)).stream()
                    .filter(step -> !applied.containsKey(step.version()))
                    .toList();
            return new Migrated(done, backup);
        } catch (SQLException e) {
            throw Sqlite.unavailable(file, e);
        }
    }

    private String name() {
        return file.getFileName().toString();
    }

    private void apply(Connection connection, Script script) throws SQLException {
        steps.run(connection, script, Direction.UP, () -> {
            Sqlite.execute(connection, """
                CREATE TABLE IF NOT EXISTS schema_version (
                  version    INTEGER PRIMARY KEY,
                  name       TEXT    NOT NULL,
                  checksum   TEXT    NOT NULL, -- SHA-256 of both scripts
                  applied_at INTEGER NOT NULL  -- microseconds since 1970
                ) STRICT\
                """);
            if (applied(connection).containsKey(script.version())) {
                return false; // another process was faster
            }
            Sqlite.execute(connection, script.up());
            try (var insert = connection.prepareStatement(
                    "INSERT INTO schema_version (version, name, checksum, applied_at) VALUES (?, ?, ?, ?)")) {
                insert.setInt(1, script.version());
                insert.setString(2, script.name());
                insert.setString(3, script.checksum().toString());
                insert.setLong(4, Micros.of(clock.instant()));
                insert.executeUpdate();
            }
            return true;
        });
    }

    /**
     * Takes the newest step back, after a copy of the file.
     *
     * @throws JournalUnavailable if {@link #validate} finds anything, no step is applied, or the step is the one that
     *     holds the facts and there are some
     */
    public Migrated undo() {
        if (Files.notExists(file)) {
            throw new JournalUnavailable("%s does not exist: there is no step to undo".formatted(file));
        }
        try (Connection connection = Sqlite.writer(file, SynchronousMode.FULL)) {
            var applied = applied(connection);
            List<String> problems = problems(connection);
            if (!problems.isEmpty()) {
                throw new JournalUnavailable(String.join("; ", problems));
            }
            if (applied.isEmpty()) {
                throw new JournalUnavailable("%s has no step to undo".formatted(file.getFileName()));
            }
            int newest = new TreeSet<>(applied.keySet()).last();
            Script script = scripts.all().stream()
                    .filter(oneScript -> oneScript.version() == newest)
                    .findFirst()
                    .orElseThrow();
            if (script.equals(scripts.all().getFirst()) && holdsFacts(connection)) {
                throw new JournalUnavailable(
                        "%s is not undone: it holds the facts, and a fact is never removed. Set %s aside to begin anew"
                                .formatted(script, file.getFileName()));
            }
            Path backup = new SchemaBackup(file, clock).write(connection, "before-schema");
            steps.run(connection, script, Direction.DOWN, () -> {
                if (!applied(connection).containsKey(newest)) {
                    return false; // another process was faster
                }
                Sqlite.execute(connection, script.down());
                try (var delete = connection.prepareStatement("DELETE FROM schema_version WHERE version = ?")) {
                    delete.setInt(1, newest);
                    delete.executeUpdate();
                }
                return true;
            });
            return new Migrated(List.of(SchemaStep.pending(script)), Optional.of(backup));
        } catch (SQLException e) {
            throw Sqlite.unavailable(file, e);
        }
    }

    /**
     * Accepts the scripts of this program as those that were applied: after one was edited on purpose, in a way that
     * changes nothing in the file. Returns the steps whose checksum it wrote anew.
     */
    public List<SchemaStep> repair() {
        if (Files.notExists(file)) {
            return List.of();
        }
        try (Connection connection = Sqlite.writer(file, SynchronousMode.FULL);
                var update = connection.prepareStatement(
                        "UPDATE schema_version SET name = ?, checksum = ? WHERE version = ?")) {
            var changed = scripts.steps(applied(connection)).stream()
                    .filter(step -> step.state() == SchemaStep.State.CHANGED)
                    .toList();
            for (Script script : scripts.all()) {
                if (changed.stream().anyMatch(step -> step.version() == script.version())) {
                    update.setString(1, script.name());
                    update.setString(2, script.checksum().toString());
                    update.setInt(3, script.version());
                    update.executeUpdate();
                }
            }
            return changed;
        } catch (SQLException e) {
            throw Sqlite.unavailable(file, e);
        }
    }

    /**
     * Returns what of the file's tables, indexes and triggers is not as the steps of this program make it, in
     * sentences; comments do not matter.
     *
     * @param isUpToDate whether all steps are to be in it; else those that it says it has, as in an older backup
     */
    List<String> changes(Connection connection, boolean isUpToDate) throws SQLException {
        Map<String, String> made;
        var applied = applied(connection);
        try (Connection fresh = Sqlite.inMemory()) {
            for (Script script : scripts.all()) {
                if (isUpToDate || applied.containsKey(script.version())) {
                    Sqlite.execute(fresh, script.up());
                }
            }
            made = statements(fresh);
        }
        Map<String, String> found = statements(connection);
        var names = new TreeSet<>(made.keySet());
        names.addAll(found.keySet());
        return names.stream()
                .filter(name -> !Objects.equals(made.get(name), found.get(name)))
                .map(name -> "its %s is not as this program makes it: restore a backup".formatted(name))
                .toList();
    }

    /** Returns what makes each table, index and trigger, without comments, by its kind and name. */
    private static Map<String, String> statements(Connection connection) throws SQLException {
        var statements = new TreeMap<String, String>();
        try (var query = connection.prepareStatement("SELECT type || ' ' || name, sql FROM sqlite_schema"
                        + " WHERE sql IS NOT NULL AND name NOT IN ('schema_version', 'schema_run')");
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                statements.put(
                        row.getString(1),
                        row.getString(2).replaceAll("--[^\n]*", "").replaceAll("\\s+", " "));
            }
        }
        return statements;
    }

    private Map<Integer, SchemaStep.Applied> applied(Connection connection) throws SQLException {
        var applied = new TreeMap<Integer, SchemaStep.Applied>();
        // Asked in one go: another process may be at its first step. What failed on a new file is all that stands in
        // it.
        long foreign = count(
                connection,
                "SELECT CASE WHEN max(name = 'schema_version') THEN -1 ELSE count(*) END FROM sqlite_schema WHERE name <> '"
                        + SchemaRuns.TABLE + "'");
        if (foreign > 0) {
            throw new JournalDamaged("%s is a database of another program".formatted(file));
        }
        if (foreign == 0) {
            return applied;
        }
        try (var query = connection.prepareStatement("SELECT version, name, checksum, applied_at FROM schema_version");
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                String name = row.getString(2);
                String checksum = row.getString(3);
                if (name == null || checksum == null) { // the table takes none without
                    throw new JournalDamaged("%s is damaged: step %d of its schema has no name or checksum: run verify"
                            .formatted(file.getFileName(), row.getInt(1)));
                }
                applied.put(row.getInt(1), new SchemaStep.Applied(name, checksum, Micros.instant(row.getLong(4))));
            }
        }
        return applied;
    }

    private static boolean holdsFacts(Connection connection) throws SQLException {
        return count(connection, "SELECT count(*) FROM (SELECT 1 FROM entry LIMIT 1)") > 0;
    }

    private static long count(Connection connection, String sql) throws SQLException {
        try (var query = connection.prepareStatement(sql)) {
            return Statements.number(query).orElseThrow();
        }
    }
}
