package dev.daybook.journal.postgres;

import dev.daybook.journal.sql.Statements;
import dev.daybook.node.SharedValues;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Shared values in the database. */
final class PostgresValues implements SharedValues {

    private static final String INSERT = "INSERT INTO shared (kind, key, value, until)"
            + " VALUES (?, ?, ?, clock_timestamp() + ? * interval '1 millisecond') ON CONFLICT (kind, key) DO UPDATE"
            + " SET value = excluded.value, until = excluded.until";

    private static final String CURRENT = " AND until > clock_timestamp()";

    private final NodeSession session;

    PostgresValues(NodeSession session) {
        this.session = session;
    }

    @Override
    public void put(String kind, Map<String, String> values, Duration lasting) {
        if (values.isEmpty()) {
            return;
        }
        session.ask(statements -> {
            PreparedStatement insert = statements.of(INSERT);
            for (var value : values.entrySet()) {
                bind(insert, kind, value.getKey(), value.getValue(), lasting);
                insert.addBatch();
            }
            return insert.executeBatch().length;
        });
    }

    private static void bind(PreparedStatement insert, String kind, String key, String value, Duration lasting)
            throws SQLException {
        insert.setString(1, kind);
        insert.setString(2, key);
        insert.setString(3, value);
        insert.setLong(4, lasting.toMillis());
    }

    @Override
    public String putIfAbsent(String kind, String key, String value, Duration lasting) {
        return session.ask(statements -> {
            PreparedStatement insert =
                    statements.of(INSERT + " WHERE shared.until <= clock_timestamp() RETURNING value");
            bind(insert, kind, key, value, lasting);
            Optional<String> written = first(insert);
            return written.isPresent()
                    ? written.get()
                    : find(statements, kind, key).orElse(value);
        });
    }

    @Override
    public Optional<String> find(String kind, String key) {
        return session.ask(statements -> find(statements, kind, key));
    }

    private static Optional<String> find(Statements statements, String kind, String key) throws SQLException {
        return first(statements, "SELECT value FROM shared WHERE kind = ? AND key = ?" + CURRENT, kind, key);
    }

    private static Optional<String> first(Statements statements, String sql, String kind, String key)
            throws SQLException {
        PreparedStatement statement = statements.of(sql);
        statement.setString(1, kind);
        statement.setString(2, key);
        return first(statement);
    }

    private static Optional<String> first(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
        }
    }

    @Override
    public Map<String, String> all(String kind) {
        return session.ask(statements -> {
            PreparedStatement query =
                    statements.of("SELECT key, value FROM shared WHERE kind = ?" + CURRENT + " ORDER BY key");
            query.setString(1, kind);
            var all = new LinkedHashMap<String, String>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    all.put(row.getString(1), row.getString(2));
                }
            }
            return all;
        });
    }

    @Override
    public Optional<String> take(String kind, String key) {
        return session.ask(statements -> first(
                statements, "DELETE FROM shared WHERE kind = ? AND key = ?" + CURRENT + " RETURNING value", kind, key));
    }
}
