package dev.daybook.journal.postgres;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connects for a pool, again and again while that may help. A pool that is told of a failure waits twice as long as before
 * until it connects again, up to five seconds: longer than a question waits, so that the first ones after an outage would be
 * refused although the server is back. Thread-safe.
 */
final class Reconnecting implements DataSource {

    /** Makes a connection. */
    interface Connector {
        Connection connect() throws SQLException;
    }

    private static final RetryPolicy<Object> AGAIN = RetryPolicy.builder()
            .handleIf(Failures::mayPass)
            .withDelay(Duration.ofMillis(250))
            .withMaxRetries(-1)
            .build();

    private final Connector connector;
    private volatile @Nullable SQLException failure;
    private volatile int loginTimeoutS;

    Reconnecting(Connector connector) {
        this.connector = connector;
    }

    /** Returns why the last attempt failed, unless one has succeeded since. */
    Optional<SQLException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Returns a connection once there is one, or until the thread is interrupted. */
    @Override
    public Connection getConnection() throws SQLException {
        try {
            return Failsafe.with(AGAIN).get(this::attempt);
        } catch (FailsafeException e) {
            if (e.getCause() instanceof SQLException refused) {
                throw refused;
            }
            throw new SQLException(e);
        }
    }

    private Connection attempt() throws SQLException {
        try {
            Connection connection = connector.connect();
            failure = null;
            return connection;
        } catch (SQLException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the connector has the user");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        // nothing is written: failures are thrown
    }

    /** Nothing heeds it here, as the connector bounds its attempts; when closed, a pool waits so long for the last one. */
    @Override
    public void setLoginTimeout(int seconds) {
        loginTimeoutS = seconds;
    }

    @Override
    public int getLoginTimeout() {
        return loginTimeoutS;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("nothing is logged");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLFeatureNotSupportedException("nothing is wrapped");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
