package dev.daybook.journal.postgres;

import dev.daybook.journal.Position;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells at once that another process has appended. Nothing depends on it: where no notification comes through, polling finds
 * the same later. Behind a pooler nobody listens.
 */
final class Waker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Waker.class);

    /** Hears that a process of the server has appended up to a position. */
    interface Woken {
        void by(int process, Position position);
    }

    private static final int NOBODY = 0;
    private static final int WAIT_MS = 10_000;
    private static final long AGAIN_NANOS = 1_000_000_000L;

    private final Server server;
    private final Woken woken;
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable Connection listening;

    Waker(Server server, Woken woken) {
        this.server = server;
        this.woken = woken;
        this.thread = Thread.ofPlatform().name("journal-waker").daemon().start(this::run);
    }

    private void run() {
        while (!closed && !server.isPooled()) {
            try (Connection connection = server.writer()) {
                listening = connection;
                PostgresSchema.execute(
                        connection,
                        "DO $$ BEGIN EXECUTE format('LISTEN %I', 'daybook.' || left(current_schema(), 50)); END $$");
                woken.by(NOBODY, new Position(Long.MAX_VALUE)); // whatever was appended while nobody listened
                listen(connection.unwrap(PGConnection.class));
            } catch (SQLException e) {
                LOG.debug("{} tells nothing of what is appended", server, e);
                LockSupport.parkNanos(AGAIN_NANOS);
            }
        }
    }

    private void listen(PGConnection connection) throws SQLException {
        while (!closed) {
            PGNotification[] news = connection.getNotifications(WAIT_MS);
            if (news != null) {
                for (PGNotification each : news) {
                    woken.by(each.getPID(), new Position(Long.parseLong(each.getParameter())));
                }
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        Connection open = listening;
        if (open != null) {
            try {
                open.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.debug("closing the connection to {}", server, e);
            }
        }
        LockSupport.unpark(thread);
    }
}
