package dev.daybook.projection;

import dev.daybook.journal.Blobs;
import dev.daybook.journal.sqlite.PageCache;
import dev.daybook.journal.sqlite.ReadOnlyUri;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.sqlite.SQLiteConfig;

/**
 * Connections that read: each has all live files attached, read-only, under the names of their projections. After a
 * swap they are closed as they come back, and made anew. Thread-safe.
 */
final class ReadPool implements AutoCloseable {

    /** Readers work in parallel only as far as there are cores; more only wait in another place. */
    private static final int CONNECTIONS_MAX =
            Math.max(4, 2 * Runtime.getRuntime().availableProcessors());

    /** Each connection has one for each file; what it has no room for is still in the memory of the system. */
    private static final int PAGE_CACHE_KIB = 1_024;

    private static final int BUSY_MS = 10_000;

    private static final Query BEGIN = DSL.query("BEGIN");
    private static final Query COMMIT = DSL.query("COMMIT");

    private record Reader(Connection connection, JdbcTables prepared, DSLContext tables, long epoch) {}

    private final Supplier<Map<String, Path>> files;
    private final Blobs blobs;
    private final Runnable suspicion;
    private final Semaphore permits = new Semaphore(CONNECTIONS_MAX, true);
    private final Deque<Reader> idle = new ArrayDeque<>();
    private long epoch;
    private boolean closed;

    /**
     * @param blobs the large values that rows refer to
     * @param suspicion hears when files cannot be read as they should: they may be damaged or gone; must be quick
     */
    ReadPool(Supplier<Map<String, Path>> files, Blobs blobs, Runnable suspicion) {
        this.files = files;
        this.blobs = blobs;
        this.suspicion = suspicion;
    }

    <T> T read(Function<DSLContext, T> question) {
        permits.acquireUninterruptibly();
        Reader reader = null;
        try {
            reader = borrow();
            T answer = inTransaction(reader, question);
            giveBack(reader);
            reader = null;
            return answer;
        } catch (SQLException e) {
            suspicion.run();
            throw new TablesFailed(e);
        } catch (DataAccessException e) {
            throw e.getCause() instanceof SQLException cause && suspected(new TablesFailed(cause))
                    ? new TablesFailed(cause)
                    : e;
        } catch (TablesFailed e) {
            suspected(e);
            throw e;
        } finally {
            if (reader != null) {
                discard(reader); // whatever it failed at may still be open in it
            }
            permits.release();
        }
    }

    private boolean suspected(TablesFailed failure) {
        if (failure.isOfTheDatabase()) {
            suspicion.run();
        }
        return failure.isOfTheDatabase();
    }

    private static <T> T inTransaction(Reader reader, Function<DSLContext, T> question) {
        reader.prepared.execute(BEGIN);
        T answer = question.apply(reader.tables);
        reader.prepared.execute(COMMIT);
        return answer;
    }

    /** Makes all readers be opened anew. Those at work finish on the files they have. */
    void reopen() {
        synchronized (idle) {
            epoch++;
            idle.forEach(ReadPool::discard);
            idle.clear();
        }
    }

    private Reader borrow() throws SQLException {
        long now;
        synchronized (idle) {
            if (closed) {
                throw new IllegalStateException("the read models are closed");
            }
            Reader reader = idle.pollFirst();
            if (reader != null) {
                return reader;
            }
            now = epoch;
        }
        return open(now);
    }

    private void giveBack(Reader reader) {
        synchronized (idle) {
            if (!closed && reader.epoch == epoch) {
                idle.addFirst(reader);
                return;
            }
        }
        discard(reader);
    }

    private Reader open(long epoch) throws SQLException {
        var config = new SQLiteConfig();
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setBusyTimeout(BUSY_MS);
        Connection connection = config.createConnection("jdbc:sqlite::memory:");
        try (Statement statement = connection.createStatement()) {
            for (Map.Entry<String, Path> it : files.get().entrySet()) {
                statement.execute("ATTACH '%s' AS \"%s\""
                        .formatted(ReadOnlyUri.of(it.getValue()).replace("'", "''"), it.getKey()));
                statement.execute(
                        "PRAGMA \"%s\".cache_size = -%d".formatted(it.getKey(), PageCache.kib(PAGE_CACHE_KIB)));
            }
            statement.execute("PRAGMA query_only = ON");
            PathMatches.in(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        var prepared = new JdbcTables(connection);
        DSLContext tables = lent(connection, prepared, blobs);
        return new Reader(connection, prepared, tables, epoch);
    }

    /** Returns a connection as questions are asked over it. */
    static DSLContext lent(Connection connection, JdbcTables prepared, Blobs blobs) {
        // The dialect is told by the connection: javac follows the overload that names it into classes we do not have.
        DSLContext tables = DSL.using(connection);
        tables.configuration().data(Tables.class, prepared);
        tables.configuration().data(Blobs.class, blobs);
        return tables;
    }

    private static void discard(Reader reader) {
        try {
            reader.connection.close();
        } catch (SQLException e) {
            // it only read
        }
    }

    @Override
    public void close() {
        synchronized (idle) {
            closed = true;
        }
        reopen();
    }
}
