package dev.daybook.journal.postgres;

import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection over which this process talks with other nodes, apart from the journal's, so that neither waits for
 * the other. Each statement is a transaction of its own and keeps nothing in the session. Connected to when it is needed,
 * and anew where it broke. Thread-safe.
 */
final class NodeSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NodeSession.class);

    /** What is asked of the database. */
    interface Work<T> {
        T done(Statements statements) throws SQLException;
    }

    private final Server server;
    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable Connection connection;
    private @Nullable Statements statements;

    NodeSession(Server server) {
        this.server = server;
    }

    /**
     * Asks, once more on a new connection where the old one broke: all that is asked may be done twice.
     *
     * @throws JournalUnavailable if the server does not answer, or refuses
     */
    <T> T ask(Work<T> work) {
        turn.lock();
        try {
            boolean isOld = connection != null;
            try {
                return work.done(connected());
            } catch (SQLException e) {
                drop();
                if (!isOld || !Failures.mayPass(e)) {
                    throw e;
                }
                return work.done(connected());
            }
        } catch (SQLException e) {
            drop();
            throw new JournalUnavailable(Failures.explain(server, e), e);
        } finally {
            turn.unlock();
        }
    }

    private Statements connected() throws SQLException {
        if (connection == null || statements == null) {
            connection = server.writer();
            statements = new Statements(connection);
        }
        return statements;
    }

    private void drop() {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.debug("closing the connection to {}", server, e);
            }
        }
        connection = null;
        statements = null;
    }

    @Override
    public void close() {
        turn.lock();
        try {
            drop();
        } finally {
            turn.unlock();
        }
    }
}
