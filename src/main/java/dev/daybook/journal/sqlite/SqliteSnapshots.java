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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * Snapshots in a SQLite file of their own, the newest per stream. The file may be deleted whenever nothing has it open;
 * one that is damaged, or that holds states of another shape, is begun anew. A snapshot that cannot be kept or read, or
 * that is not as it was written, is as one that was never taken: no command fails for it.
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
          digest     BLOB    NOT NULL, -- of all the rest: a state that a disk has changed decides nothing
          PRIMARY KEY (category, key)
        ) STRICT\
        """;

    private static final String ROWS =
            "SELECT category, key, timeline, revision, position, chain, size_bytes, state, digest FROM snapshot";

    private static final int ZSTD_LEVEL = 1;

    /** A snapshot as it stands in the table. */
    private record Row(
            String category,
            String key,
            long timeline,
            long revision,
            long position,
            Sha256 chain,
            int sizeBytes,
            Payload compressed) {

        /** Returns the row that is read; nothing if it is not as it was written. */
        static Optional<Row> of(ResultSet row) throws SQLException {
            byte[] chain = row.getBytes(6);
            byte[] state = row.getBytes(8);
            byte[] digest = row.getBytes(9);
            if (chain == null || chain.length != Sha256.SIZE_BYTES || state == null || digest == null) {
                return Optional.empty();
            }
            var read = new Row(
                    String.valueOf(row.getString(1)),
                    String.valueOf(row.getString(2)),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    Sha256.of(chain),
                    row.getInt(7),
                    Payload.of(state));
            return Arrays.equals(read.digest(), digest) ? Optional.of(read) : Optional.empty();
        }

        byte[] digest() {
            MessageDigest digest = Sha256.digest();
            String rest =
                    "%s %s %d %d %d %s %d\n".formatted(category, key, timeline, revision, position, chain, sizeBytes);
            digest.update(rest.getBytes(StandardCharsets.UTF_8));
            return digest.digest(compressed.bytes());
        }

        Snapshot snapshot() {
            return new Snapshot(
                    revision,
                    new Link(new Position(position), chain),
                    Payload.of(Zstd.decompress(compressed.bytes(), sizeBytes)));
        }
    }

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
                var query = connection.prepareStatement(ROWS + " ORDER BY position DESC");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                Optional<Row> row = Row.of(rows);
                if (row.isPresent()) {
                    return new Position(row.get().position());
                }
            }
            return Position.START;
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
        var row = new Row(
                stream.category(),
                stream.key(),
                timeline,
                snapshot.revision(),
                snapshot.madeOf().position().value(),
                snapshot.madeOf().hash(),
                snapshot.state().sizeBytes(),
                Payload.of(Zstd.compress(snapshot.state().bytes(), ZSTD_LEVEL)));
        try {
            var upsert = statements.of("""
                INSERT INTO snapshot (category, key, timeline, revision, position, chain, size_bytes, state, digest) \
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (category, key) DO UPDATE SET timeline = excluded.timeline, \
                revision = excluded.revision, position = excluded.position, chain = excluded.chain, \
                size_bytes = excluded.size_bytes, state = excluded.state, digest = excluded.digest
                WHERE (excluded.timeline, excluded.revision) >= (timeline, revision)\
                """);
            upsert.setString(1, row.category());
            upsert.setString(2, row.key());
            upsert.setLong(3, row.timeline());
            upsert.setLong(4, row.revision());
            upsert.setLong(5, row.position());
            upsert.setBytes(6, row.chain().bytes());
            upsert.setInt(7, row.sizeBytes());
            upsert.setBytes(8, row.compressed().bytes());
            upsert.setBytes(9, row.digest());
            upsert.executeUpdate();
        } catch (SQLException e) {
            warn("the snapshot of %s is not kept".formatted(stream), e);
        }
    }

    @Override
    public synchronized Optional<Snapshot> latest(StreamId stream, int timeline) {
        try {
            var query = statements.of(ROWS + " WHERE category = ? AND key = ? AND timeline = ?");
            query.setString(1, stream.category());
            query.setString(2, stream.key());
            query.setInt(3, timeline);
            Optional<Row> whole;
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                whole = Row.of(row);
            }
            if (whole.isEmpty()) {
                LOG.warn("the snapshot of {} in {} is not as it was written: it is forgotten", stream, file);
                forget(stream);
            }
            return whole.map(Row::snapshot);
        } catch (SQLException e) {
            warn("the snapshot of %s is not read".formatted(stream), e);
            return Optional.empty();
        }
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
