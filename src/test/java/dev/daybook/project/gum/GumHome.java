package dev.daybook.project.gum;

import dev.daybook.importing.Folder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A home with the caches and the database of gum, as gum writes them. */
record GumHome(Path root) {

    static final String DATABASE = ".cache/gum/gum.db";

    private static final String SCHEMA = """
            CREATE TABLE IF NOT EXISTS projects(id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE, \
            name TEXT NOT NULL, remote_url TEXT, branch TEXT, last_modified DATETIME, git_count INTEGER DEFAULT 0, \
            created_at DATETIME DEFAULT CURRENT_TIMESTAMP, updated_at DATETIME DEFAULT CURRENT_TIMESTAMP, \
            github_repo_id INTEGER);
            CREATE TABLE IF NOT EXISTS project_dirs(id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE, \
            last_scanned DATETIME, git_count INTEGER DEFAULT 0, created_at DATETIME DEFAULT CURRENT_TIMESTAMP, \
            updated_at DATETIME DEFAULT CURRENT_TIMESTAMP);
            CREATE TABLE IF NOT EXISTS github_repos(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, \
            full_name TEXT NOT NULL UNIQUE, description TEXT, url TEXT, clone_url TEXT, ssh_url TEXT, \
            is_private BOOLEAN DEFAULT 0, is_fork BOOLEAN DEFAULT 0, updated_at DATETIME, \
            last_discovered DATETIME DEFAULT CURRENT_TIMESTAMP, created_at DATETIME DEFAULT CURRENT_TIMESTAMP);
            CREATE TABLE IF NOT EXISTS dir_usage(id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL, \
            frequency INTEGER DEFAULT 1, last_seen DATETIME DEFAULT CURRENT_TIMESTAMP, \
            created_at DATETIME DEFAULT CURRENT_TIMESTAMP, updated_at DATETIME DEFAULT CURRENT_TIMESTAMP, UNIQUE(path));
            CREATE TABLE IF NOT EXISTS cache_metadata(id INTEGER PRIMARY KEY AUTOINCREMENT, cache_key TEXT NOT NULL \
            UNIQUE, last_updated DATETIME DEFAULT CURRENT_TIMESTAMP, ttl_seconds INTEGER DEFAULT 300, data_hash TEXT, \
            created_at DATETIME DEFAULT CURRENT_TIMESTAMP);
            """;

    /** Writes a cache that holds that data, as of a time. */
    GumHome cache(String name, String data, String at) throws IOException {
        Folder.write(
                root,
                ".cache/gum/" + name,
                "{\"data\":%s,\"timestamp\":\"%s\",\"ttl\":300000000000}".formatted(data, at));
        return this;
    }

    /** Runs statements on the database, which is made if it is not there. */
    GumHome sql(String... statements) throws IOException {
        Path database = root.resolve(DATABASE);
        try {
            Files.createDirectories(database.getParent());
            try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                    var statement = connection.createStatement()) {
                for (String sql : SCHEMA.split(";\n")) {
                    statement.execute(sql);
                }
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }
            return this;
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
