package dev.daybook.projection;

import dev.daybook.journal.sqlite.PageCache;
import dev.daybook.journal.sqlite.ReadOnlyUri;
import dev.daybook.text.OwnerOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/** A database file of SQLite. */
record FilePlace(Path file) implements Place {

    private static final int PAGE_CACHE_KIB = 16_384;
    static final int BUSY_MS = 10_000;
    private static final int LOG_BYTES_MAX = 16 << 20;

    /** As many as have room there: a page that changes in each transaction is copied into the file, and synced, less often. */
    private static final int CHECKPOINT_PAGES = 4_096;

    private static final Query BEGIN = DSL.query("BEGIN IMMEDIATE");

    /** What belongs to a full-text index is made by SQLite itself, and what it knows of the indexes, too. */
    private static final Query STATEMENTS = DSL.query(
            "SELECT sql FROM sqlite_schema AS s WHERE sql IS NOT NULL"
                    + " AND tbl_name NOT IN ('checkpoint', 'quarantine') AND name NOT LIKE 'sqlite_stat%' AND NOT EXISTS (SELECT 1 FROM sqlite_schema AS v"
                    + " WHERE v.sql LIKE 'CREATE VIRTUAL TABLE%' AND s.name <> v.name AND substr(s.name, 1, length(v.name) + 1) = v.name || '_')");

    @Override
    public Connection make(String bookkeeping, Ddl ddl) throws SQLException {
        try {
            Files.createFile(file, OwnerOnly.file(file));
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be made: %s".formatted(file, e.getMessage()), e);
        }
        Connection connection = connect(true);
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("BEGIN");
            statement.executeUpdate(bookkeeping);
            for (String table : ddl.tables()) {
                statement.executeUpdate(table);
            }
            statement.executeUpdate("COMMIT");
        }
        return connection;
    }

    /** Where its folder cannot be written, to read it only. */
    @Override
    public Connection connect() throws SQLException {
        return connect(false);
    }

    private Connection connect(boolean isNew) throws SQLException {
        var config = new SQLiteConfig();
        config.setCacheSize(-PageCache.kib(PAGE_CACHE_KIB));
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setBusyTimeout(BUSY_MS);
        if (!isNew) {
            config.resetOpenMode(SQLiteOpenMode.CREATE);
            if (!Files.isWritable(file.toAbsolutePath().resolveSibling(""))) {
                config.setReadOnly(true);
                return config.createConnection("jdbc:sqlite:" + ReadOnlyUri.of(file));
            }
        }
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL); // it can be thrown away and rebuilt
        config.setJournalSizeLimit(LOG_BYTES_MAX); // a load leaves a long one behind
        config.setGetGeneratedKeys(false); // a further query after every insert
        config.enforceForeignKeys(true);
        Connection connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    @Override
    public Connection held() throws SQLException {
        return Replay.held(file);
    }

    @Override
    public void begin(Tables tables) {
        tables.execute(BEGIN);
    }

    @Override
    public boolean isReadByOthers() {
        return false;
    }

    @Override
    public boolean isTransactionNeeded() {
        return false;
    }

    @Override
    public List<String> indexes(Ddl ddl) {
        return ddl.indexes();
    }

    @Override
    public Optional<String> difference(Tables tables, Ddl ddl, boolean loaded) {
        return ddl.difference(tables.fetch(STATEMENTS, row -> row.getString(1)), loaded);
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
