package dev.daybook.projection;

import dev.daybook.journal.Position;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jooq.Query;
import org.jooq.impl.DSL;

/**
 * A schema of a PostgreSQL database. Whoever writes there has the epoch of a lease, which the row of the checkpoint tells:
 * each transaction locks that row first, so that one that comes late finds another epoch there and writes nothing. Nothing
 * is kept in a session, so that a pooler may stand in between.
 */
final class SchemaPlace implements Place {

    /** Connects to the database, as somebody who may write. */
    @FunctionalInterface
    interface Connecting {
        Connection connect() throws SQLException;
    }

    /** The state of an object that is not what it is to be. */
    private static final String OVER = "55000";

    private static final String LOOK_IN = "BEGIN; SELECT set_config('search_path', ?, true)";
    private static final String HELD = "SELECT epoch FROM checkpoint WHERE epoch = ? FOR UPDATE";

    private static final Query LOOK = DSL.query(LOOK_IN);
    private static final Query BEGIN = DSL.query(LOOK_IN + "; " + HELD); // all in one way to the server and back
    private static final Query FENCE = DSL.query(HELD);
    private static final Query COMMIT = DSL.query("COMMIT");
    private static final Query CLAIM = DSL.query("UPDATE checkpoint SET epoch = ? WHERE epoch < ?");
    private static final Query DURABLY = DSL.query("SELECT set_config('synchronous_commit', 'on', true)");
    private static final Query DIGEST = DSL.query("SELECT ddl FROM checkpoint");

    private final Connecting connecting;
    private final Supplier<String> schema;
    private final long begun;
    private OptionalLong epoch = OptionalLong.empty();

    /**
     * @param schema its name, which may be another one after a swap
     * @param begun where the journal ends now
     */
    SchemaPlace(Connecting connecting, Supplier<String> schema, long begun) {
        this.begun = begun;
        this.connecting = connecting;
        this.schema = schema;
    }

    /** Returns a name as a statement takes it. */
    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public Connection make(String bookkeeping, Ddl ddl) throws SQLException {
        Connection connection = connecting.connect();
        boolean made = false;
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN");
            statement.execute("CREATE SCHEMA " + quoted(schema.get()));
            statement.execute("SET LOCAL search_path = " + quoted(schema.get()));
            statement.execute(PostgresDdl.functions());
            for (String table : Ddl.statements(bookkeeping)) {
                statement.execute(PostgresDdl.translated(table));
            }
            statement.execute(
                    "ALTER TABLE checkpoint ADD epoch bigint NOT NULL DEFAULT 0, ADD begun bigint NOT NULL DEFAULT %d,"
                                    .formatted(begun)
                            + " ADD ddl text NOT NULL DEFAULT '%s'"
                                    .formatted(ddl.postgres().digest()));
            for (String table : ddl.postgres().tables()) {
                statement.execute(table);
            }
            statement.execute("COMMIT");
            made = true;
            return connection;
        } finally {
            if (!made) {
                connection.close();
            }
        }
    }

    @Override
    public Connection connect() throws SQLException {
        return connecting.connect();
    }

    @Override
    public Connection held() throws SQLException {
        Connection connection = connecting.connect();
        boolean held = false;
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false); // rows come in parts
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            statement.execute("SET LOCAL idle_in_transaction_session_timeout = 0"); // the other side may take its time
            statement.execute("SET LOCAL search_path = " + quoted(schema.get()));
            Position _ = Replay.reached(connection); // the first read says which moment it is
            held = true;
            return connection;
        } finally {
            if (!held) {
                connection.close();
            }
        }
    }

    @Override
    public void claim(long epoch, Tables tables) {
        this.epoch = OptionalLong.empty();
        look(tables);
        boolean _ = tables.fetch(DURABLY, _ -> true).isEmpty(); // a crash must not bring an earlier one back
        tables.execute(CLAIM, epoch, epoch);
        requireHeld(epoch, tables.fetch(FENCE, row -> row.getLong(1), epoch));
        tables.execute(COMMIT);
        this.epoch = OptionalLong.of(epoch);
    }

    @Override
    public void begin(Tables tables) {
        if (epoch.isEmpty()) {
            look(tables);
        } else {
            long mine = epoch.getAsLong();
            requireHeld(mine, tables.fetch(BEGIN, row -> row.getLong(1), quoted(schema.get()), mine));
        }
    }

    @Override
    public void look(Tables tables) {
        boolean _ = tables.fetch(LOOK, _ -> true, quoted(schema.get())).isEmpty();
    }

    private static void requireHeld(long epoch, List<Long> found) {
        if (found.isEmpty()) {
            throw new TablesFailed(over(epoch));
        }
    }

    /** Returns what to throw where another process has taken a lease over. */
    static SQLException over(long epoch) {
        return new SQLException("another node writes it by now: the lease of epoch %d is over".formatted(epoch), OVER);
    }

    @Override
    public boolean isReadByOthers() {
        return true;
    }

    @Override
    public boolean isTransactionNeeded() {
        return true;
    }

    @Override
    public List<String> indexes(Ddl ddl) {
        return ddl.postgres().indexes();
    }

    @Override
    public Optional<String> difference(Tables tables, Ddl ddl, boolean loaded) {
        boolean isSame = tables.fetch(DIGEST, row -> row.getString(1))
                .contains(ddl.postgres().digest());
        return isSame
                ? Optional.empty()
                : Optional.of("its tables are not those of this program, although both are of version %d"
                        .formatted(ddl.version()));
    }

    @Override
    public String toString() {
        return schema.get();
    }
}
