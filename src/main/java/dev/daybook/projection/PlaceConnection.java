package dev.daybook.projection;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection by which a {@link Generation} is written, with its one transaction. It can be given up, which undoes what
 * is not committed, and made once more. Used by one thread at a time.
 */
final class PlaceConnection {

    private static final Logger LOG = LoggerFactory.getLogger(PlaceConnection.class);

    private static final Query COMMIT = DSL.query("COMMIT");
    private static final Query ROLLBACK = DSL.query("ROLLBACK");

    private final Place place;
    private Connection connection;
    private JdbcTables tables;
    private boolean inTransaction;
    private boolean givenUp;

    PlaceConnection(Place place, Connection connection) {
        this.place = place;
        this.connection = connection;
        this.tables = new JdbcTables(connection);
    }

    Tables tables() {
        return tables;
    }

    /** Connects again if it was given up. Returns whether it was. */
    boolean reconnect() {
        if (!givenUp) {
            return false;
        }
        try {
            connection = place.connect();
        } catch (SQLException e) {
            throw new TablesFailed(e);
        }
        tables = new JdbcTables(connection);
        givenUp = false;
        return true;
    }

    /** Lets go of a connection of which nobody knows what it still holds; what it had not committed is undone. */
    void giveUp() {
        close();
        givenUp = true;
        inTransaction = false;
    }

    void begin() {
        inTransaction = true; // also if it fails: whether one is open then, is not known
        place.begin(tables);
    }

    boolean isInTransaction() {
        return inTransaction;
    }

    void commit() {
        tables.execute(COMMIT);
        inTransaction = false;
    }

    /**
     * Undoes the open transaction; after an error of the database it is given up for that.
     *
     * @return whether one was undone and the connection is still there
     */
    boolean rollback() {
        if (givenUp) {
            return false;
        }
        boolean isUndone = inTransaction && !tables.isBroken();
        if (isUndone) {
            undo();
        }
        if (tables.isBroken()) {
            giveUp();
            return false;
        }
        return isUndone;
    }

    private void undo() {
        inTransaction = false;
        try {
            tables.forget();
            tables.execute(ROLLBACK);
        } catch (TablesFailed e) {
            LOG.debug("{} has rolled back by itself: {}", place, e.getMessage());
        }
    }

    /** Has one thing done, in a transaction of its own if none is open and the place wants one. */
    <T> T alone(Supplier<T> work) {
        return alone(work, place::begin);
    }

    /** As {@link #alone(Supplier)}, of what only reads, whoever writes here. */
    <T> T seen(Supplier<T> work) {
        return alone(work, place::look);
    }

    private <T> T alone(Supplier<T> work, Consumer<Tables> begin) {
        if (inTransaction || !place.isTransactionNeeded()) {
            return work.get();
        }
        T done;
        try {
            inTransaction = true;
            begin.accept(tables);
            done = work.get();
            tables.execute(COMMIT);
        } catch (RuntimeException e) {
            undo();
            throw e;
        }
        inTransaction = false;
        return done;
    }

    /** Executes statements that are needed once. */
    void execute(List<String> statements) {
        try (Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.executeUpdate(one);
            }
        } catch (SQLException e) {
            throw new TablesFailed(e);
        }
    }

    void close() {
        if (givenUp) {
            return;
        }
        try {
            tables.close();
        } catch (SQLException e) {
            // the connection is closed below, and its statements with it
        }
        try {
            connection.close(); // the last connection also writes the log back and removes it
        } catch (SQLException e) {
            LOG.warn("{} does not close: {}", place, e.getMessage()); // what was committed is there
        }
    }
}
