package dev.daybook.journal.sqlite;

import dev.daybook.journal.Chain;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.sql.EntryProof;
import dev.daybook.journal.sql.Rows;
import dev.daybook.journal.sql.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A look at a journal before it is used, of some milliseconds: its last entries, its first ones and some in between, each
 * with its link in the chain and by each index; a little of large values; and all pages of a small file. It finds what is plainly damaged, such as
 * a file that was cut, zeroed or overwritten in part; the whole proof is the {@link SqliteScrub}'s.
 */
final class StartCheck {

    private static final int LAST = 64;
    private static final int FIRST = 8;
    private static final int SAMPLES = 32;

    /** Of all large values together. A JVM that has just started hashes 10 MB a second. */
    private static final int LARGE_BYTES = 512 << 10;

    /** SQLite looks through so many pages in a few milliseconds. */
    private static final int PAGES_MAX = 2_048;

    private final Statements statements;
    private final EntryProof proof;
    private final int part;

    /**
     * @param part 1, or how many times less to look at: a process that asks one question is over before the JVM has
     *     compiled what proves entries
     */
    StartCheck(Statements statements, Rows rows, int part) {
        this.statements = statements;
        this.proof = new EntryProof(statements, rows, LARGE_BYTES / part);
        this.part = part;
    }

    /** Returns the first damage that it finds, with its place. */
    Optional<String> run() throws SQLException {
        long head = number("SELECT max(position) FROM entry").orElse(0);
        long first = FIRST / part;
        long middle = Math.max(first, head - LAST / part);
        var ranges = new ArrayList<>(List.of(range(1, Math.min(first, head)), range(Math.max(1, middle + 1), head)));
        long step = Math.max(1, (middle - first) / (SAMPLES / part));
        for (long at = first + step; at < middle; at += step) {
            ranges.add(range(at, at));
        }
        for (Range range : ranges) {
            Optional<String> wrong = wrong(range);
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return pages();
    }

    private record Range(long from, long to) {}

    private static Range range(long from, long to) {
        return new Range(from, to);
    }

    private Optional<String> wrong(Range range) throws SQLException {
        long expected = range.from();
        try {
            Sha256 previous = link(range.from() - 1);
            PreparedStatement query = statements.of(
                    "SELECT " + EntryProof.COLUMNS + " FROM entry WHERE position BETWEEN ? AND ? ORDER BY position");
            query.setLong(1, range.from());
            query.setLong(2, range.to());
            try (ResultSet row = query.executeQuery()) {
                for (; row.next(); expected++) {
                    if (row.getLong(1) != expected) {
                        return wrong(expected, "is missing");
                    }
                    EntryProof.Look look = proof.look(row, previous);
                    if (!look.isProven()) {
                        return wrong(expected, look.wrong().getFirst());
                    }
                    previous = look.link();
                    if (!isIndexed(row, expected)) {
                        return wrong(expected, "is not found by its id, stream or source: an index is damaged");
                    }
                }
            }
            return expected <= range.to() ? wrong(expected, "is missing") : Optional.empty();
        } catch (SQLException e) {
            if (Sqlite.isDamage(e)) {
                return wrong(expected, "cannot be read (%s)".formatted(e.getMessage()));
            }
            throw e;
        }
    }

    private Sha256 link(long position) throws SQLException {
        PreparedStatement query = statements.of("SELECT chain FROM entry WHERE position = ? AND length(chain) = 32");
        query.setLong(1, position);
        try (ResultSet row = query.executeQuery()) {
            return row.next() ? Sha256.of(row.getBytes(1)) : Chain.GENESIS;
        }
    }

    private boolean isIndexed(ResultSet row, long position) throws SQLException {
        PreparedStatement byId = statements.of("SELECT position FROM entry WHERE id = ?");
        byId.setBytes(1, row.getBytes(2));
        PreparedStatement byStream = statements.of("SELECT position FROM entry WHERE stream = ? AND revision = ?");
        byStream.setLong(1, row.getLong(3));
        byStream.setLong(2, row.getLong(4));
        PreparedStatement bySource = statements.of(
                "SELECT position FROM entry WHERE source = ? AND position >= ? ORDER BY position LIMIT 1");
        bySource.setLong(1, row.getLong(8));
        bySource.setLong(2, position);
        return Statements.number(byId).equals(OptionalLong.of(position))
                && Statements.number(bySource).equals(OptionalLong.of(position))
                && Statements.number(byStream).equals(OptionalLong.of(position));
    }

    private Optional<String> pages() throws SQLException {
        if (number("PRAGMA page_count").orElse(0) > PAGES_MAX) {
            return Optional.empty();
        }
        try (ResultSet row = statements.of("PRAGMA quick_check(1)").executeQuery()) {
            return row.next() && !row.getString(1).equals("ok") ? Optional.of(row.getString(1)) : Optional.empty();
        }
    }

    private OptionalLong number(String query) throws SQLException {
        return Statements.number(statements.of(query));
    }

    private static Optional<String> wrong(long position, String what) {
        return Optional.of("position %d %s".formatted(position, what));
    }
}
