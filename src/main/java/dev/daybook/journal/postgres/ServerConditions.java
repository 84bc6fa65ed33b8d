package dev.daybook.journal.postgres;

import dev.daybook.journal.Condition;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How the server of a journal fares: what it promises, who this program is there, and how fast it commits. */
final class ServerConditions {

    private static final int COMMITS = 5;
    private static final double SLOW_MS = 50;

    /** Leases and logins of nodes go by the server's clock, times of entries by the nodes' own. */
    private static final Duration CLOCKS_MAX = Duration.ofSeconds(2);

    private static final double CONNECTIONS_SHARE_MAX = 0.8;

    private static final String WAY =
            "pg_dump --format=custom of the database, or pg_basebackup and an archive of its log, keep it; pg_restore takes it back";

    /** What guards the tables, if all of it is there and awake. */
    private static final String ASLEEP = "SELECT string_agg(tgname, ', ' ORDER BY tgname) FROM pg_trigger"
            + " WHERE NOT tgisinternal AND tgenabled NOT IN ('O', 'A')"
            + " AND tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)";

    private static final String ROLE =
            "SELECT current_user, (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),"
                    + " has_table_privilege('entry', 'UPDATE') OR has_table_privilege('entry', 'DELETE'),"
                    + " (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), current_setting('server_version'),"
                    + " (SELECT count(*) FROM pg_stat_activity), current_setting('max_connections')::int";

    private static final String PROMISES = "SELECT current_setting('fsync'), current_setting('full_page_writes'),"
            + " current_setting('synchronous_commit'), current_setting('synchronous_standby_names'),"
            + " (SELECT count(*) FROM pg_stat_replication),"
            + " current_setting('lock_timeout') <> '0' AND current_setting('idle_in_transaction_session_timeout') <> '0'";

    private static final String ARCHIVE = "SELECT current_setting('archive_mode'),"
            + " coalesce(extract(epoch FROM now() - last_archived_time)::bigint, -1),"
            + " coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false) FROM pg_stat_archiver";

    private final Server server;
    private final InstantSource clock;
    private final Statement statement;
    private final List<Condition> conditions = new ArrayList<>();

    private ServerConditions(Server server, InstantSource clock, Statement statement) {
        this.server = server;
        this.clock = clock;
        this.statement = statement;
    }

    /** Looks, on a connection of its own. Takes as long as a few commits. */
    static List<Condition> look(Server server, InstantSource clock) throws SQLException {
        try (Connection connection = server.writer();
                Statement statement = connection.createStatement()) {
            var looking = new ServerConditions(server, clock, statement);
            looking.role();
            looking.guards();
            looking.promises();
            looking.commits(connection);
            looking.clocks();
            looking.backup();
            return looking.conditions;
        }
    }

    private void say(String what, String says, String helpIfNotWell, boolean isWell) {
        conditions.add(isWell ? Condition.well(what, says) : new Condition(what, says, helpIfNotWell));
    }

    private void role() throws SQLException {
        try (ResultSet row = statement.executeQuery(ROLE)) {
            row.next();
            say(
                    "database",
                    "PostgreSQL %s, %s%s, %d of %d connections in use"
                            .formatted(
                                    row.getString(5),
                                    server,
                                    row.getBoolean(4) ? " over TLS" : "",
                                    row.getLong(6),
                                    row.getLong(7)),
                    "raise max_connections: a node needs up to a dozen, and is refused beyond them",
                    row.getLong(6) < CONNECTIONS_SHARE_MAX * row.getLong(7));
            String name = row.getString(1);
            String may = row.getBoolean(2)
                    ? "is a superuser"
                    : row.getBoolean(3) ? "owns the tables" : "may append, and change or remove nothing";
            say(
                    "role",
                    "%s %s".formatted(name, may),
                    "let nodes log in as a role that let_append was called for: docs/postgresql.md says how",
                    !row.getBoolean(2));
        }
    }

    private void guards() throws SQLException {
        try (ResultSet row = statement.executeQuery(ASLEEP)) {
            row.next();
            String asleep = row.getString(1);
            say(
                    "append-only",
                    asleep == null ? "all triggers are awake" : "switched off: " + asleep,
                    "ALTER TABLE … ENABLE TRIGGER USER, then daybook verify",
                    asleep == null);
        }
    }

    private void promises() throws SQLException {
        try (ResultSet row = statement.executeQuery(PROMISES)) {
            row.next();
            var off = new ArrayList<String>();
            if (!row.getString(1).equals("on")) {
                off.add("fsync");
            }
            if (!row.getString(2).equals("on")) {
                off.add("full_page_writes");
            }
            String standbys = row.getString(4).isEmpty()
                    ? "%d standbys, none waited for".formatted(row.getLong(5))
                    : "%d standbys, waits for %s".formatted(row.getLong(5), row.getString(4));
            say(
                    "durability",
                    off.isEmpty()
                            ? "flushed at each commit (synchronous_commit %s), %s".formatted(row.getString(3), standbys)
                            : "%s off: a crash of the server's machine loses or tears what was acknowledged"
                                    .formatted(String.join(" and ", off)),
                    "set %s = on in postgresql.conf".formatted(String.join(" = on, ", off)),
                    off.isEmpty());
            say(
                    "limits",
                    row.getBoolean(6)
                            ? "the server frees what a node holds that hangs"
                            : "nothing ends the transaction of a node that hangs with the journal in its hands",
                    "behind a pooler: ALTER ROLE … SET lock_timeout = '10s', SET statement_timeout = '60s',"
                            + " SET idle_in_transaction_session_timeout = '10s', one command each",
                    row.getBoolean(6));
        }
    }

    /** A message in the log that nobody reads is flushed as an entry is. */
    private void commits(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        var tookMs = new double[COMMITS];
        for (int i = 0; i < COMMITS; i++) {
            statement.execute("SELECT pg_logical_emit_message(true, 'daybook', '')");
            long begin = System.nanoTime();
            connection.commit();
            tookMs[i] = (System.nanoTime() - begin) / 1e6;
        }
        connection.setAutoCommit(true);
        Arrays.sort(tookMs);
        double median = tookMs[COMMITS / 2];
        say(
                "commit",
                "takes %.1f ms".formatted(median),
                "commands wait as long: look at the server's disk, its standbys, and the way there",
                median < SLOW_MS);
    }

    private void clocks() throws SQLException {
        Instant before = clock.instant();
        try (ResultSet row = statement.executeQuery("SELECT extract(epoch FROM clock_timestamp()) * 1000000")) {
            row.next();
            Instant there = Instant.EPOCH.plusNanos(row.getBigDecimal(1).longValue() * 1_000);
            Duration way = Duration.between(before, clock.instant());
            Duration apart = Duration.between(before.plus(way.dividedBy(2)), there);
            say(
                    "clocks",
                    "the server's is %d ms %s this machine's"
                            .formatted(apart.abs().toMillis(), apart.isNegative() ? "behind" : "ahead of"),
                    "set both by the network: leases go by the server's clock, times of entries by this one",
                    apart.abs().compareTo(CLOCKS_MAX) < 0);
        }
    }

    private void backup() throws SQLException {
        try (ResultSet row = statement.executeQuery(ARCHIVE)) {
            row.next();
            String archive = row.getString(1).equals("off")
                    ? "the server archives no log"
                    : row.getLong(2) < 0
                            ? "nothing was archived yet"
                            : "the newest log was archived %d s ago".formatted(row.getLong(2));
            say(
                    "backup",
                    "%s; %s".formatted(archive, WAY),
                    "archive_command fails: the server's log says why; its disk fills until it does not",
                    !row.getBoolean(3));
        }
    }
}
