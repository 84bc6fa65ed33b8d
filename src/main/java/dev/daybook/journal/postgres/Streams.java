package dev.daybook.journal.postgres;

import dev.daybook.journal.StreamId;
import dev.daybook.journal.sql.Lru;
import dev.daybook.journal.sql.Names;
import dev.daybook.journal.sql.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What comes next in each stream, as far as it was looked up: its number, and the revision of its last entry. */
final class Streams {

    private static final int CACHED_MAX = Names.CACHED_MAX;

    private static final String QUERY = "SELECT w.ordinal, s.id, (SELECT max(revision) FROM entry WHERE stream = s.id)"
            + " FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS w (category, key, ordinal)"
            + " JOIN stream AS s ON s.category = w.category AND s.key = w.key";

    /** A stream that nothing was written to yet has no number. */
    private static final class Known {
        static final long NONE = 0;

        long number = NONE;
        long revision = -1;
    }

    private final Map<StreamId, Known> known = Lru.map(CACHED_MAX);
    private final Numbers<StreamId> numbers = new Numbers<>(
            "stream",
            List.of(Numbers.Column.text("category"), Numbers.Column.text("key")),
            stream -> List.of(stream.category(), stream.key()),
            0);

    /** Looks up those that are not known: many at once. */
    void load(Statements statements, Collection<StreamId> wanted) throws SQLException {
        reload(
                statements,
                wanted.stream().filter(stream -> !known.containsKey(stream)).toList());
    }

    /** Looks them up anew. */
    void reload(Statements statements, Collection<StreamId> wanted) throws SQLException {
        if (wanted.isEmpty()) {
            return;
        }
        PreparedStatement query = statements.of(QUERY);
        ArrayParameter.bind(
                query, 1, "text", wanted.stream().map(StreamId::category).toArray());
        ArrayParameter.bind(query, 2, "text", wanted.stream().map(StreamId::key).toArray());
        var found = new ArrayList<Known>(wanted.size());
        for (StreamId id : wanted) {
            var stream = new Known();
            known.put(id, stream);
            found.add(stream);
        }
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                Known stream = found.get(row.getInt(1) - 1);
                stream.number = row.getLong(2);
                long revision = row.getLong(3);
                stream.revision = row.wasNull() ? -1 : revision;
            }
        }
    }

    boolean isKnown(StreamId id) {
        return known.containsKey(id);
    }

    /** Returns the revision of the last entry of a stream that was looked up, -1 if it has none. */
    long revision(StreamId id) {
        return get(id).revision;
    }

    /** Counts an entry that is added to a stream that was looked up, and returns the stream's number. */
    long add(Statements statements, StreamId id) throws SQLException {
        Known stream = get(id);
        if (stream.number == Known.NONE) {
            stream.number = numbers.add(statements, id);
        }
        stream.revision++;
        return stream.number;
    }

    private Known get(StreamId id) {
        return Optional.ofNullable(known.get(id)).orElseThrow();
    }

    /** Has sent which numbers were given out. */
    void send(RoundTrip trip) {
        numbers.send(trip);
    }

    /** Another one has written to it. */
    void forget(StreamId id) {
        known.remove(id);
    }

    /** Another one may have given out numbers. */
    void othersWrote() {
        numbers.othersWrote();
    }
}
