package dev.daybook.journal.sqlite;

import dev.daybook.journal.sql.Lru;
import dev.daybook.journal.sql.Statements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The numbers of texts that repeat, as the writer sees them: looked up once, given out by the writer's own count.
 *
 * @param <T> what has a number
 */
final class Dictionary<T> implements AutoCloseable {

    /** Binds a text's columns, beginning with that parameter. */
    interface Columns<T> {
        void bind(PreparedStatement statement, int first, T text) throws SQLException;
    }

    private final PreparedStatement select;
    private final PreparedStatement insert;
    private final Columns<T> columns;
    private final Map<T, Long> cached;
    private long last;

    /**
     * @param select finds the number of a text
     * @param insert stores a number and its text
     * @param greatest finds the greatest number in use
     * @param cachedMax how many numbers are kept in memory
     */
    Dictionary(Connection connection, String select, String insert, String greatest, Columns<T> columns, int cachedMax)
            throws SQLException {
        this.select = connection.prepareStatement(select);
        this.insert = connection.prepareStatement(insert);
        this.columns = columns;
        this.cached = Lru.map(cachedMax);
        try (var query = connection.prepareStatement(greatest)) {
            last = Statements.number(query).orElse(0);
        }
    }

    long number(T text) throws SQLException {
        Long known = cached.get(text);
        if (known != null) {
            return known;
        }
        OptionalLong found = find(text);
        long number = found.isPresent() ? found.getAsLong() : add(text);
        cached.put(text, number);
        return number;
    }

    /** Gives a number to a text that has none. */
    long add(T text) throws SQLException {
        insert.setLong(1, ++last);
        columns.bind(insert, 2, text);
        insert.executeUpdate();
        return last;
    }

    /** Returns the number of a text if it has one. */
    OptionalLong find(T text) throws SQLException {
        columns.bind(select, 1, text);
        return Statements.number(select);
    }

    @Override
    public void close() throws SQLException {
        select.close();
        insert.close();
    }
}
