package dev.daybook.journal.postgres;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** PgBouncer between a test and its database: few connections for many, each lent for one transaction. */
public final class Pooler implements AutoCloseable {

    private static final List<Path> PLACES = List.of(Path.of("/usr/sbin/pgbouncer"), Path.of("/usr/bin/pgbouncer"));

    private final Process process;
    private final int port;

    /** @param folder in which its settings are written */
    public Pooler(Path folder, int server, String user) throws IOException {
        Path program = PLACES.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> abort("NOT TESTED: a journal behind a pooler: PgBouncer is not installed"));
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path settings = Files.writeString(folder.resolve("pgbouncer.ini"), """
                [databases]
                * = host=localhost port=%d dbname=postgres user=%s
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = transaction
                default_pool_size = 3
                ignore_startup_parameters = extra_float_digits
                """.formatted(server, user, port));
        var command = new ArrayList<>(List.of(program.toString(), "-q"));
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("-u", "nobody")); // it does not run as root
        }
        command.add(settings.toString());
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("pgbouncer.log").toFile())
                .start();
        await().until(() -> !process.isAlive() || listens());
        if (!process.isAlive()) {
            throw new IllegalStateException(Files.readString(folder.resolve("pgbouncer.log")));
        }
    }

    /** Makes a role of a database that has what a node would say in its session, and returns its name. */
    public static String role(Database database) {
        String role = "pooled_of_" + database.schema();
        PostgresJournal.open(database.server(), InstantSource.system()).close();
        database.run("CREATE ROLE %s LOGIN".formatted(role));
        database.run("SELECT let_append('%s')".formatted(role));
        for (String setting : List.of(
                "search_path = " + database.schema(),
                "synchronous_commit = on",
                "lock_timeout = '10s'",
                "statement_timeout = '60s'",
                "idle_in_transaction_session_timeout = '10s'")) {
            database.run("ALTER ROLE %s SET %s".formatted(role, setting));
        }
        return role;
    }

    private boolean listens() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** Returns the address of a journal through it. */
    public String address(String user, String... parameters) {
        return "postgresql://%s@localhost:%d/%s%s"
                .formatted(
                        user,
                        port,
                        user,
                        Stream.of(parameters)
                                .map(text -> "?" + text)
                                .findFirst()
                                .orElse(""));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
