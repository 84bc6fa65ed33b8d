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
final class NodeSession {

    private static final Logger LOG = LoggerFactory.getLogger(NodeSession.class);

    /** What is asked of the database. */
    interface Work<T> {
        T done(Statements statements) throws SQLException;
    }

    private final Server server;
    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable Connection connection;
    private @Nullable Statements statements;
    private boolean isUsed;
    private boolean closed;

    NodeSession(Server server) {
        this.server = server;
    }

    /**
     * Asks, once more on a new connection where the old one broke: all that is asked may be done twice.
     *
     * @throws JournalUnavailable if the server does not answer, or refuses, or this is closed
     */
    <T> T ask(Work<T> work) {
        turn.lock();
        try {
            if (closed) {
                throw new JournalUnavailable("the journal is closed");
            }
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
            isUsed = true;
            connection = server.writer();
            server.flushEachCommit(connection); // after a crash an epoch would be given twice
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

    /**
     * Asks for the last time, if ever it was asked, and connects no more: what others wait to ask meanwhile, which would undo
     * it, is refused.
     *
     * @throws JournalUnavailable as {@link #ask}; it is closed nevertheless
     */
    void close(Work<?> last) {
        turn.lock();
        try {
            if (isUsed) {
                ask(last);
            }
        } finally {
            closed = true;
            drop();
            turn.unlock();
        }
    }
}
