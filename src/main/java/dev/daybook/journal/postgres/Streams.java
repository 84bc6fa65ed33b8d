package dev.daybook.journal.postgres;

import dev.daybook.journal.StreamId;
import dev.daybook.journal.sql.Lru;
import dev.daybook.journal.sql.Names;
import dev.daybook.journal.sql.Statements;
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
        static final long EMPTY = -1;

        long number = NONE;
        long revision = EMPTY;
    }

    private final Map<StreamId, Known> known = Lru.map(CACHED_MAX);
    private final Numbers<StreamId> numbers = new Numbers<>(
            "stream",
            List.of(Numbers.Column.text("category"), Numbers.Column.text("key")),
            stream -> List.of(stream.category(), stream.key()),
            0);

    /** Looks up those that are not known: many at once. */
    void load(Statements statements, Collection<StreamId> wanted) throws SQLException {
        var trip = new RoundTrip();
        ask(trip, wanted);
        trip.make(statements);
    }

    /** Has looked up those that are not known. */
    void ask(RoundTrip trip, Collection<StreamId> wanted) {
        askAgain(
                trip,
                wanted.stream().filter(stream -> !known.containsKey(stream)).toList());
    }

    /** Has looked them up anew. */
    void askAgain(RoundTrip trip, Collection<StreamId> wanted) {
        if (wanted.isEmpty()) {
            return;
        }
        var found = new ArrayList<Known>(wanted.size());
        trip.ask(
                QUERY,
                2,
                (query, first) -> {
                    ArrayParameter.bind(
                            query,
                            first,
                            "text",
                            wanted.stream().map(StreamId::category).toArray());
                    ArrayParameter.bind(
                            query,
                            first + 1,
                            "text",
                            wanted.stream().map(StreamId::key).toArray());
                },
                row -> {
                    for (StreamId id : wanted) {
                        var stream = new Known();
                        known.put(id, stream);
                        found.add(stream);
                    }
                    while (row.next()) {
                        Known stream = found.get(row.getInt(1) - 1);
                        stream.number = row.getLong(2);
                        long revision = row.getLong(3);
                        stream.revision = row.wasNull() ? Known.EMPTY : revision;
                    }
                });
    }

    /** Has looked up which number was given out last, if some of them may have none. Only whoever holds the head may. */
    void askForLast(RoundTrip trip, Collection<StreamId> wanted) {
        numbers.askForLast(
                trip, wanted.stream().filter(stream -> !hasNumber(stream)).toList());
    }

    private boolean hasNumber(StreamId id) {
        Known stream = known.get(id);
        return stream != null && stream.number != Known.NONE;
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

    /** Another one has written to it, up to a revision that may have been looked up before it was heard of. */
    void wrote(StreamId id, long revision) {
        Known stream = known.get(id);
        if (stream != null && stream.number == Known.NONE) {
            known.remove(id); // the number that it has by now is not heard of
        } else if (stream != null) {
            stream.revision = Math.max(stream.revision, revision);
        }
    }

    /** Another one may have given out numbers. */
    void othersWrote() {
        numbers.othersWrote();
    }
}
