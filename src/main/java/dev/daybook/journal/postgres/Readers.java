package dev.daybook.journal.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** Connections that cannot write, lent one per question. Nothing is connected to before it is needed. Thread-safe. */
public final class Readers implements AutoCloseable {

    static final int MAX = 8;

    private static final long LEND_MS = 2_000;

    private final Reconnecting source;
    private final HikariDataSource pool;

    /** @param name by which its threads are told apart */
    Readers(String name, Reconnecting.Connector connector) {
        this.source = new Reconnecting(connector);
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(source);
        config.setMaximumPoolSize(MAX);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(LEND_MS);
        config.setInitializationFailTimeout(-1);
        // Said, as asking the first connection for it is what the pool never recovers from where the line breaks then.
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        this.pool = new HikariDataSource(config);
    }

    /**
     * Lends a connection until it is closed. Waits for two seconds if there is none.
     *
     * @throws SQLException if there is none then: why the server cannot be connected to, or that all are in use
     */
    public Connection lend() throws SQLException {
        try {
            return pool.getConnection();
        } catch (SQLTransientConnectionException e) {
            throw source.failure()
                    .map(failure -> new SQLException(failure.getMessage(), failure.getSQLState(), failure))
                    .orElseGet(() -> new SQLException(
                            "all %d connections for questions are in use".formatted(MAX),
                            Failures.NO_CONNECTION_STATE,
                            e));
        }
    }

    /** Lends none of the connections that there are any more, once they are given back. */
    void renew() {
        pool.getHikariPoolMXBean().softEvictConnections();
    }

    boolean isClosed() {
        return pool.isClosed();
    }

    @Override
    public void close() {
        pool.close();
    }
}
