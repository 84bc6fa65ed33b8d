package dev.daybook.journal.postgres;

import static org.junit.jupiter.api.Assumptions.abort;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;

/**
 * A place for one test's journal: a schema of its own on a server that all tests of this process share, and that ends with
 * it. Nothing of it outlives the process, so its disk is not waited for.
 */
public final class Database {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Of the version that the newest binaries are of. */
    private static final Shared NEWEST = new Shared(builder -> {});

    /** Of the oldest version that is promised to do. */
    private static final Shared OLDEST = new Shared(builder -> builder.setPgBinaryResolver((_, _) -> oldest()));

    private final Shared shared;
    private final String schema = "journal" + NUMBER.incrementAndGet();

    private Database(Shared shared) {
        this.shared = shared;
        run("CREATE SCHEMA " + schema);
    }

    /** Begins an empty one. */
    public static Database begin() {
        return new Database(NEWEST);
    }

    /** Begins an empty one on the oldest server that is promised to do. */
    public static Database beginOnOldest() {
        return new Database(OLDEST);
    }

    /** Reads the packed binaries out of their jar, which cannot be on the class path beside those of another version. */
    private static InputStream oldest() throws IOException {
        var jar = new JarInputStream(
                Files.newInputStream(Path.of(System.getProperty("postgres.oldest", "target/oldest-postgres.jar"))));
        for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
            if (entry.getName().endsWith(".txz")) {
                return jar;
            }
        }
        throw new IOException("there are no packed binaries in it");
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
        return shared.get().getPort();
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

    /** A server, started when the first test wants it. */
    private static final class Shared {
        private final Consumer<EmbeddedPostgres.Builder> version;
        private Optional<EmbeddedPostgres> running = Optional.empty();

        private Shared(Consumer<EmbeddedPostgres.Builder> version) {
            this.version = version;
        }

        synchronized EmbeddedPostgres get() {
            if (running.isEmpty()) {
                running = Optional.of(start());
            }
            return running.get();
        }

        private EmbeddedPostgres start() {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "off")
                    .setServerConfig("full_page_writes", "off")
                    .setServerConfig("max_connections", "200");
            version.accept(builder);
            try {
                return builder.start();
            } catch (IOException | RuntimeException e) {
                return abort("NOT TESTED: PostgreSQL's binaries do not run on this machine: " + e);
            }
        }
    }
}
