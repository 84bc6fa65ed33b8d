package dev.daybook.journal.postgres;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A server of the PostgreSQL that is installed, which has the tools of an administrator: {@link Database} has none. */
public final class InstalledServer implements AutoCloseable {

    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

    private static final List<String> WANTED =
            List.of("initdb", "postgres", "createuser", "createdb", "pg_dump", "pg_restore", "pg_basebackup", "psql");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final Path programs;
    private final Process process;
    private final int port;

    private InstalledServer(Path folder, Path programs) throws IOException {
        this.folder = folder;
        this.programs = programs;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        process = asNoRoot(
                        programs.resolve("postgres").toString(),
                        "-D",
                        folder.toString(),
                        "-p",
                        String.valueOf(port),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories=",
                        "-c",
                        "fsync=off",
                        "-c",
                        "checkpoint_completion_target=0") // a base backup begins at once
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile())
                .start();
        await().atMost(PATIENCE).until(() -> !process.isAlive() || listens());
        if (!process.isAlive()) {
            throw new IllegalStateException(Files.readString(folder.resolve("server.log")));
        }
        await().atMost(PATIENCE).until(() -> {
            try {
                return !run("psql --command 'SELECT 1' postgres").isEmpty();
            } catch (IllegalStateException _) {
                return false; // it listens before it answers
            }
        });
    }

    /** Makes an empty one in a folder that is not there yet; a test is skipped where none is installed. */
    public static InstalledServer empty(Path folder) throws IOException {
        Path programs = programs();
        finish(asNoRoot(
                programs.resolve("initdb").toString(),
                "--pgdata=" + folder,
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync"));
        return of(folder);
    }

    /** Starts one in a folder that holds one. */
    public static InstalledServer of(Path folder) throws IOException {
        return new InstalledServer(folder, programs());
    }

    private static Path programs() throws IOException {
        if (!Files.isDirectory(VERSIONS)) {
            return abort("NOT TESTED: dumps of a database: no PostgreSQL is installed in " + VERSIONS);
        }
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> WANTED.stream().allMatch(name -> Files.isExecutable(bin.resolve(name))))
                    .max(Comparator.comparing(Path::toString))
                    .orElseGet(() -> abort("NOT TESTED: dumps of a database: %s has no version with %s"
                            .formatted(VERSIONS, String.join(", ", WANTED))));
        }
    }

    /** It does not run as root: there it is given a user of its own, who owns what root owns. */
    private static ProcessBuilder asNoRoot(String... command) {
        var all = new ArrayList<String>();
        if (System.getProperty("user.name").equals("root")) {
            all.addAll(List.of("unshare", "-U"));
        }
        all.addAll(List.of(command));
        return new ProcessBuilder(all);
    }

    private boolean listens() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** Returns where a database of it is, for a user. */
    public String address(String user, String database) {
        return "postgresql://%s@127.0.0.1:%d/%s".formatted(user, port, database);
    }

    /**
     * Runs a line of a shell as its administrator, with the tools of its version; returns what it says.
     *
     * @throws IllegalStateException if it fails, or has something to complain of
     */
    public String run(String line) {
        var shell = new ProcessBuilder("sh", "-c", line)
                .directory(folder.resolveSibling(".").toFile());
        shell.environment().put("PATH", programs + ":" + System.getenv("PATH"));
        shell.environment().put("PGHOST", "127.0.0.1");
        shell.environment().put("PGPORT", String.valueOf(port));
        shell.environment().put("PGUSER", "postgres");
        try {
            return finish(shell);
        } catch (IOException e) {
            throw new IllegalStateException(line, e);
        }
    }

    private static String finish(ProcessBuilder program) throws IOException {
        Path complaints = Files.createTempFile("complaints", ".txt");
        try {
            Process process = program.redirectInput(Path.of("/dev/null").toFile())
                    .redirectError(complaints.toFile())
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            String complained = Files.readString(complaints);
            if (code != 0 || !complained.isEmpty()) {
                throw new IllegalStateException("%s ended with %d: %s".formatted(program.command(), code, complained));
            }
            return said;
        } catch (InterruptedException e) {
            throw new IllegalStateException(String.join(" ", program.command()), e);
        } finally {
            Files.delete(complaints);
        }
    }

    @Override
    public void close() {
        process.destroy(); // which waits until all sessions are ended: whoever closed has left none
        await().atMost(PATIENCE).until(() -> !process.isAlive());
    }
}
