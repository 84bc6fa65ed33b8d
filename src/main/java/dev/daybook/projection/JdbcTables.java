package dev.daybook.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.tools.jdbc.JDBCUtils;
import org.jspecify.annotations.Nullable;

/**
 * Statements over one connection, each rendered and prepared when it is first used and then kept.
 *
 * <p>To PostgreSQL each is a way to the server and back. So what is written waits until something reads or writes the same
 * tables, or the transaction ends, and what waits of one statement is sent as one batch.
 */
final class JdbcTables implements Tables, AutoCloseable {

    private static final DSLContext SQLITE = DSL.using(SQLDialect.SQLITE);
    private static final DSLContext POSTGRES = DSL.using(SQLDialect.POSTGRES);

    /** What stands for U+0000, which PostgreSQL keeps in no text. */
    private static final char NO_CHARACTER = '\uFFFD';

    /** More is sent at once: it holds memory. */
    private static final int WAITING_MAX = 1_000;

    private static final long WAITING_CHARS_MAX = 4_000_000;

    private final Connection connection;
    private final boolean isPostgres;
    private final IdentityHashMap<Query, Prepared> prepared = new IdentityHashMap<>();
    private final Set<Prepared> waiting = new LinkedHashSet<>();
    private boolean broken;

    JdbcTables(Connection connection) {
        this.connection = connection;
        this.isPostgres = isPostgres(connection);
    }

    /** Returns whether a connection is to PostgreSQL, and else to SQLite. */
    static boolean isPostgres(Connection connection) {
        return JDBCUtils.dialect(connection).family() == SQLDialect.POSTGRES;
    }

    @Override
    public void execute(Query statement, @Nullable Object... values) {
        try {
            Prepared it = prepare(statement);
            boolean mayWait = isPostgres && it.changes.isPresent();
            send(other -> !mayWait || it.concerns(other));
            bind(it, values);
            if (mayWait) {
                it.await();
                waiting.add(it);
                send(_ -> waiting.stream().mapToInt(Prepared::rows).sum() >= WAITING_MAX
                        || waiting.stream().mapToLong(Prepared::chars).sum() >= WAITING_CHARS_MAX);
            } else {
                int _ = it.statement.executeUpdate();
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public <T> List<T> fetch(Query query, RowReader<T> reader, @Nullable Object... values) {
        try {
            Prepared it = prepare(query);
            send(it::concerns);
            bind(it, values);
            try (ResultSet rows = it.last()) {
                var read = new ArrayList<T>();
                while (rows.next()) {
                    read.add(reader.read(rows));
                }
                return read;
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public boolean isSqlite() {
        return !isPostgres;
    }

    /** Sends what waits and fits; the order of the rest does not matter to it, as none concerns the other. */
    private void send(Predicate<Prepared> which) throws SQLException {
        if (waiting.isEmpty()) {
            return; // nothing ever waits in SQLite, and this is asked for each row
        }
        List<Prepared> now = waiting.stream().filter(which).toList();
        for (Prepared it : now) {
            waiting.remove(it);
            it.send();
        }
    }

    /** Forgets what was not sent yet: the transaction is about to be undone. */
    void forget() {
        try {
            for (Prepared it : waiting) {
                it.forget();
            }
            waiting.clear();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private TablesFailed failed(SQLException e) {
        var failure = new TablesFailed(e);
        broken |= failure.isOfTheDatabase();
        return failure;
    }

    /** Returns whether the database has failed under a statement: nothing more is to be done by this connection. */
    boolean isBroken() {
        return broken;
    }

    private Prepared prepare(Query query) throws SQLException {
        Prepared it = prepared.get(query);
        if (it == null) {
            it = Prepared.of((isPostgres ? POSTGRES : SQLITE).render(query), connection);
            prepared.put(query, it);
        }
        return it;
    }

    private void bind(Prepared to, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            bind(to, i + 1, values[i]);
        }
    }

    private void bind(Prepared to, int index, @Nullable Object value) throws SQLException {
        PreparedStatement statement = to.statement;
        switch (value) {
            case null -> statement.setNull(index, to.type(index));
            case String text -> {
                statement.setString(index, isPostgres ? text.replace('\0', NO_CHARACTER) : text);
                to.count(text.length());
            }
            case Integer number -> statement.setInt(index, number);
            case Long number -> statement.setLong(index, number);
            case Double number -> statement.setDouble(index, number);
            case Boolean flag -> statement.setInt(index, flag ? 1 : 0);
            default ->
                throw new IllegalArgumentException("a %s is nothing that a column holds: want text or a number"
                        .formatted(value.getClass().getSimpleName()));
        }
        if (isPostgres && value != null) {
            to.type(index, type(value));
        }
    }

    /** Returns as what a value is bound. */
    private static int type(Object value) {
        return switch (value) {
            case String _ -> Types.VARCHAR;
            case Long _ -> Types.BIGINT;
            case Double _ -> Types.DOUBLE;
            default -> Types.INTEGER;
        };
    }

    @Override
    public void close() throws SQLException {
        for (Prepared it : prepared.values()) {
            it.statement.close();
        }
        prepared.clear();
        waiting.clear();
    }
}
