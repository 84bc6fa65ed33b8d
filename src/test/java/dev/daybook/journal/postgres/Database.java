package dev.daybook.journal.postgres;

import static org.junit.jupiter.api.Assumptions.abort;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A place for one test's journal: a schema of its own on a server that all tests of this process share, and that ends with
 * it. Nothing of it outlives the process, so its disk is not waited for.
 */
public final class Database {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static Optional<EmbeddedPostgres> shared = Optional.empty();

    private final String schema = "journal" + NUMBER.incrementAndGet();

    private Database() {}

    /** Begins an empty one. */
    public static Database begin() {
        var database = new Database();
        database.run("CREATE SCHEMA " + database.schema);
        return database;
    }

    public Server server() {
        return server("postgres");
    }

    /** Returns it for a user, whom the server asks for no password. */
    public Server server(String user) {
        return Server.of(address(user, port()), Optional.empty());
    }

    /** Returns it as it is reached through another port. */
    public Server through(int port) {
        return Server.of(address("postgres", port), Optional.empty());
    }

    public String address() {
        return address("postgres", port());
    }

    public int port() {
        return shared().getPort();
    }

    public String address(int port) {
        return address("postgres", port);
    }

    private String address(String user, int port) {
        return "postgresql://%s@localhost:%d/postgres?currentSchema=%s".formatted(user, port, schema);
    }

    public String schema() {
        return schema;
    }

    /** Runs a statement as the owner of everything. */
    public void run(String sql) {
        try (Connection connection = server().writer();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Returns the texts that a query answers. */
    public List<String> texts(String sql) {
        try (Connection connection = server().writer();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            var texts = new ArrayList<String>();
            while (row.next()) {
                texts.add(row.getString(1));
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Returns the one number that a query answers. */
    public long number(String sql) {
        try (Connection connection = server().writer();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static synchronized EmbeddedPostgres shared() {
        if (shared.isEmpty()) {
            shared = Optional.of(start());
        }
        return shared.get();
    }

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "off")
                    .setServerConfig("full_page_writes", "off")
                    .setServerConfig("max_connections", "200")
                    .start();
        } catch (IOException | RuntimeException e) {
            return abort("NOT TESTED: PostgreSQL's binaries do not run on this machine: " + e);
        }
    }
}
