package dev.daybook.journal.sql;

import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The texts behind numbers, as all readers see them. What a number means never changes, so nothing here ever becomes
 * stale. Thread-safe.
 */
public final class Names {

    /** A type without its category, which its stream tells. */
    public record Type(String name, int version) {}

    /** Reads the text of one row. */
    private interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Enough for what is met again and again, a few megabytes at most; forgetting all is cheaper than keeping order. */
    public static final int CACHED_MAX = 20_000;

    /** So many numbers are one question, the last of them repeated: each count would be a statement of its own. */
    private static final int TOGETHER = 64;

    private static final String TOGETHER_IN =
            " WHERE id IN (%s)".formatted(String.join(", ", Collections.nCopies(TOGETHER, "?")));

    private final Map<Long, StreamId> streams = new ConcurrentHashMap<>();
    private final Map<Long, Type> types = new ConcurrentHashMap<>();
    private final Map<Long, String> actors = new ConcurrentHashMap<>();
    private final Map<Long, Source> sources = new ConcurrentHashMap<>();

    StreamId stream(long number, Statements statements) throws SQLException {
        StreamId known = streams.get(number);
        return known != null
                ? known
                : look(
                        streams,
                        CACHED_MAX,
                        number,
                        statements.of("SELECT category, key FROM stream WHERE id = ?"),
                        row -> new StreamId(row.getString(1), row.getString(2)));
    }

    Type type(long number, Statements statements) throws SQLException {
        Type known = types.get(number);
        return known != null
                ? known
                : look(
                        types,
                        CACHED_MAX,
                        number,
                        statements.of("SELECT name, version FROM type WHERE id = ?"),
                        row -> new Type(row.getString(1), row.getInt(2)));
    }

    String actor(long number, Statements statements) throws SQLException {
        String known = actors.get(number);
        return known != null
                ? known
                : look(
                        actors,
                        CACHED_MAX,
                        number,
                        statements.of("SELECT name FROM actor WHERE id = ?"),
                        row -> row.getString(1));
    }

    Source source(long number, Statements statements) throws SQLException {
        Source known = sources.get(number);
        return known != null
                ? known
                : look(
                        sources,
                        Sources.CACHED_MAX,
                        number,
                        statements.of("SELECT name, project, path FROM source WHERE id = ?"),
                        row -> Sources.read(row, 1));
    }

    /** Looks up together what rows name and nobody has met yet: one by one, each would be a way to a server and back. */
    void meet(Collection<? extends Rows.Numbers> rows, Statements statements) throws SQLException {
        meet(
                streams,
                CACHED_MAX,
                rows.stream().map(Rows.Numbers::stream),
                statements,
                "SELECT id, category, key FROM stream",
                row -> new StreamId(row.getString(2), row.getString(3)));
        meet(
                sources,
                Sources.CACHED_MAX,
                rows.stream().map(Rows.Numbers::source),
                statements,
                "SELECT id, name, project, path FROM source",
                row -> Sources.read(row, 2));
    }

    private static <T> void meet(
            Map<Long, T> cache, int cachedMax, Stream<Long> numbers, Statements statements, String query, Row<T> reader)
            throws SQLException {
        Set<Long> wanted = numbers.collect(Collectors.toSet());
        List<Long> unknown = unknown(cache, wanted);
        if (unknown.size() > 1 && cache.size() + unknown.size() > cachedMax) {
            cache.clear();
            unknown = unknown(cache, wanted);
        }
        if (unknown.size() > 1) {
            for (int first = 0; first < unknown.size(); first += TOGETHER) {
                PreparedStatement some = statements.of(query + TOGETHER_IN);
                for (int nth = 0; nth < TOGETHER; nth++) {
                    some.setLong(nth + 1, unknown.get(Math.min(first + nth, unknown.size() - 1)));
                }
                try (ResultSet row = some.executeQuery()) {
                    while (row.next()) {
                        cache.put(row.getLong(1), reader.read(row));
                    }
                }
            }
        }
    }

    private static <T> List<Long> unknown(Map<Long, T> cache, Set<Long> wanted) {
        return wanted.stream().filter(number -> !cache.containsKey(number)).toList();
    }

    private static <T> T look(Map<Long, T> cache, int cachedMax, long number, PreparedStatement query, Row<T> reader)
            throws SQLException {
        query.setLong(1, number);
        try (ResultSet row = query.executeQuery()) {
            if (!row.next()) {
                throw new SQLException("an entry names number %d, which nothing has: run verify".formatted(number));
            }
            T text = reader.read(row);
            if (cache.size() >= cachedMax) {
                cache.clear();
            }
            cache.put(number, text);
            return text;
        }
    }
}
