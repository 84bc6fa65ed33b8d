package dev.daybook.journal.sql;

import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

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
                        Sources::read);
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
