package dev.daybook.journal.sqlite;

import dev.daybook.journal.Chain;
import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Link;
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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The proof of a journal file, recomputed on a connection of its own: also for a file that cannot be opened as a
 * journal any more, and beside one that is being written. Not for two threads at once.
 */
public final class SqliteScrub implements Scrub {

    /** A read that takes long keeps the writer from folding its log into the file; so it is many short ones. */
    private static final int BATCH = 1_000;

    /** Of what is read with each payload: its header, in the table. */
    private static final int ENTRY_BYTES = 200;

    private static final String BATCH_QUERY = "SELECT " + EntryProof.COLUMNS
            + " FROM entry WHERE position > ? AND position <= ? ORDER BY position LIMIT " + BATCH;

    private final Path file;
    private final Optional<Journal> open;

    public SqliteScrub(Path file) {
        this(file, Optional.empty());
    }

    /** Of the file of a journal that is open: also whether it is that journal, and not another one in its place. */
    public SqliteScrub(Path file, Journal open) {
        this(file, Optional.of(open));
    }

    private SqliteScrub(Path file, Optional<Journal> open) {
        this.file = file;
        this.open = open;
    }

    @Override
    public Result run(Link after, Consumer<Reached> heard) {
        return run(after, Long.MAX_VALUE, heard);
    }

    /** As {@link #run(Link, Consumer)}, of the entries up to {@code until} alone: another one looks at the others. */
    Result run(Link after, long until, Consumer<Reached> heard) {
        if (Files.notExists(file)) {
            return new Result(
                    0, 0, Link.START, List.of(new Flaw(Optional.empty(), "%s does not exist".formatted(file))));
        }
        Position head = open.map(Journal::head).orElse(Position.START);
        try (Connection connection = Pages.reader(file)) {
            var walk = new Walk(connection, until);
            if (walk.isPart()) {
                walk.run(after, heard);
                return walk.result();
            }
            Optional<String> missing = Pages.missing(file);
            missing.ifPresent(text -> walk.flaw("is cut off: " + text));
            var schema = new Schema(file, InstantSource.system());
            List<String> problems = missing.isEmpty() ? schema.validate() : List.of();
            problems.forEach(walk::flaw);
            walk.run(after, heard);
            if (missing.isEmpty() && problems.isEmpty()) {
                schema.changes(connection).forEach(walk::flaw);
                TableCounts.differing(connection).forEach(walk::flaw);
            }
            if (open.isPresent() && !walk.hasLink(head, open.get().link(head))) {
                walk.flaw(head, "is another one than in the journal that is open: the file was replaced");
            }
            return walk.result();
        } catch (SQLException e) {
            return new Result(0, 0, Link.START, List.of(new Flaw(Optional.empty(), Sqlite.explain(file, e))));
        } catch (JournalUnavailable e) {
            return new Result(0, 0, Link.START, List.of(new Flaw(Optional.empty(), String.valueOf(e.getMessage()))));
        }
    }

    /** One pass over the entries. */
    private final class Walk {

        private final Statements statements;
        private final EntryProof proof;
        private final long until;
        private final List<Flaw> flaws = new ArrayList<>();
        private Sha256 previous = Chain.GENESIS;
        private long expected = 1;
        private long end;
        private Sha256 endLink = Chain.GENESIS;
        private long entries;
        private long sizeBytes;

        Walk(Connection connection, long until) {
            this.until = until;
            this.statements = new Statements(connection);
            this.proof = new EntryProof(statements, new Rows(new Names(), statements));
        }

        void run(Link after, Consumer<Reached> heard) {
            long from = 0;
            try {
                readEnd();
                begin(after);
                from = expected - 1;
                PreparedStatement query = statements.of(BATCH_QUERY);
                // Each batch must get further: in a broken tree the order of rows may run in circles.
                while (expected > from && expected <= until && flaws.size() < FLAWS_MAX) {
                    from = expected;
                    query.setLong(1, expected - 1);
                    query.setLong(2, until);
                    try (ResultSet row = query.executeQuery()) {
                        while (row.next() && flaws.size() < FLAWS_MAX) {
                            check(row);
                        }
                    }
                    heard.accept(new Reached(reached(), flaws.isEmpty(), sizeBytes));
                    sizeBytes = 0;
                }
                if (!isPart()) {
                    checkEnd();
                } else if (expected <= until) {
                    flaw(new Position(expected), "is missing, as all after it up to %d".formatted(until));
                }
            } catch (SQLException e) {
                flaw(new Position(expected), "%s; nothing after it was read".formatted(Sqlite.explain(file, e)));
            }
        }

        boolean isPart() {
            return until != Long.MAX_VALUE;
        }

        Result result() {
            return new Result(entries, proof.blobs(), reached(), List.copyOf(flaws));
        }

        Link reached() {
            return new Link(new Position(expected - 1), previous);
        }

        /** What was proven before is not read again where the file still has its link. */
        private void begin(Link after) throws SQLException {
            if (hasLink(after.position(), Optional.of(after.hash()))) {
                expected = after.position().value() + 1;
                previous = after.hash();
            } else {
                flaw(
                        after.position(),
                        "is not what was proven before: it was changed or cut off since, or this is another journal");
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
            sizeBytes += ENTRY_BYTES + EntryProof.payloadBytes(row);
            proof.wrong(row, previous).forEach(what -> flaw(at, what));
            previous = EntryProof.link(row);
            if (at.value() == end && !previous.equals(endLink)) {
                flaw(at, "is not the end that was written");
            }
        }

        /** Whether the file has that link at a position; every file has that at the start. */
        boolean hasLink(Position at, Optional<Sha256> link) throws SQLException {
            PreparedStatement query = statements.of("SELECT chain FROM entry WHERE position = ?");
            query.setLong(1, at.value());
            try (ResultSet row = query.executeQuery()) {
                return at.equals(Position.START)
                        || (row.next()
                                && link.isPresent()
                                && Arrays.equals(row.getBytes(1), link.get().bytes()));
            }
        }

        private void flaw(String what) {
            flaws.add(new Flaw(Optional.empty(), what));
        }

        private void flaw(Position at, String what) {
            flaws.add(new Flaw(Optional.of(at), what));
        }
    }
}
