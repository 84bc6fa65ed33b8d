package dev.daybook.journal.sqlite;

import com.github.luben.zstd.Zstd;
import dev.daybook.journal.Chain;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Position;
import dev.daybook.journal.Scrub;
import dev.daybook.journal.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The proof of a journal file, recomputed on a connection of its own: also for a file that cannot be opened as a
 * journal any more, and beside one that is being written. Not for two threads at once.
 */
public final class SqliteScrub implements Scrub {

    /** A read that takes long keeps the writer from folding its log into the file; so it is many short ones. */
    private static final int BATCH = 1_000;

    private static final String BATCH_QUERY = "SELECT " + Rows.COLUMNS
            + ", payload_hash, chain, blobs FROM entry WHERE position > ? ORDER BY position LIMIT " + BATCH;

    private final Path file;

    public SqliteScrub(Path file) {
        this.file = file;
    }

    @Override
    public Result run(Consumer<Position> progress) {
        if (Files.notExists(file)) {
            return new Result(0, 0, List.of(new Flaw(Optional.empty(), "%s does not exist".formatted(file))));
        }
        try (Connection connection = Sqlite.reader(file)) {
            var walk = new Walk(connection);
            new Schema(file, InstantSource.system()).validate().forEach(walk::flaw);
            walk.run(progress);
            return new Result(walk.entries, walk.blobs.size(), List.copyOf(walk.flaws));
        } catch (SQLException e) {
            return new Result(0, 0, List.of(new Flaw(Optional.empty(), Sqlite.explain(file, e))));
        }
    }

    /** One pass over the entries. */
    private final class Walk {

        private final Statements statements;
        private final Rows rows;
        private final Chain chain = new Chain();
        private final Set<Sha256> blobs = new HashSet<>();
        private final List<Flaw> flaws = new ArrayList<>();
        private Sha256 previous = Chain.GENESIS;
        private long expected = 1;
        private long end;
        private Sha256 endLink = Chain.GENESIS;
        private long entries;

        Walk(Connection connection) {
            this.statements = new Statements(connection);
            this.rows = new Rows(new Names(), statements);
        }

        void run(Consumer<Position> progress) {
            long from = 0;
            try {
                readEnd();
                PreparedStatement query = statements.of(BATCH_QUERY);
                // Each batch must get further: in a broken tree the order of rows may run in circles.
                while (expected > from && flaws.size() < FLAWS_MAX) {
                    from = expected;
                    query.setLong(1, expected - 1);
                    try (ResultSet row = query.executeQuery()) {
                        while (row.next() && flaws.size() < FLAWS_MAX) {
                            check(row);
                        }
                    }
                    progress.accept(new Position(expected - 1));
                }
                checkEnd();
            } catch (SQLException e) {
                flaw(new Position(expected), "%s; nothing after it was read".formatted(Sqlite.explain(file, e)));
            }
        }

        /** Reads where the journal must reach at least; a writer may move on meanwhile, never back. */
        private void readEnd() throws SQLException {
            try (ResultSet row = statements
                    .of("SELECT position, chain FROM head WHERE length(chain) = 32")
                    .executeQuery()) {
                if (row.next()) {
                    end = row.getLong(1);
                    endLink = Sha256.of(row.getBytes(2));
                } else {
                    flaw("the row that says where the journal ends is missing or damaged");
                }
            }
        }

        private void checkEnd() throws SQLException {
            if (expected <= end) {
                flaw(new Position(expected), "is missing, as all after it up to %d".formatted(end));
            }
            readEnd();
            if (expected - 1 > end) {
                flaw(new Position(end + 1), "was added by another program, as all after it");
            }
        }

        private void check(ResultSet row) throws SQLException {
            long actual = row.getLong(1);
            if (actual != expected) {
                flaw(new Position(expected), "is missing: the next entry has position %d".formatted(actual));
            }
            Position at = new Position(Math.max(actual, expected));
            entries++;
            expected = at.value() + 1;
            byte[] link = bytes(row, Rows.WIDTH + 2);
            try {
                check(row, at, link);
            } catch (SQLException | RuntimeException e) {
                flaw(at, "cannot be read: %s".formatted(e.getMessage()));
            }
            previous = link.length == Sha256.SIZE_BYTES ? Sha256.of(link) : Chain.GENESIS;
            if (at.value() == end && !previous.equals(endLink)) {
                flaw(at, "is not the end that was written");
            }
        }

        private void check(ResultSet row, Position at, byte[] link) throws SQLException {
            Entry entry = rows.entry(row);
            Sha256 payloadHash = Sha256.of(bytes(row, Rows.WIDTH + 1));
            byte[] joined = bytes(row, Rows.WIDTH + 3);
            List<Sha256> named = Rows.hashes(joined);
            if (!Sha256.hash(entry.payload().bytes()).equals(payloadHash)) {
                flaw(at, "its payload does not have the stored hash");
            }
            if (joined.length % Sha256.SIZE_BYTES != 0
                    || !chain.link(previous, entry, payloadHash, named).equals(Sha256.of(link))) {
                flaw(at, "does not fit into the hash chain: it, or what it says of itself, was changed");
            }
            for (Sha256 blob : named) {
                if (blobs.add(blob)) {
                    check(blob, at);
                }
            }
        }

        private void check(Sha256 blob, Position at) throws SQLException {
            PreparedStatement query = statements.of("SELECT size_bytes, data FROM blob WHERE hash = ?");
            query.setBytes(1, blob.bytes());
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    flaw(at, "its large value %s is missing".formatted(blob));
                } else if (!isWhole(blob, row.getLong(1), bytes(row, 2))) {
                    flaw(at, "its large value %s does not have that hash".formatted(blob));
                }
            }
        }

        /** Asks for the size first: a broken one must not make the program ask for all memory. */
        private static boolean isWhole(Sha256 hash, long sizeBytes, byte[] zstd) {
            if (sizeBytes < 0 || sizeBytes > Prepared.BLOB_BYTES_MAX || sizeBytes != Zstd.getFrameContentSize(zstd)) {
                return false;
            }
            try {
                return Sha256.hash(Zstd.decompress(zstd, (int) sizeBytes)).equals(hash);
            } catch (RuntimeException e) { // zstd's own, for a stream it cannot read
                return false;
            }
        }

        private static byte[] bytes(ResultSet row, int column) throws SQLException {
            byte[] bytes = row.getBytes(column);
            return bytes == null ? new byte[0] : bytes;
        }

        private void flaw(String what) {
            flaws.add(new Flaw(Optional.empty(), what));
        }

        private void flaw(Position at, String what) {
            flaws.add(new Flaw(Optional.of(at), what));
        }
    }
}
