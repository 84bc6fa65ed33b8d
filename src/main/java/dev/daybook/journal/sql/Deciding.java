package dev.daybook.journal.sql;

import dev.daybook.journal.Conflict;
import dev.daybook.journal.Erasure;
import dev.daybook.journal.Expectation;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.sql.Prepared.Fact;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What a writer knows of its journal when it decides whether an append may be written. */
public interface Deciding {

    long head();

    /** Returns the revision of a stream's last entry, -1 if it has none. */
    long revision(StreamId stream) throws SQLException;

    /** Whether the fact of that id is there already. */
    boolean isKnown(UUID id) throws SQLException;

    /** Whether a large value is named by an entry that the erasure does not know. */
    boolean isOutdated(Erasure erasure) throws SQLException;

    /** Returns the first expectation that does not hold, unless all facts are there already. */
    default Optional<Conflict> conflict(Prepared append) throws SQLException {
        for (var expected : append.expectations().entrySet()) {
            if (expected.getValue() instanceof Expectation.Any) {
                continue;
            }
            long actual = revision(expected.getKey());
            if (!expected.getValue().isMetBy(actual)) {
                return allKnown(append.facts())
                        ? Optional.empty()
                        : Optional.of(new Conflict(expected.getKey(), expected.getValue(), actual));
            }
        }
        return append.erases() && isOutdated(append.erasure()) && !allKnown(append.facts())
                ? Optional.of(new Conflict(
                        append.facts().getLast().draft().stream(), new Expectation.Exactly(head()), head()))
                : Optional.empty();
    }

    private boolean allKnown(List<Fact> facts) throws SQLException {
        for (Fact fact : facts) {
            if (!isKnown(fact.draft().id())) {
                return false;
            }
        }
        return true;
    }
}
