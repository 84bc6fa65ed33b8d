package dev.daybook.journal.postgres;

import dev.daybook.journal.Chain;
import dev.daybook.journal.ChainStep;
import dev.daybook.journal.Entry;
import dev.daybook.journal.JournalDamaged;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.sql.Names;
import dev.daybook.journal.sql.Reader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection that writes, from when it was opened until it is given up. Used by one thread. */
final class WriterSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WriterSession.class);

    private static final String LEFT =
            "the files of {} hold what was erased until a node of their owner is there, or VACUUM FULL entry, blob was run: {}";

    /** Where the journal ends, and whether its files may hold bytes of what was erased. */
    static final String END = "SELECT position, chain, holds_erased FROM head";

    /** What the appender asks has one good plan each, whatever is asked for; without statistics it may look like another. */
    private static final String PLANS = "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off";

    private static final int PAGE = 1_000;

    /** Who erased has the tables written anew itself, if it can; the others look whether it did. */
    private static final Duration LEFT_TO_OTHERS = Duration.ofSeconds(30);

    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final Server server;
    private final Connection connection;
    private final Reader reader;
    private final Chain chain = new Chain();
    private final InstantSource clock;
    private final boolean isOwner;
    private Instant rewriteAt = Instant.MAX;

    /** Connects. A commit is on the server's disk before it is acknowledged, whatever the server is set to. */
    WriterSession(Server server, Names names, InstantSource clock) throws SQLException {
        this.server = server;
        this.clock = clock;
        this.connection = server.writer();
        try {
            if (server.isPooled()) {
                refuseLateFlush();
            } else {
                server.flushEachCommit(connection);
                PostgresSchema.execute(connection, PLANS);
            }
            this.reader = new Reader(connection, names, PostgresIds.INSTANCE);
            PreparedStatement query = reader.statements()
                    .of("SELECT holds_erased,"
                            + " (SELECT bool_and(pg_has_role(relowner, 'USAGE')) FROM pg_class"
                            + " WHERE oid IN ('entry'::regclass, 'blob'::regclass)) FROM head");
            try (ResultSet row = query.executeQuery()) {
                boolean there = row.next();
                isOwner = there && row.getBoolean(2) && !server.isPooled(); // VACUUM wants a session's settings
                if (isOwner && row.getBoolean(1)) {
                    rewriteAt = clock.instant();
                }
            }
            connection.setAutoCommit(false);
        } catch (SQLException | JournalUnavailable e) {
            connection.close();
            throw e;
        }
    }

    /** What is set in a session is another one's behind a pooler. */
    private void refuseLateFlush() throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SHOW synchronous_commit");
                ResultSet row = query.executeQuery()) {
            if (row.next() && row.getString(1).equals("off")) {
                throw new JournalUnavailable(
                        "%s does not flush what it commits, and behind a pooler this program cannot have it do so: ALTER ROLE … SET synchronous_commit = 'on'"
                                .formatted(server));
            }
        }
    }

    Reader reader() {
        return reader;
    }

    /** Returns the end of the journal that the row of {@link #END} tells, and heeds the rest of it. */
    Link end(ResultSet row) throws SQLException {
        if (!row.next()) {
            throw new JournalDamaged("there is no row that says where the journal ends: restore the database");
        }
        if (!row.getBoolean(3)) {
            rewriteAt = Instant.MAX;
        } else if (isOwner && rewriteAt.equals(Instant.MAX)) {
            rewriteAt = clock.instant().plus(LEFT_TO_OTHERS);
        }
        return new Link(new Position(row.getLong(1)), Sha256.of(row.getBytes(2)));
    }

    /** Returns the number of its process on the server, which notifications of what it writes come from. */
    int process() throws SQLException {
        return connection.unwrap(PGConnection.class).getBackendPID();
    }

    /** Returns where the journal ends, in a transaction of its own. */
    Link end() throws SQLException {
        return alone(() -> {
            try (ResultSet row = reader.statements().of(END).executeQuery()) {
                return end(row);
            }
        });
    }

    private interface Question<T> {
        T ask() throws SQLException;
    }

    /** Has each statement be a transaction of its own, which takes no further way to end. */
    private <T> T alone(Question<T> question) throws SQLException {
        connection.setAutoCommit(true);
        T answer = question.ask();
        connection.setAutoCommit(false);
        return answer;
    }

    /**
     * Reads what was appended between two ends, and proves that the one follows on the other. No transaction is open then.
     *
     * @throws JournalDamaged if it does not: this is not the journal any more that was followed
     */
    List<Entry> follow(Link from, Link to) throws SQLException {
        refuseUnless(true, from, to);
        var entries = new ArrayList<Entry>();
        Link reached = from;
        while (reached.position().compareTo(to.position()) < 0) {
            Position after = reached.position();
            List<ChainStep> steps = alone(() ->
                    reader.chain(after, (int) Math.min(PAGE, to.position().value() - after.value())));
            if (steps.isEmpty()) {
                throw damaged(reached.position().next(), "is missing");
            }
            for (ChainStep step : steps) {
                reached = next(reached, step);
                entries.add(step.entry());
            }
        }
        if (!reached.equals(to)) {
            throw damaged(to.position(), "is not what it was");
        }
        return entries;
    }

    /** @throws JournalDamaged if the journal that was read up to {@code from} does not go on from there to {@code to} */
    void refuseUnless(boolean goesOn, Link from, Link to) {
        if (to.position().compareTo(from.position()) < 0) {
            throw new JournalDamaged(
                    "%s ends at position %s, it did at %s before: an older copy was put back, or a standby without its end took over. Start again"
                            .formatted(server, to.position(), from.position()));
        }
        if (!goesOn) {
            throw damaged(from.position(), "is not what it was");
        }
    }

    private Link next(Link before, ChainStep step) {
        Position at = step.entry().position();
        if (!at.equals(before.position().next())
                || !chain.link(before.hash(), step.entry(), step.payloadHash(), step.blobs())
                        .equals(step.link())) {
            throw damaged(at, "does not follow on the entry before it");
        }
        return new Link(at, step.link());
    }

    private JournalDamaged damaged(Position at, String what) {
        return new JournalDamaged("position %s of %s %s: run verify".formatted(at, server, what));
    }

    void rollBack() throws SQLException {
        connection.rollback();
    }

    /**
     * Something was erased: its bytes are yet to be taken out of the tables' files. Who does not own the tables cannot do
     * that, and the server would pass over them without an error: the row of the head says so until an owner does.
     */
    void erased() {
        if (isOwner) {
            rewriteAt = clock.instant();
        } else {
            LOG.warn(LEFT, server, "this node does not own them, or is behind a pooler");
        }
    }

    /**
     * Has the tables written anew if something was erased since, by whomever, as rows that are gone leave their bytes
     * behind. Where somebody reads for too long it is tried again a minute later.
     */
    void rewriteIfErased() throws SQLException {
        if (clock.instant().isBefore(rewriteAt)) {
            return;
        }
        rewriteAt = clock.instant().plus(AGAIN);
        connection.setAutoCommit(true);
        try {
            PostgresSchema.execute(connection, "SET statement_timeout = 0");
            PostgresSchema.execute(connection, "VACUUM (FULL) entry");
            PostgresSchema.execute(connection, "VACUUM (FULL) blob");
            PostgresSchema.execute(connection, "UPDATE head SET holds_erased = false");
            rewriteAt = Instant.MAX;
        } catch (SQLException e) {
            if (!connection.isValid(1)) {
                throw e;
            }
            LOG.warn(LEFT, server, e.getMessage());
        } finally {
            if (!connection.isClosed()) {
                PostgresSchema.execute(connection, "RESET statement_timeout");
                connection.setAutoCommit(false);
            }
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("closing the connection to {}", server, e);
        }
    }
}
