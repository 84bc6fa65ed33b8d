package dev.daybook.journal.postgres;

import dev.daybook.journal.Fence;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.sql.Statements;
import dev.daybook.node.Lease;
import dev.daybook.node.Leases;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leases in the database, by its clock. What this process claimed it believes to hold for as long as it lasts from when
 * its claim or last renewal was sent, by a clock that nobody sets.
 */
final class PostgresLeases implements Leases {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresLeases.class);

    private static final String CLAIM = """
        INSERT INTO lease (name, holder, epoch, about, since, until)
        VALUES (?, ?, nextval('lease_epoch'), ?, clock_timestamp(), clock_timestamp() + ? * interval '1 millisecond')
        ON CONFLICT (name) DO UPDATE
        SET holder = excluded.holder, epoch = excluded.epoch, about = excluded.about, since = excluded.since, until = excluded.until
        WHERE lease.until <= clock_timestamp()
        RETURNING epoch\
        """;

    private static final String RENEW = "UPDATE lease SET until = clock_timestamp() + ? * interval '1 millisecond'"
            + " FROM unnest(?::text[], ?::bigint[]) AS own (name, epoch)"
            + " WHERE lease.name = own.name AND lease.epoch = own.epoch RETURNING lease.name, lease.epoch";

    private static final String ALL =
            "SELECT name, holder, epoch, about, since, until, until <= clock_timestamp()" + " FROM lease ORDER BY name";

    private final NodeSession session;
    private final String holder;
    private final Duration lasting;
    private final Map<Fence, Own> own = new ConcurrentHashMap<>();

    PostgresLeases(NodeSession session, String holder, Duration lasting) {
        this.session = session;
        this.holder = holder;
        this.lasting = lasting;
    }

    private final class Own implements Lease {

        private final Fence fence;
        private volatile long untilNs;
        private volatile boolean isLost;
        private volatile Optional<String> news = Optional.empty();

        Own(Fence fence, long sinceNs) {
            this.fence = fence;
            this.untilNs = sinceNs + lasting.toNanos();
        }

        @Override
        public Fence fence() {
            return fence;
        }

        @Override
        public boolean isHeld() {
            return !isLost && System.nanoTime() - untilNs < 0;
        }

        @Override
        public boolean isLost() {
            return isLost;
        }

        @Override
        public void about(String text) {
            news = Optional.of(text);
        }

        @Override
        public void handOver() {
            end("UPDATE lease SET until = clock_timestamp() WHERE name = ? AND epoch = ?");
        }

        @Override
        public void close() {
            end("DELETE FROM lease WHERE name = ? AND epoch = ?");
        }

        /** Where the server does not answer it ends by itself, as nobody renews it any more. */
        private void end(String statement) {
            if (own.remove(fence) == null) {
                return;
            }
            isLost = true;
            try {
                session.ask(statements -> {
                    PreparedStatement ending = statements.of(statement);
                    bind(ending, 1, fence);
                    return ending.executeUpdate();
                });
            } catch (JournalUnavailable e) {
                LOG.debug("the lease {} ends by itself: {}", fence, e.getMessage());
            }
        }
    }

    private static void bind(PreparedStatement statement, int first, Fence fence) throws SQLException {
        statement.setString(first, fence.lease());
        statement.setLong(first + 1, fence.epoch());
    }

    /** A claim whose answer was lost stands in the way of all until its time is over, and then of nobody. */
    @Override
    public Optional<Lease> claim(String name, String about) {
        return session.ask(statements -> {
            long sinceNs = System.nanoTime();
            PreparedStatement claim = statements.of(CLAIM);
            claim.setString(1, name);
            claim.setString(2, holder);
            claim.setString(3, about);
            claim.setLong(4, lasting.toMillis());
            try (ResultSet row = claim.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                var fence = new Fence(name, row.getLong(1));
                var lease = new Own(fence, sinceNs);
                own.put(fence, lease);
                return Optional.of(lease);
            }
        });
    }

    @Override
    public List<Held> all() {
        return session.ask(statements -> {
            var all = new ArrayList<Held>();
            try (ResultSet row = statements.of(ALL).executeQuery()) {
                while (row.next()) {
                    all.add(new Held(
                            row.getString(1),
                            row.getString(2),
                            row.getLong(3),
                            row.getString(4),
                            instant(row, 5),
                            instant(row, 6),
                            row.getBoolean(7)));
                }
            }
            return all;
        });
    }

    static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    @Override
    public void revoke(Held lease) {
        session.ask(statements -> {
            PreparedStatement delete = statements.of("DELETE FROM lease WHERE name = ? AND epoch = ?");
            bind(delete, 1, new Fence(lease.name(), lease.epoch()));
            return delete.executeUpdate();
        });
    }

    /** Renews what this process holds, in one statement, and finds out what it does not hold any more. */
    void renew() {
        if (own.isEmpty()) {
            return;
        }
        var claimed = List.copyOf(own.values()); // what is claimed meanwhile may be missing from the answer
        long sinceNs = System.nanoTime();
        var renewed = session.ask(statements -> {
            for (Own lease : claimed) {
                if (lease.news.isPresent()) {
                    PreparedStatement tell = statements.of("UPDATE lease SET about = ? WHERE name = ? AND epoch = ?");
                    tell.setString(1, lease.news.get());
                    bind(tell, 2, lease.fence);
                    tell.executeUpdate();
                }
            }
            var held = new HashSet<Fence>();
            PreparedStatement renew = statements.of(RENEW);
            renew.setLong(1, lasting.toMillis());
            ArrayParameter.bind(
                    renew,
                    2,
                    "text",
                    claimed.stream().map(lease -> lease.fence.lease()).toArray());
            ArrayParameter.bind(
                    renew,
                    3,
                    "bigint",
                    claimed.stream().map(lease -> lease.fence.epoch()).toArray());
            try (ResultSet row = renew.executeQuery()) {
                while (row.next()) {
                    held.add(new Fence(row.getString(1), row.getLong(2)));
                }
            }
            return held;
        });
        for (Own lease : claimed) {
            if (renewed.contains(lease.fence)) {
                lease.untilNs = sinceNs + lasting.toNanos();
            } else if (own.remove(lease.fence) != null) {
                lease.isLost = true;
                LOG.warn("the lease {} was lost: another node may go on with what it is for", lease.fence.lease());
            }
        }
    }

    /** Leaves everything to others, with what was claimed a moment ago. */
    void end(Statements statements) throws SQLException {
        own.values().forEach(lease -> lease.isLost = true);
        own.clear();
        PreparedStatement leave = statements.of(
                "UPDATE lease SET until = clock_timestamp() WHERE holder = ? AND until > clock_timestamp()");
        leave.setString(1, holder);
        leave.executeUpdate();
    }
}
