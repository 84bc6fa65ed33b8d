package dev.daybook.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.tools.jdbc.JDBCUtils;
import org.jspecify.annotations.Nullable;

/** Statements over one connection, each rendered and prepared when it is first used and then kept. */
final class JdbcTables implements Tables, AutoCloseable {

    private static final DSLContext SQLITE = DSL.using(SQLDialect.SQLITE);
    private static final DSLContext POSTGRES = DSL.using(SQLDialect.POSTGRES);

    /** What stands for U+0000, which PostgreSQL keeps in no text. */
    private static final char NO_CHARACTER = '\uFFFD';

    private final Connection connection;
    private final boolean isPostgres;
    private final IdentityHashMap<Query, PreparedStatement> prepared = new IdentityHashMap<>();
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
    public int execute(Query statement, @Nullable Object... values) {
        try {
            return bound(statement, values).executeUpdate();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public <T> List<T> fetch(Query query, RowReader<T> reader, @Nullable Object... values) {
        try (ResultSet rows = bound(query, values).executeQuery()) {
            var read = new ArrayList<T>();
            while (rows.next()) {
                read.add(reader.read(rows));
            }
            return read;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public boolean isSqlite() {
        return !isPostgres;
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

    private PreparedStatement bound(Query query, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = prepared.get(query);
        if (statement == null) {
            statement = connection.prepareStatement((isPostgres ? POSTGRES : SQLITE).render(query));
            prepared.put(query, statement);
        }
        for (int i = 0; i < values.length; i++) {
            bind(statement, i + 1, values[i]);
        }
        return statement;
    }

    private void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        switch (value) {
            case null -> statement.setNull(index, java.sql.Types.NULL);
            case String text -> statement.setString(index, isPostgres ? text.replace('\0', NO_CHARACTER) : text);
            case Integer number -> statement.setInt(index, number);
            case Long number -> statement.setLong(index, number);
            case Double number -> statement.setDouble(index, number);
            case Boolean flag -> statement.setInt(index, flag ? 1 : 0);
            default ->
                throw new IllegalArgumentException("a %s is nothing that a column holds: want text or a number"
                        .formatted(value.getClass().getSimpleName()));
        }
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : prepared.values()) {
            statement.close();
        }
        prepared.clear();
    }
}
