package dev.daybook.journal.sqlite;

import com.github.luben.zstd.Zstd;
import dev.daybook.journal.Link;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.Snapshots;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.sql.Statements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * Snapshots in a SQLite file of their own, the newest per stream. The file may be deleted whenever nothing has it open;
 * one that is damaged, or that holds states of another shape, is begun anew. A snapshot that cannot be kept or read is
 * as one that was never taken: no command fails for it.
 */
public final class SqliteSnapshots implements Snapshots {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteSnapshots.class);

    private static final String TABLE = """
        CREATE TABLE snapshot (
          category   TEXT    NOT NULL,
          key        TEXT    NOT NULL,
          timeline   INTEGER NOT NULL,
          revision   INTEGER NOT NULL,
          position   INTEGER NOT NULL, -- the end of the journal when it was taken
          chain      BLOB    NOT NULL, -- the link of the entry there
          size_bytes INTEGER NOT NULL,
          state      BLOB    NOT NULL, -- compressed by zstd
          PRIMARY KEY (category, key)
        ) STRICT\
        """;

    private static final int ZSTD_LEVEL = 1;
    private static final int STATE_BYTES_MAX = 256 << 20;

    private final Path file;
    private final Connection connection;
    private final Statements statements;

    private SqliteSnapshots(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
        this.statements = new Statements(connection);
    }

    /**
     * Opens the file, or begins it.
     *
     * @param shape names the form of the states, such as the version of the program that writes them
     */
    public static SqliteSnapshots open(Path file, String shape) {
        try {
            return attempt(file, shape);
        } catch (SQLException e) {
            LOG.warn("%s is begun anew: %s".formatted(file, e.getMessage()));
        }
        try {
            for (String part : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(file.resolveSibling(file.getFileName() + part));
            }
            return attempt(file, shape);
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be deleted to begin it anew".formatted(file), e);
        } catch (SQLException e) {
            throw new IllegalStateException(Sqlite.explain(file, e), e);
        }
    }

    private static SqliteSnapshots attempt(Path file, String shape) throws SQLException {
        Connection connection = Sqlite.writer(file, SynchronousMode.NORMAL);
        try {
            Sqlite.execute(connection, """
                CREATE TABLE IF NOT EXISTS shape (name TEXT NOT NULL) STRICT\
                """);
            var snapshots = new SqliteSnapshots(file, connection);
            String whole = shape + "/" + TABLE;
            if (!snapshots.hasShape(whole)) {
                snapshots.begin(whole);
            }
            return snapshots;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private boolean hasShape(String shape) throws SQLException {
        try (ResultSet row = statements.of("SELECT name FROM shape").executeQuery()) {
            return row.next() && shape.equals(row.getString(1));
        }
    }

    /**
     * Returns the last position of the journal that any snapshot in a file was made at, {@link Position#START} if there
     * is none. Changes nothing; a file that cannot be read tells nothing.
     */
    public static Position farthest(Path file) {
        if (Files.notExists(file)) {
            return Position.START;
        }
        try (Connection connection = Sqlite.reader(file);
                var query = connection.prepareStatement("SELECT max(position) FROM snapshot")) {
            return new Position(Math.max(0, Statements.number(query).orElse(0)));
        } catch (SQLException e) {
            return Position.START;
        }
    }

    private void begin(String shape) throws SQLException {
        Sqlite.execute(connection, "DROP TABLE IF EXISTS snapshot; DELETE FROM shape;" + TABLE);
        var insert = statements.of("INSERT INTO shape (name) VALUES (?)");
        insert.setString(1, shape);
        insert.executeUpdate();
    }

    @Override
    public synchronized void save(StreamId stream, int timeline, Snapshot snapshot) {
        try {
            var upsert = statements.of("""
                INSERT INTO snapshot (category, key, timeline, revision, position, chain, size_bytes, state) \
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (category, key) DO UPDATE SET timeline = excluded.timeline, \
                revision = excluded.revision, position = excluded.position, chain = excluded.chain, \
                size_bytes = excluded.size_bytes, state = excluded.state
                WHERE (excluded.timeline, excluded.revision) >= (timeline, revision)\
                """);
            upsert.setString(1, stream.category());
            upsert.setString(2, stream.key());
            upsert.setInt(3, timeline);
            upsert.setLong(4, snapshot.revision());
            upsert.setLong(5, snapshot.madeOf().position().value());
            upsert.setBytes(6, snapshot.madeOf().hash().bytes());
            upsert.setInt(7, snapshot.state().sizeBytes());
            upsert.setBytes(8, Zstd.compress(snapshot.state().bytes(), ZSTD_LEVEL));
            upsert.executeUpdate();
        } catch (SQLException e) {
            warn("the snapshot of %s is not kept".formatted(stream), e);
        }
    }

    @Override
    public synchronized Optional<Snapshot> latest(StreamId stream, int timeline) {
        try {
            var query = statements.of("""
                SELECT revision, position, chain, size_bytes, state FROM snapshot \
                WHERE category = ? AND key = ? AND timeline = ?\
                """);
            query.setString(1, stream.category());
            query.setString(2, stream.key());
            query.setInt(3, timeline);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(snapshot(row)) : Optional.empty();
            }
        } catch (SQLException e) {
            warn("the snapshot of %s is not read".formatted(stream), e);
            return Optional.empty();
        }
    }

    private static Snapshot snapshot(ResultSet row) throws SQLException {
        long sizeBytes = row.getLong(4);
        byte[] zstd = row.getBytes(5);
        if (sizeBytes < 0 || sizeBytes > STATE_BYTES_MAX || sizeBytes != Zstd.getFrameContentSize(zstd)) {
            throw new SQLException("its size of %d bytes is wrong".formatted(sizeBytes));
        }
        return new Snapshot(
                row.getLong(1),
                new Link(new Position(row.getLong(2)), Sha256.of(row.getBytes(3))),
                Payload.of(Zstd.decompress(zstd, (int) sizeBytes)));
    }

    @Override
    public synchronized void forget(StreamId stream) {
        try {
            var delete = statements.of("DELETE FROM snapshot WHERE category = ? AND key = ?");
            delete.setString(1, stream.category());
            delete.setString(2, stream.key());
            delete.executeUpdate();
        } catch (SQLException e) {
            warn("the snapshot of %s is not forgotten".formatted(stream), e);
        }
    }

    @Override
    public synchronized void clear() {
        try {
            statements.of("DELETE FROM snapshot").executeUpdate();
            Sqlite.execute(connection, "VACUUM"); // what was in them may have been erased
            Sqlite.execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (SQLException e) {
            // Kept ones would be wrong answers if the caller relies on this, so this one does fail.
            throw new IllegalStateException("snapshots are not cleared: " + Sqlite.explain(file, e), e);
        }
    }

    private void warn(String what, SQLException e) {
        LOG.warn("%s: %s".formatted(what, Sqlite.explain(file, e)));
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            warn("closing", e);
        }
    }
}
