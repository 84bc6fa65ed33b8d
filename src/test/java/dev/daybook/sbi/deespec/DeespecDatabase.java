package dev.daybook.sbi.deespec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/** A database as the tool's last version made it, with what a test puts in. */
final class DeespecDatabase implements AutoCloseable {

    private static final List<String> TABLES = List.of("""
            CREATE TABLE epics (id TEXT PRIMARY KEY, title TEXT NOT NULL, description TEXT, status TEXT NOT NULL,
              current_step TEXT NOT NULL DEFAULT '', estimated_story_points INTEGER, priority INTEGER NOT NULL DEFAULT 0,
              labels TEXT, assigned_agent TEXT, created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
              updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP)""", """
            CREATE TABLE pbis (id TEXT PRIMARY KEY, parent_epic_id TEXT, title TEXT NOT NULL, description TEXT,
              status TEXT NOT NULL, current_step TEXT NOT NULL DEFAULT '', story_points INTEGER,
              priority INTEGER NOT NULL DEFAULT 0, labels TEXT, assigned_agent TEXT, acceptance_criteria TEXT,
              created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
              updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP)""", """
            CREATE TABLE sbis (id TEXT PRIMARY KEY, parent_pbi_id TEXT, title TEXT NOT NULL, description TEXT,
              status TEXT NOT NULL, current_step TEXT NOT NULL DEFAULT '', estimated_hours REAL,
              priority INTEGER NOT NULL DEFAULT 0, sequence INTEGER, registered_at DATETIME, labels TEXT,
              assigned_agent TEXT, file_paths TEXT, current_turn INTEGER NOT NULL DEFAULT 1,
              current_attempt INTEGER NOT NULL DEFAULT 1, max_turns INTEGER NOT NULL DEFAULT 10,
              max_attempts INTEGER NOT NULL DEFAULT 3, last_error TEXT, artifact_paths TEXT,
              created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
              updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, started_at DATETIME, completed_at DATETIME,
              only_implement BOOLEAN NOT NULL DEFAULT 0)""", """
            CREATE TABLE epic_pbis (epic_id TEXT NOT NULL, pbi_id TEXT NOT NULL, position INTEGER NOT NULL,
              created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY (epic_id, pbi_id))""", """
            CREATE TABLE sbi_dependencies (sbi_id TEXT NOT NULL, depends_on_sbi_id TEXT NOT NULL,
              created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY (sbi_id, depends_on_sbi_id))""", """
            CREATE TABLE sbi_exec_logs (id INTEGER PRIMARY KEY AUTOINCREMENT, sbi_id TEXT NOT NULL,
              turn INTEGER NOT NULL, step TEXT NOT NULL, decision TEXT, report_path TEXT,
              executed_at DATETIME NOT NULL, created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
              UNIQUE (sbi_id, turn, step))""", """
            CREATE TABLE labels (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, description TEXT,
              template_paths TEXT, content_hashes TEXT, parent_label_id INTEGER, color TEXT,
              priority INTEGER DEFAULT 0, is_active BOOLEAN DEFAULT 1, line_count INTEGER, last_synced_at DATETIME,
              metadata TEXT, created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
              updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP)""", """
            CREATE TABLE run_locks (lock_id TEXT PRIMARY KEY, pid INTEGER NOT NULL, hostname TEXT NOT NULL,
              acquired_at DATETIME NOT NULL, expires_at DATETIME NOT NULL, heartbeat_at DATETIME NOT NULL,
              metadata TEXT, created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP)""", """
            CREATE TABLE state_locks (lock_id TEXT PRIMARY KEY, pid INTEGER NOT NULL, hostname TEXT NOT NULL,
              acquired_at DATETIME NOT NULL, expires_at DATETIME NOT NULL, heartbeat_at DATETIME NOT NULL,
              lock_type TEXT NOT NULL, created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP)""", """
            CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY,
              applied_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, description TEXT)""");

    private final Path folder;
    private final Connection connection;

    private DeespecDatabase(Path folder, Connection connection) {
        this.folder = folder;
        this.connection = connection;
    }

    /** Makes an empty one of version 8 below {@code root}. */
    static DeespecDatabase make(Path root) throws IOException, SQLException {
        DeespecDatabase database = blank(root);
        for (String table : TABLES) {
            database.run(table.replace("CURRENT_TIMESTAMP", "'2025-10-10 09:00:00'")); // tests know the time
        }
        for (int version = 1; version <= 8; version++) {
            database.run("INSERT INTO schema_migrations VALUES (%d, '2025-10-10 09:00:00', 'v')".formatted(version));
        }
        return database;
    }

    /** Makes one without tables. */
    static DeespecDatabase blank(Path root) throws IOException, SQLException {
        Path folder = Files.createDirectories(root.resolve(".deespec"));
        return new DeespecDatabase(
                folder, DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(TaskDatabase.NAME)));
    }

    DeespecDatabase run(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
            return this;
        }
    }

    /** Leaves {@code sql} in the write-ahead log, as a tool that was killed does. */
    void killedAfter(String sql) throws IOException, SQLException {
        run("PRAGMA journal_mode = WAL");
        run("PRAGMA wal_autocheckpoint = 0");
        run(sql);
        Path aside = Files.createTempDirectory(folder.getParent(), "killed");
        for (String name : List.of(TaskDatabase.NAME, TaskDatabase.NAME + "-wal")) {
            Files.copy(folder.resolve(name), aside.resolve(name));
        }
        connection.close();
        for (String name : List.of(TaskDatabase.NAME, TaskDatabase.NAME + "-wal")) {
            Files.deleteIfExists(folder.resolve(name));
            Files.move(aside.resolve(name), folder.resolve(name));
        }
        Files.delete(aside);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
