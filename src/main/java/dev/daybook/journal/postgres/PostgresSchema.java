package dev.daybook.journal.postgres;

import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Micros;
import dev.daybook.journal.sql.SchemaStep;
import dev.daybook.journal.sql.SchemaStep.State;
import dev.daybook.journal.sql.Script;
import dev.daybook.journal.sql.Scripts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The schema of a journal in a database: numbered steps, each with a way back, remembered with their checksums. All that
 * is pending is one transaction, and of several programs that start at once one applies it while the others wait.
 */
final class PostgresSchema {

    /** All steps, in order. A new one is a line here and two files. */
    private static final List<String> STEPS = List.of("001_journal", "002_nodes");

    /** Any number that no other program is likely to lock. */
    private static final long LOCK = 0x6461_7962_6f6f_6bL;

    private static final String VERSIONS = """
        CREATE TABLE IF NOT EXISTS schema_version (
          version    integer PRIMARY KEY,
          name       text    NOT NULL,
          checksum   text    NOT NULL, -- SHA-256 of both scripts
          applied_at bigint  NOT NULL  -- microseconds since 1970
        )\
        """;

    private final Server server;
    private final InstantSource clock;
    private final Scripts scripts;

    PostgresSchema(Server server, InstantSource clock) {
        this.server = server;
        this.clock = clock;
        this.scripts = new Scripts(
                STEPS.stream().map(step -> Script.load("postgres", step)).toList());
    }

    /** Something that is done to the schema. */
    private interface Change {
        void make(Connection connection, Map<Integer, SchemaStep.Applied> applied) throws SQLException;
    }

    /** Lists all steps, of the database and of this program. Changes nothing. */
    List<SchemaStep> info() throws SQLException {
        try (Connection connection = server.writer()) {
            return scripts.steps(applied(connection));
        }
    }

    /** Returns why this program must not touch the database, in sentences; nothing if it may. */
    List<String> validate() throws SQLException {
        return scripts.problems(info(), server.toString());
    }

    /**
     * Applies the pending steps.
     *
     * @throws JournalUnavailable if this program must not touch the database
     */
    void migrate() throws SQLException {
        List<SchemaStep> steps = info();
        refuse(steps);
        if (steps.stream().anyMatch(step -> step.state() == State.PENDING)) {
            alone((connection, applied) -> {
                refuse(scripts.steps(applied));
                execute(connection, VERSIONS);
                for (Script script : scripts.all()) {
                    if (!applied.containsKey(script.version())) {
                        execute(connection, script.up());
                        note(connection, script);
                    }
                }
            });
        }
    }

    /**
     * Takes the newest step back.
     *
     * @throws JournalUnavailable if this program must not touch the database, or it holds facts
     */
    void undo() throws SQLException {
        alone((connection, applied) -> {
            refuse(scripts.steps(applied));
            Script newest = scripts.all().stream()
                    .filter(script -> applied.containsKey(script.version()))
                    .reduce((_, later) -> later)
                    .orElseThrow(() -> new JournalUnavailable("%s has no step to undo".formatted(server)));
            if (newest.equals(scripts.all().getFirst()) && holdsFacts(connection)) {
                throw new JournalUnavailable(
                        "%s of %s is not undone: it holds the facts, and a fact is never removed. Choose another database to begin anew"
                                .formatted(newest, server));
            }
            execute(connection, newest.down());
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM schema_version WHERE version = ?")) {
                delete.setInt(1, newest.version());
                delete.executeUpdate();
            }
        });
    }

    private void alone(Change change) throws SQLException {
        try (Connection connection = server.writer()) {
            connection.setAutoCommit(false);
            execute(connection, "SET LOCAL lock_timeout = '60s'");
            execute(connection, "SELECT pg_advisory_xact_lock(" + LOCK + ")");
            // What the scripts' functions look things up in, whoever calls them.
            execute(connection, "SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true)");
            change.make(connection, applied(connection));
            connection.commit();
        }
    }

    private void note(Connection connection, Script script) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO schema_version (version, name, checksum, applied_at) VALUES (?, ?, ?, ?)")) {
            insert.setInt(1, script.version());
            insert.setString(2, script.name());
            insert.setString(3, script.checksum().toString());
            insert.setLong(4, Micros.of(clock.instant()));
            insert.executeUpdate();
        }
    }

    private void refuse(List<SchemaStep> steps) {
        List<String> problems = scripts.problems(steps, server.toString());
        if (!problems.isEmpty()) {
            throw new JournalUnavailable(String.join("; ", problems));
        }
    }

    private Map<Integer, SchemaStep.Applied> applied(Connection connection) throws SQLException {
        var applied = new TreeMap<Integer, SchemaStep.Applied>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery(
                    "SELECT to_regclass('schema_version') IS NOT NULL, to_regclass('entry') IS NOT NULL, current_schema(), current_setting('server_encoding')")) {
                row.next();
                if (row.getString(3) == null) {
                    throw new JournalUnavailable(
                            "%s has not the schema that currentSchema names: make it with CREATE SCHEMA"
                                    .formatted(server));
                }
                if (!"UTF8".equals(row.getString(4))) {
                    throw new JournalUnavailable("%s keeps texts as %s: want a database of encoding UTF8"
                            .formatted(server, row.getString(4)));
                }
                if (!row.getBoolean(1)) {
                    if (row.getBoolean(2)) {
                        throw new JournalUnavailable(
                                "%s holds another program's table 'entry': choose another database or schema"
                                        .formatted(server));
                    }
                    return applied;
                }
            }
            try (ResultSet row =
                    statement.executeQuery("SELECT version, name, checksum, applied_at FROM schema_version")) {
                while (row.next()) {
                    applied.put(
                            row.getInt(1),
                            new SchemaStep.Applied(row.getString(2), row.getString(3), Micros.instant(row.getLong(4))));
                }
            }
        }
        return applied;
    }

    private static boolean holdsFacts(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT EXISTS (SELECT 1 FROM entry)")) {
            return row.next() && row.getBoolean(1);
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
