package dev.daybook.journal.sql;

import dev.daybook.journal.Chain;
import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import dev.daybook.journal.Scrub;
import dev.daybook.journal.Sha256;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One pass over the entries of a journal that recomputes what proves them, and whether they reach where the journal
 * ends. Not for two threads at once.
 */
public final class ScrubWalk {

    /** A read that takes long keeps those who write from tidying up; so it is many short ones. */
    private static final int BATCH = 1_000;

    /** Of what is read with each payload: its header, in the table. */
    private static final int ENTRY_BYTES = 200;

    private static final String FROM_BATCH =
            " FROM entry WHERE position > ? AND position <= ? ORDER BY position LIMIT " + BATCH;
    private static final String BATCH_QUERY = "SELECT " + EntryProof.COLUMNS + FROM_BATCH;
    private static final String NAMES_QUERY = "SELECT stream, source" + FROM_BATCH;

    private final Statements statements;
    private final Rows rows;
    private final boolean isRemote;
    private final EntryProof proof;
    private final long until;
    private final Function<SQLException, String> explain;
    private final List<Scrub.Flaw> flaws = new ArrayList<>();
    private Sha256 previous = Chain.GENESIS;
    private long expected = 1;
    private long end;
    private Sha256 endLink = Chain.GENESIS;
    private long entries;
    private long sizeBytes;

    /**
     * @param reader is asked; its owner closes it
     * @param until up to where it goes: {@link Long#MAX_VALUE} is all, and whether they reach the end
     * @param isRemote whether each question is a way to a server and back, so that one more for a batch saves many
     * @param explain says what an error of the database shows to be wrong; what it throws ends the walk
     */
    public ScrubWalk(Reader reader, long until, boolean isRemote, Function<SQLException, String> explain) {
        this.until = until;
        this.isRemote = isRemote;
        this.explain = explain;
        this.statements = reader.statements();
        this.rows = reader.rows();
        this.proof = new EntryProof(statements, rows);
    }

    public void run(Link after, Consumer<Scrub.Reached> heard) {
        long from = 0;
        try {
            readEnd();
            begin(after);
            from = expected - 1;
            // Each batch must get further: in a broken tree the order of rows may run in circles.
            while (expected > from && expected <= until && flaws.size() < Scrub.FLAWS_MAX) {
                from = expected;
                if (isRemote) {
                    try (ResultSet numbers = next(NAMES_QUERY)) {
                        rows.meet(numbers);
                    }
                }
                try (ResultSet row = next(BATCH_QUERY)) {
                    while (row.next() && flaws.size() < Scrub.FLAWS_MAX) {
                        check(row);
                    }
                }
                heard.accept(new Scrub.Reached(reached(), flaws.isEmpty(), sizeBytes));
                sizeBytes = 0;
            }
            if (!isPart()) {
                checkEnd();
            } else if (expected <= until) {
                flaw(new Position(expected), "is missing, as all after it up to %d".formatted(until));
            }
        } catch (SQLException e) {
            flaw(new Position(expected), "%s; nothing after it was read".formatted(explain.apply(e)));
        }
    }

    private ResultSet next(String batch) throws SQLException {
        PreparedStatement query = statements.of(batch);
        query.setLong(1, expected - 1);
        query.setLong(2, until);
        return query.executeQuery();
    }

    public boolean isPart() {
        return until != Long.MAX_VALUE;
    }

    public Scrub.Result result() {
        return new Scrub.Result(entries, proof.blobs(), reached(), List.copyOf(flaws));
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
        EntryProof.Look look = proof.look(row, previous);
        sizeBytes += ENTRY_BYTES + look.payloadBytes();
        look.wrong().forEach(what -> flaw(at, what));
        previous = look.link();
        if (at.value() == end && !previous.equals(endLink)) {
            flaw(at, "is not the end that was written");
        }
    }

    /** Whether the file has that link at a position; every file has that at the start. */
    public boolean hasLink(Position at, Optional<Sha256> link) throws SQLException {
        PreparedStatement query = statements.of("SELECT chain FROM entry WHERE position = ?");
        query.setLong(1, at.value());
        try (ResultSet row = query.executeQuery()) {
            return at.equals(Position.START)
                    || (row.next()
                            && link.isPresent()
                            && Arrays.equals(row.getBytes(1), link.get().bytes()));
        }
    }

    public void flaw(String what) {
        flaws.add(new Scrub.Flaw(Optional.empty(), what));
    }

    public void flaw(Position at, String what) {
        flaws.add(new Scrub.Flaw(Optional.of(at), what));
    }
}
