package dev.daybook.projection;

import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.sqlite.PageCache;
import dev.daybook.journal.sqlite.ReadOnlyUri;
import dev.daybook.text.OwnerOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteOpenMode;

/**
 * One database file of a projection, open for writing: its rows, how far they go, and what was set aside. Used by one
 * thread at a time.
 */
final class Generation implements AutoCloseable {

    /**
     * What the rows of a file account for.
     *
     * @param madeOf the last entry they depend on: the one at {@code position}, or the rollback behind it by which they
     *     were made
     * @param loaded whether its indexes are there
     */
    record Checkpoint(Position position, Link madeOf, int timeline, int starts, boolean loaded) {}

    /** A stream that is set aside, or that is being tried carefully while {@code attempts} are below the limit. */
    record SetAside(
            String stream, long position, String type, int attempts, long parked, boolean quarantined, String error) {}

    private static final Logger LOG = LoggerFactory.getLogger(Generation.class);

    private static final int PAGE_CACHE_KIB = 16_384;
    static final int BUSY_MS = 10_000;
    private static final int LOG_BYTES_MAX = 16 << 20;

    private static final String BOOKKEEPING = """
        CREATE TABLE checkpoint (
          one      INTEGER PRIMARY KEY CHECK (one = 1),
          position INTEGER NOT NULL,
          made_of  INTEGER NOT NULL, -- the position of the last entry that the rows depend on
          chain    TEXT    NOT NULL, -- its link in the journal's hash chain
          timeline INTEGER NOT NULL,
          starts   INTEGER NOT NULL,
          loaded   INTEGER NOT NULL
        ) STRICT;
        INSERT INTO checkpoint VALUES (1, 0, 0, hex(zeroblob(32)), 0, 0, 0);
        CREATE TABLE quarantine (
          stream      TEXT    PRIMARY KEY,
          position    INTEGER NOT NULL,
          type        TEXT    NOT NULL,
          attempts    INTEGER NOT NULL,
          parked      INTEGER NOT NULL,
          quarantined INTEGER NOT NULL,
          error       TEXT    NOT NULL
        ) STRICT;
        """;

    /** What belongs to a full-text index is made by SQLite itself, and what it knows of the indexes, too. */
    private static final Query STATEMENTS = DSL.query(
            "SELECT sql FROM sqlite_schema AS s WHERE sql IS NOT NULL"
                    + " AND tbl_name NOT IN ('checkpoint', 'quarantine') AND name NOT LIKE 'sqlite_stat%' AND NOT EXISTS (SELECT 1 FROM sqlite_schema AS v"
                    + " WHERE v.sql LIKE 'CREATE VIRTUAL TABLE%' AND s.name <> v.name AND substr(s.name, 1, length(v.name) + 1) = v.name || '_')");

    private static final Query READ_CHECKPOINT =
            DSL.query("SELECT position, made_of, chain, timeline, starts, loaded FROM checkpoint");
    private static final Query MOVE =
            DSL.query("UPDATE checkpoint SET position = ?, made_of = ?, chain = ?, timeline = ?, starts = 0");
    private static final Query START = DSL.query("UPDATE checkpoint SET starts = starts + 1");
    private static final Query LOADED = DSL.query("UPDATE checkpoint SET loaded = 1");
    private static final Query SET_ASIDE = DSL.query(
            "SELECT stream, position, type, attempts, parked, quarantined, error FROM quarantine ORDER BY position");
    private static final Query TRY = DSL.query("INSERT INTO quarantine VALUES (?, ?, ?, 1, 0, 0, '')"
            + " ON CONFLICT (stream) DO UPDATE SET attempts = CASE WHEN position = excluded.position"
            + " THEN attempts + 1 ELSE 1 END, position = excluded.position, type = excluded.type");
    private static final Query QUARANTINE =
            DSL.query("UPDATE quarantine SET quarantined = ?, error = ? WHERE stream = ?");
    private static final Query PARK = DSL.query("UPDATE quarantine SET parked = parked + 1 WHERE stream = ?");
    private static final Query FREE = DSL.query("DELETE FROM quarantine WHERE stream = ?");
    private static final Query BEGIN = DSL.query("BEGIN IMMEDIATE");
    private static final Query COMMIT = DSL.query("COMMIT");
    private static final Query ROLLBACK = DSL.query("ROLLBACK");

    private final Path file;
    private final Ddl ddl;
    private Connection connection;
    private JdbcTables tables;
    private final Map<String, SetAside> setAside = new HashMap<>();
    private Checkpoint checkpoint; // as committed
    private Checkpoint moved; // as the open transaction has it
    private boolean inTransaction;
    private boolean givenUp;

    private Generation(Path file, Ddl ddl, Connection connection) {
        this.file = file;
        this.ddl = ddl;
        this.connection = connection;
        this.tables = new JdbcTables(connection);
        try {
            this.checkpoint = readCheckpoint();
            this.moved = checkpoint;
            readSetAside();
        } catch (TablesFailed e) {
            giveUp();
            throw e;
        }
    }

    /** Makes a new file with the tables, and with the indexes unless it is going to be loaded. */
    static Generation create(Path file, Ddl ddl, boolean withIndexes) {
        try {
            Files.createFile(file, OwnerOnly.file(file));
            Connection connection = connect(file, true);
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("BEGIN");
                statement.executeUpdate(BOOKKEEPING);
                for (String table : ddl.tables()) {
                    statement.executeUpdate(table);
                }
                statement.executeUpdate("COMMIT");
            }
            var generation = new Generation(file, ddl, connection);
            if (withIndexes) {
                generation.finishLoad();
            }
            return generation;
        } catch (SQLException e) {
            throw new TablesFailed(e);
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be made: %s".formatted(file, e.getMessage()), e);
        }
    }

    /**
     * Opens a file that was made before; where its folder cannot be written, to read it only.
     *
     * @throws TablesFailed if it cannot be used, or its tables are others
     */
    static Generation open(Path file, Ddl ddl) {
        try {
            var generation = new Generation(file, ddl, connect(file, false));
            Optional<String> difference = ddl.difference(
                    generation.tables.fetch(STATEMENTS, row -> row.getString(1)), generation.checkpoint.loaded());
            if (difference.isPresent()) {
                generation.close();
                throw new TablesFailed(new SQLException(difference.get(), null, SQLiteErrorCode.SQLITE_ERROR.code));
            }
            return generation;
        } catch (SQLException e) {
            throw new TablesFailed(e);
        }
    }

    private static Connection connect(Path file, boolean isNew) throws SQLException {
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
        return config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
    }

    Path file() {
        return file;
    }

    Tables tables() {
        return tables;
    }

    Checkpoint checkpoint() {
        return checkpoint;
    }

    List<SetAside> setAside() {
        return List.copyOf(setAside.values());
    }

    boolean isQuarantined(StreamId stream) {
        if (setAside.isEmpty()) {
            return false;
        }
        SetAside it = setAside.get(stream.toString());
        return it != null && it.quarantined();
    }

    /**
     * Opens the file again if its connection was given up, and reads how far it is: a commit that failed may be there.
     */
    void ready() {
        if (!givenUp) {
            return;
        }
        try {
            connection = connect(file, false);
        } catch (SQLException e) {
            throw new TablesFailed(e);
        }
        tables = new JdbcTables(connection);
        givenUp = false;
        try {
            checkpoint = readCheckpoint();
            moved = checkpoint;
            readSetAside();
        } catch (TablesFailed e) {
            giveUp();
            throw e;
        }
    }

    /** Lets go of a connection of which nobody knows what it still holds; what it had not committed is undone. */
    private void giveUp() {
        givenUp = true;
        inTransaction = false;
        moved = checkpoint;
        try {
            tables.close();
        } catch (SQLException e) {
            // the connection is closed below, and its statements with it
        }
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.warn("{} does not close: {}", file, e.getMessage());
        }
    }

    /** Counts a start without progress; a commit takes it back. */
    void start() {
        tables.execute(START);
        checkpoint = readCheckpoint();
        moved = checkpoint;
    }

    void begin() {
        inTransaction = true; // also if it fails: whether one is open then, is not known
        tables.execute(BEGIN);
    }

    void move(Position position, Link madeOf, int timeline) {
        tables.execute(
                MOVE, position.value(), madeOf.position().value(), madeOf.hash().toString(), timeline);
        moved = new Checkpoint(position, madeOf, timeline, 0, checkpoint.loaded());
    }

    void commit() {
        tables.execute(COMMIT);
        inTransaction = false;
        checkpoint = moved;
    }

    /** Undoes the open transaction, if one is open. After an error of the disk the connection is given up for it. */
    void rollback() {
        if (givenUp) {
            return;
        }
        if (tables.isBroken()) {
            giveUp();
            return;
        }
        if (!inTransaction) {
            return;
        }
        inTransaction = false;
        moved = checkpoint;
        try {
            tables.execute(ROLLBACK);
        } catch (TablesFailed e) {
            LOG.debug("{} has rolled back by itself: {}", file, e.getMessage());
        }
        try {
            readSetAside();
        } catch (TablesFailed e) {
            giveUp();
        }
        if (tables.isBroken()) {
            giveUp();
        }
    }

    /** Counts an attempt, durably, before it is made. Returns how many there were with it. */
    int countAttempt(StreamId stream, Position position, String type) {
        tables.execute(TRY, stream.toString(), position.value(), type);
        readSetAside();
        SetAside it = setAside.get(stream.toString());
        return it == null ? 0 : it.attempts();
    }

    void quarantine(StreamId stream, boolean quarantined, String error) {
        tables.execute(QUARANTINE, quarantined, error, stream.toString());
        readSetAside();
    }

    /** Counts an event that waits behind the first of its stream. */
    void park(StreamId stream) {
        tables.execute(PARK, stream.toString());
        setAside.computeIfPresent(
                stream.toString(),
                (_, setAside) -> new SetAside(
                        setAside.stream(),
                        setAside.position(),
                        setAside.type(),
                        setAside.attempts(),
                        setAside.parked() + 1,
                        setAside.quarantined(),
                        setAside.error()));
    }

    void free(StreamId stream) {
        tables.execute(FREE, stream.toString());
        setAside.remove(stream.toString());
    }

    /** Makes the indexes and says that they are there, in one transaction. */
    void finishLoad() {
        begin();
        try (Statement statement = connection.createStatement()) {
            for (String index : ddl.indexes()) {
                statement.executeUpdate(index);
            }
        } catch (SQLException e) {
            throw new TablesFailed(e);
        }
        tables.execute(LOADED);
        moved = readCheckpoint();
        commit();
    }

    private Checkpoint readCheckpoint() {
        List<Checkpoint> rows = tables.fetch(READ_CHECKPOINT, Generation::checkpoint);
        if (rows.isEmpty()) {
            throw new TablesFailed(
                    new SQLException("its checkpoint is missing", null, SQLiteErrorCode.SQLITE_CORRUPT.code));
        }
        return rows.getFirst();
    }

    private static Checkpoint checkpoint(ResultSet row) throws SQLException {
        return new Checkpoint(
                new Position(row.getLong(1)),
                new Link(new Position(row.getLong(2)), Sha256.parse(row.getString(3))),
                row.getInt(4),
                row.getInt(5),
                row.getInt(6) == 1);
    }

    private void readSetAside() {
        setAside.clear();
        tables.fetch(
                        SET_ASIDE,
                        row -> new SetAside(
                                row.getString(1),
                                row.getLong(2),
                                row.getString(3),
                                row.getInt(4),
                                row.getLong(5),
                                row.getInt(6) == 1,
                                row.getString(7)))
                .forEach(oneSetAside -> setAside.put(oneSetAside.stream(), oneSetAside));
    }

    @Override
    public void close() {
        if (givenUp) {
            return;
        }
        try {
            tables.close();
            connection.close(); // the last connection also writes the log back and removes it
        } catch (SQLException e) {
            LOG.warn("{} does not close: {}", file, e.getMessage()); // what was committed is there
        }
    }
}
