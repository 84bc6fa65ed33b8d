package dev.daybook.journal.postgres;

import dev.daybook.journal.JournalUnavailable;
import dev.daybook.node.Beat;
import dev.daybook.node.Leases;
import dev.daybook.node.Node;
import dev.daybook.node.Nodes;
import dev.daybook.node.SharedValues;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes that serve a journal in a PostgreSQL database, as its tables tell. All times are the server's; a process
 * whose clock is wrong is a process like others. Nothing is kept in a session, so that a pooler may stand in between.
 */
public final class PostgresNodes implements Nodes {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresNodes.class);

    /** Renewed so often in the time that a lease lasts: one that comes late, or is lost, loses no lease. */
    private static final int BEATS = 3;

    /** One that is gone is shown for so long. */
    private static final Duration REMEMBERED = Duration.ofHours(1);

    /** What nobody has taken over for so long, nobody will. */
    private static final Duration LEFT = Duration.ofDays(30);

    private static final String HERE = "INSERT INTO node (id, name, about, since, seen)"
            + " VALUES (?, ?, ?, clock_timestamp(), clock_timestamp())"
            + " ON CONFLICT (id) DO UPDATE SET about = excluded.about, seen = excluded.seen";

    private static final String ALL =
            "SELECT id, name, about, since, seen, seen + ? * interval '1 millisecond' <= clock_timestamp()"
                    + " FROM node ORDER BY since, id";

    private static final String FORGET = "WITH nodes AS (DELETE FROM node WHERE seen + ? * interval '1 millisecond'"
            + " <= clock_timestamp()), leases AS (DELETE FROM lease WHERE until + ? * interval '1 millisecond'"
            + " <= clock_timestamp()) DELETE FROM shared WHERE until <= clock_timestamp()";

    private final String id;
    private final String name;
    private final Duration lasting;
    private final NodeSession session;
    private final PostgresLeases leases;
    private final PostgresValues values;
    private final Beat beat;
    private final Beat works;
    private volatile Optional<Supplier<String>> about = Optional.empty();

    private PostgresNodes(Server server, String id, String name, Duration lasting) {
        this.id = id;
        this.name = name;
        this.lasting = lasting;
        this.session = new NodeSession(server);
        this.leases = new PostgresLeases(session, id, lasting);
        this.values = new PostgresValues(session);
        this.beat = new Beat(beat());
        this.works = new Beat(beat()); // which may take long, and must not keep leases from being renewed
    }

    /**
     * Talks with the nodes of the journal there, which has been opened before. Nothing is connected to before it is needed.
     *
     * @param id of this process, and of no other
     * @param name what its operator calls it
     * @param lasting how long a lease lasts
     */
    public static PostgresNodes open(Server server, String id, String name, Duration lasting) {
        var nodes = new PostgresNodes(server, id, name, lasting);
        nodes.beat.add(nodes::tell);
        return nodes;
    }

    private void tell() {
        leases.renew();
        if (about.isPresent()) {
            here(about.get());
        }
    }

    private void here(Supplier<String> told) {
        String text = told.get();
        session.ask(statements -> {
            PreparedStatement here = statements.of(HERE);
            here.setString(1, id);
            here.setString(2, name);
            here.setString(3, text);
            here.executeUpdate();
            PreparedStatement forget = statements.of(FORGET);
            forget.setLong(1, REMEMBERED.toMillis());
            forget.setLong(2, LEFT.toMillis());
            return forget.executeUpdate();
        });
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean areSeveral() {
        return true;
    }

    @Override
    public void join(Supplier<String> told) {
        about = Optional.of(told);
        try {
            here(told);
        } catch (JournalUnavailable e) {
            LOG.warn("this node is not known to others yet: {}", e.getMessage());
        }
    }

    @Override
    public Duration beat() {
        return lasting.dividedBy(BEATS);
    }

    @Override
    public void onBeat(Runnable work) {
        works.add(work);
    }

    @Override
    public List<Node> all() {
        return session.ask(statements -> {
            PreparedStatement query = statements.of(ALL);
            query.setLong(1, lasting.toMillis());
            var all = new ArrayList<Node>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    all.add(new Node(
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            PostgresLeases.instant(row, 4),
                            PostgresLeases.instant(row, 5),
                            row.getBoolean(6)));
                }
            }
            return all;
        });
    }

    @Override
    public Leases leases() {
        return leases;
    }

    @Override
    public SharedValues values() {
        return values;
    }

    @Override
    public void close() {
        works.close();
        beat.close();
        try {
            session.close(statements -> {
                leases.end(statements);
                PreparedStatement leave = statements.of("DELETE FROM node WHERE id = ?");
                leave.setString(1, id);
                return leave.executeUpdate();
            });
        } catch (JournalUnavailable e) {
            LOG.debug("this node is forgotten later: {}", e.getMessage());
        }
    }
}
