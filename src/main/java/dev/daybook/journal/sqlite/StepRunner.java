package dev.daybook.journal.sqlite;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Runs steps of one file: each for a limited time, and again where another process held the file. Each attempt is a transaction: one that fails has changed nothing.
 */
final class StepRunner {

    private static final int OPERATIONS_BETWEEN_LOOKS = 10_000;
    private static final int BACKOFF_FACTOR_MAX = 64;

    /** What a step does inside its transaction. */
    interface Change {
        void make() throws SQLException;
    }

    private final StepLimits limits;
    private final FailsafeExecutor<Object> careful;

    StepRunner(StepLimits limits) {
        this.limits = limits;
        RetryPolicy<Object> again = RetryPolicy.builder()
                .handleIf(StepRunner::mayPass)
                .withBackoff(limits.backoff(), limits.backoff().multipliedBy(BACKOFF_FACTOR_MAX))
                .withJitter(0.25)
                .withMaxRetries(limits.attempts() - 1)
                .build();
        careful = Failsafe.with(again);
    }

    private static boolean mayPass(Throwable failure) {
        return is(failure, SQLiteErrorCode.SQLITE_BUSY)
                || is(failure, SQLiteErrorCode.SQLITE_LOCKED)
                || is(failure, SQLiteErrorCode.SQLITE_PROTOCOL);
    }

    /** Whether a failure is that the time was over. */
    static boolean isTimeout(SQLException failure) {
        return is(failure, SQLiteErrorCode.SQLITE_INTERRUPT);
    }

    private static boolean is(Throwable failure, SQLiteErrorCode code) {
        return failure instanceof SQLiteException it && (it.getResultCode().code & 0xff) == code.code;
    }

    /**
     * Makes a change in a transaction.
     *
     * @param attempts counts them
     * @throws SQLException why the last attempt failed
     */
    void run(Connection connection, Change change, AtomicInteger attempts) throws SQLException {
        try {
            careful.run(() -> {
                attempts.incrementAndGet();
                attempt(connection, change);
            });
        } catch (FailsafeException e) {
            if (e.getCause() instanceof SQLException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private void attempt(Connection connection, Change change) throws SQLException {
        long end = System.nanoTime() + limits.timeout().toNanos();
        Sqlite.execute(connection, "BEGIN IMMEDIATE");
        ProgressHandler.setHandler(connection, OPERATIONS_BETWEEN_LOOKS, new ProgressHandler() {
            @Override
            protected int progress() {
                return System.nanoTime() - end < 0 ? 0 : 1;
            }
        });
        boolean committed = false;
        try {
            change.make();
            Sqlite.execute(connection, "COMMIT");
            committed = true;
        } finally {
            ProgressHandler.clearHandler(connection);
            if (!committed) {
                rollBack(connection);
            }
        }
    }

    /** SQLite has ended the transaction itself where it met a full disk. */
    private static void rollBack(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate("ROLLBACK");
        } catch (SQLException e) {
            if (!String.valueOf(e.getMessage()).contains("no transaction is active")) {
                throw e;
            }
        }
    }
}
