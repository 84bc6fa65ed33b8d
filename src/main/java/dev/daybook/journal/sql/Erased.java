package dev.daybook.journal.sql;

import dev.daybook.journal.Erasure;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What a journal knows of what was erased, and of what names large values that may be. */
public final class Erased {

    private static final String NAMING =
            "SELECT position, blobs FROM entry WHERE blobs IS NOT NULL AND position > ? AND length(payload) > 0";

    /** Returns the position of the entry that says that the payload there was erased. */
    public static Optional<Position> by(Statements statements, long position) throws SQLException {
        PreparedStatement query = statements.of("SELECT fact FROM erased WHERE position = ?");
        query.setLong(1, position);
        try (ResultSet row = query.executeQuery()) {
            return row.next() ? Optional.of(new Position(row.getLong(1))) : Optional.empty();
        }
    }

    /** Returns which of these large values are named by entries behind {@code after} that are not among others. */
    public static Set<Sha256> named(Statements statements, Set<Sha256> blobs, long after, Set<Position> besides)
            throws SQLException {
        var named = new HashSet<Sha256>();
        if (blobs.isEmpty()) {
            return named;
        }
        PreparedStatement query = statements.of(NAMING);
        query.setLong(1, after);
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                if (!besides.contains(new Position(row.getLong(1)))) {
                    named.addAll(Rows.hashes(row.getBytes(2)));
                }
            }
        }
        named.retainAll(blobs);
        return named;
    }

    /** Returns whether a large value is named by an entry that its {@code erasure} does not know. */
    public static boolean isOutdated(Statements statements, Erasure erasure) throws SQLException {
        return !named(
                        statements,
                        Set.copyOf(erasure.blobs()),
                        erasure.lookedAt().value(),
                        Set.copyOf(erasure.positions()))
                .isEmpty();
    }

    private Erased() {}
}
