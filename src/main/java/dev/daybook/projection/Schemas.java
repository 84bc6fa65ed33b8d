package dev.daybook.projection;

import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.postgres.Readers;
import dev.daybook.journal.postgres.Server;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The schemas of read models in the database of a journal: for each projection and version the live one, beside it the one
 * before it and one that is built, told apart by their names. Thread-safe.
 *
 * <p>All methods throw {@link JournalUnavailable} where the server does not answer, and {@link TablesFailed} where it
 * refuses.
 */
final class Schemas implements AutoCloseable {

    /** What is at the end of a name. */
    enum Role {
        LIVE(""),
        BEFORE("_before"),
        BUILDING("_building"),
        ASIDE("_aside"); // while two of them change places

        private final String ending;

        Role(String ending) {
            this.ending = ending;
        }
    }

    /** What is asked of the database. */
    interface Work<T> {
        T done(Connection connection) throws SQLException;
    }

    /** The state in which there is no such table, nor such a schema: another node may just have removed it. */
    private static final String MISSING = "42P01";

    private final Server server;
    private final Readers questions;
    private final String journal;
    private final Pattern names;

    /** @throws JournalUnavailable also if its role may not make schemas */
    Schemas(Server server) {
        this.server = server;
        this.journal = ask(connection -> journalSchema(server, connection));
        this.names = Pattern.compile(Pattern.quote(journal) + "_([a-z]+)_v(\\d{1,9})(_before|_building|_aside)?");
        this.questions = server.questions();
    }

    private static String journalSchema(Server server, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT current_schema(), current_user, current_database(),"
                        + " has_database_privilege(current_database(), 'CREATE')")) {
            row.next();
            if (!row.getBoolean(4)) {
                throw new JournalUnavailable(
                        "%s keeps no read models for the role %s, which may not make schemas: its owner lets it with GRANT CREATE ON DATABASE %s TO %s, or say read.models=local"
                                .formatted(
                                        server,
                                        row.getString(2),
                                        SchemaPlace.quoted(row.getString(3)),
                                        SchemaPlace.quoted(row.getString(2))));
            }
            return row.getString(1);
        }
    }

    /** Returns what a schema is called. */
    String name(Ddl ddl, Role role) {
        return "%s_%s_v%d%s".formatted(journal, ddl.name(), ddl.version(), role.ending);
    }

    /**
     * Returns a place.
     *
     * @param name of its schema, which may be another one after a swap
     * @param head where the journal ends now
     */
    SchemaPlace place(Supplier<String> name, Position head) {
        return new SchemaPlace(server::poster, name, head.value());
    }

    /** As {@link #place(Supplier, Position)}, of the live one. */
    SchemaPlace live(Ddl ddl, Position head) {
        String name = name(ddl, Role.LIVE);
        return place(() -> name, head);
    }

    /** Asks on a connection of its own. */
    <T> T ask(Work<T> work) {
        try (Connection connection = server.poster()) {
            return work.done(connection);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Lends a connection that cannot write. */
    <T> T read(Work<T> work) {
        try (Connection connection = questions.lend()) {
            return work.done(connection);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Returns what to throw of a failure: whether the server is there is told apart from what it says. */
    RuntimeException failed(SQLException e) {
        String state = Optional.ofNullable(e.getSQLState()).orElse("08");
        return state.startsWith("08") || state.startsWith("57") || state.startsWith("53")
                ? new JournalUnavailable(
                        "the read models in %s cannot be asked (%s)".formatted(server, e.getMessage()), e)
                : new TablesFailed(e);
    }

    boolean isThere(String schema) {
        return ask(connection -> {
            try (var query = connection.prepareStatement("SELECT 1 FROM pg_namespace WHERE nspname = ?")) {
                query.setString(1, schema);
                try (ResultSet row = query.executeQuery()) {
                    return row.next();
                }
            }
        });
    }

    void drop(String schema) {
        ask(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute("DROP SCHEMA IF EXISTS %s CASCADE".formatted(SchemaPlace.quoted(schema)));
            }
        });
    }

    /**
     * Puts one schema in the place of the live one, in one transaction: whoever asks sees the one or the other.
     *
     * @param next what is to be live
     * @param kept whether the live one is to be the one before from now on; else it is removed
     * @param epoch of the lease by which the live one is written, which still has to be
     */
    void swap(Ddl ddl, Role next, boolean kept, long epoch) {
        String live = SchemaPlace.quoted(name(ddl, Role.LIVE));
        String before = SchemaPlace.quoted(name(ddl, Role.BEFORE));
        String aside = SchemaPlace.quoted(name(ddl, Role.ASIDE));
        ask(connection -> {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET LOCAL synchronous_commit = on");
                try (ResultSet row = statement.executeQuery(
                        "SELECT 1 FROM %s.checkpoint WHERE epoch = %d FOR UPDATE".formatted(live, epoch))) {
                    if (!row.next()) {
                        throw SchemaPlace.over(epoch);
                    }
                }
                if (next == Role.BEFORE) {
                    statement.execute("ALTER SCHEMA %s RENAME TO %s".formatted(before, aside));
                } else {
                    statement.execute("DROP SCHEMA IF EXISTS %s CASCADE".formatted(before));
                }
                statement.execute(
                        kept
                                ? "ALTER SCHEMA %s RENAME TO %s".formatted(live, before)
                                : "DROP SCHEMA %s CASCADE".formatted(live));
                statement.execute("ALTER SCHEMA %s RENAME TO %s"
                        .formatted(next == Role.BEFORE ? aside : SchemaPlace.quoted(name(ddl, next)), live));
                connection.commit();
                return kept;
            }
        });
    }

    /** Returns how far the rows of these schemas go, those that are there. */
    Map<String, Generation.Checkpoint> checkpoints(Collection<String> schemas) {
        if (schemas.isEmpty()) {
            return Map.of();
        }
        String sql = schemas.stream()
                .map(schema -> "SELECT '%s', position, made_of, chain, timeline, starts, loaded FROM %s.checkpoint"
                        .formatted(schema.replace("'", "''"), SchemaPlace.quoted(schema)))
                .collect(Collectors.joining(" UNION ALL "));
        return read(connection -> {
            var found = new HashMap<String, Generation.Checkpoint>();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                while (row.next()) {
                    found.put(
                            row.getString(1),
                            new Generation.Checkpoint(
                                    new Position(row.getLong(2)),
                                    new Link(new Position(row.getLong(3)), Sha256.parse(row.getString(4))),
                                    row.getInt(5),
                                    row.getInt(6),
                                    row.getInt(7) == 1));
                }
            }
            return found;
        });
    }

    /** Returns how much each schema of a read model takes on the server's disk, by its name. */
    Map<String, Long> sizesBytes() {
        return read(connection -> {
            var sizes = new HashMap<String, Long>();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT n.nspname, sum(pg_total_relation_size(c.oid))"
                            + " FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace"
                            + " WHERE c.relkind = 'r' GROUP BY n.nspname")) {
                while (row.next()) {
                    if (names.matcher(row.getString(1)).matches()) {
                        sizes.put(row.getString(1), row.getLong(2));
                    }
                }
            }
            return sizes;
        });
    }

    /** Returns what there is of each version of each read model. */
    List<SharedRows> rows() {
        Map<String, Long> sizes = sizesBytes();
        Map<String, Generation.Checkpoint> live = checkpoints(sizes.keySet().stream()
                .filter(schema -> match(schema).group(3) == null)
                .toList());
        var rows = new TreeMap<String, SharedRows>();
        sizes.forEach((schema, sizeBytes) -> {
            Matcher name = match(schema);
            long position = Optional.ofNullable(live.get(schema))
                    .map(checkpoint -> checkpoint.position().value())
                    .orElse(0L);
            var one = new SharedRows(name.group(1), Integer.parseInt(name.group(2)), position, sizeBytes);
            rows.merge(
                    one.text(),
                    one,
                    (some, more) -> new SharedRows(
                            some.name(),
                            some.version(),
                            Math.max(some.position(), more.position()),
                            some.sizeBytes() + more.sizeBytes()));
        });
        return List.copyOf(rows.values());
    }

    private Matcher match(String schema) {
        Matcher name = names.matcher(schema);
        if (!name.matches()) {
            throw new IllegalStateException("%s is no schema of a read model".formatted(schema));
        }
        return name;
    }

    /** Returns where the journal ended when the rows of a schema were begun: what was erased since may stand in them. */
    Optional<Position> begun(String schema) {
        return ask(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "SELECT begun FROM %s.checkpoint".formatted(SchemaPlace.quoted(schema)))) {
                return row.next() ? Optional.of(new Position(row.getLong(1))) : Optional.empty();
            } catch (SQLException e) {
                if (MISSING.equals(e.getSQLState())) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    /**
     * Returns the schemas of other versions of a projection.
     *
     * @param isServed tells of a projection with its version whether somebody answers from it: those are left out
     */
    List<String> others(Ddl ddl, Predicate<String> isServed) {
        var found = new ArrayList<String>();
        ask(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT nspname FROM pg_namespace")) {
                while (row.next()) {
                    found.add(row.getString(1));
                }
                return found;
            }
        });
        return found.stream()
                .filter(schema -> {
                    Matcher name = names.matcher(schema);
                    return name.matches()
                            && name.group(1).equals(ddl.name())
                            && Integer.parseInt(name.group(2)) != ddl.version()
                            && !isServed.test("%s v%s".formatted(name.group(1), name.group(2)));
                })
                .toList();
    }

    @Override
    public void close() {
        questions.close();
    }
}
