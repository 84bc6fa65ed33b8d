package dev.daybook.projection;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A statement with what it is about: which table it changes, and which it may read. */
final class Prepared {

    private static final Pattern CHANGE =
            Pattern.compile("\\s*(?:insert into|update|delete from) (?:\"?\\w+\"?\\.)*\"?(\\w+)\"?.*", Pattern.DOTALL);

    private static final Pattern WORD = Pattern.compile("\\w+");

    final PreparedStatement statement;

    /** The one table that it changes, if it is known to do no more than that. */
    final Optional<String> changes;

    private final Set<String> words;
    private final int more; // statements behind the first one
    private final Map<Integer, Integer> types = new HashMap<>();
    private int rows;
    private long chars;

    private Prepared(PreparedStatement statement, Optional<String> changes, Set<String> words, int more) {
        this.statement = statement;
        this.changes = changes;
        this.words = words;
        this.more = more;
    }

    static Prepared of(String sql, Connection connection) throws SQLException {
        String text = sql.toLowerCase(Locale.ROOT);
        int more = (int) text.chars().filter(character -> character == ';').count();
        Matcher change = CHANGE.matcher(text);
        return new Prepared(
                connection.prepareStatement(sql),
                more == 0 && change.matches() ? Optional.of(change.group(1)) : Optional.empty(),
                WORD.matcher(text).results().map(word -> word.group()).collect(Collectors.toUnmodifiableSet()),
                more);
    }

    /** Returns whether the order of this and another one that changes a table may matter: any word may be one's table. */
    boolean concerns(Prepared other) {
        return other != this
                && (other.changes.filter(words::contains).isPresent()
                        || changes.filter(other.words::contains).isPresent());
    }

    /** Has what was bound wait with what was before. */
    void await() throws SQLException {
        statement.addBatch();
        rows++;
    }

    /** Sends what waits. */
    void send() throws SQLException {
        try {
            int[] _ = statement.executeBatch();
        } catch (BatchUpdateException e) {
            throw Optional.ofNullable(e.getNextException()).orElse(e); // what the server said, without the values
        } finally {
            forget();
        }
    }

    void forget() throws SQLException {
        statement.clearBatch();
        rows = 0;
        chars = 0;
    }

    /** Returns how many rows wait. */
    int rows() {
        return rows;
    }

    /** Returns how large about what waits is. */
    long chars() {
        return chars;
    }

    void count(int more) {
        chars += more;
    }

    /** Executes it and returns the rows of its last statement. */
    ResultSet last() throws SQLException {
        if (more == 0) {
            return statement.executeQuery();
        }
        boolean isQuery = statement.execute();
        for (int i = 0; i < more; i++) {
            isQuery = statement.getMoreResults();
        }
        if (!isQuery) {
            throw new SQLException("the last of several statements is no query");
        }
        return statement.getResultSet();
    }

    /** Returns what a null is of: one that is of another type than a value would have the server plan anew. */
    int type(int index) {
        return types.getOrDefault(index, Types.NULL);
    }

    void type(int index, int type) {
        types.put(index, type);
    }
}
