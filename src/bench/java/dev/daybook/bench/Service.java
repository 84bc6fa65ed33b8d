package dev.daybook.bench;

import dev.daybook.access.OwnerToken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The program as a user runs it, over one data directory.
 *
 * @param jvm options of its JVM
 * @param settings by the names of its environment
 */
record Service(Path data, int port, List<String> jvm, Map<String, String> settings) {

    /** {@code -Dbench.jvm=-Xmx64m,-XX:TieredStopAtLevel=1} for a smaller one. */
    static final List<String> SMALL =
            List.of(System.getProperty("bench.jvm", "-Xmx256m").split(","));

    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    Service(Path data, int port) {
        this(data, port, List.of());
    }

    Service(Path data, int port, List<String> jvm) {
        this(data, port, jvm, Map.of());
    }

    String api() {
        return "http://127.0.0.1:" + port + "/api/v1";
    }

    /** Returns the header that lets a request in, once a server has made the token. */
    String authorization() throws IOException {
        return "Bearer " + OwnerToken.read(data);
    }

    /** Starts the server and returns once it has answered. */
    Process start() throws Exception {
        Process process = launch();
        long end = System.nanoTime() + START_LIMIT.toNanos();
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(1))
                .build()) {
            while (System.nanoTime() < end && process.isAlive()) {
                try {
                    var answer = http.send(
                            HttpRequest.newBuilder(URI.create(api() + "/sbis?limit=1"))
                                    .header("Authorization", authorization())
                                    .build(),
                            HttpResponse.BodyHandlers.discarding());
                    if (answer.statusCode() == 200) {
                        return process;
                    }
                } catch (IOException _) {
                    process.waitFor(5, TimeUnit.MILLISECONDS); // not listening yet
                }
            }
        }
        process.destroyForcibly();
        throw new IllegalStateException("the server did not answer; alive: " + process.isAlive());
    }

    /** Starts the server without waiting for it. */
    Process launch() throws IOException {
        return begin(command("serve", "--port", Integer.toString(port)));
    }

    /** Returns once somebody listens at its port. */
    void awaitListening(Process server, Duration limit) throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end && server.isAlive()) {
            try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException _) {
                server.waitFor(5, TimeUnit.MILLISECONDS);
            }
        }
        throw new IllegalStateException("the server does not listen; alive: " + server.isAlive());
    }

    static void stop(Process server) throws InterruptedException {
        server.destroy();
        if (!server.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("the server does not stop");
        }
    }

    /** Runs one command to its end. */
    void run(String... arguments) throws Exception {
        runAlone(command(arguments));
    }

    /** Runs a command that needs no data directory to its end. */
    void runAlone(List<String> command) throws Exception {
        int exit = begin(command).waitFor();
        if (exit != 0) {
            throw new IllegalStateException("%s ended with %d".formatted(String.join(" ", command), exit));
        }
    }

    /** Returns the command with its arguments, the data directory among them. */
    List<String> command(String... arguments) {
        var words = new ArrayList<>(List.of("tools/daybook"));
        words.addAll(List.of(arguments));
        words.addAll(List.of("--data", data.toString()));
        return words;
    }

    private Process begin(List<String> command) throws IOException {
        var process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        process.environment().merge("DAYBOOK_JAVA_OPTS", String.join(" ", jvm), (set, more) -> set + " " + more);
        process.environment().putAll(settings);
        return process.start();
    }
}
