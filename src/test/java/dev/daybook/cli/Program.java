package dev.daybook.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.InProcess;
import dev.daybook.Patience;
import dev.daybook.access.OwnerToken;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * The program as a user runs it: a process of its own with its own home, working and temporary folders, all of them
 * below one folder of the test.
 */
final class Program {

    private static final List<String> JVM = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Xlog:disable",
            "-Xlog:all=error:stderr");

    /**
     * Made by the launcher before the first process is started, if it is not there: with it each of hundreds takes a third
     * of the time. Where nothing is started, nothing is made.
     */
    private static final class Cache {
        private static final List<String> OPTIONS = made();

        private static List<String> made() {
            try {
                var launcher =
                        new ProcessBuilder(repository().resolve("tools/daybook").toString(), "--version");
                launcher.environment().put("JAVA_HOME", System.getProperty("java.home"));
                launcher.redirectOutput(Redirect.DISCARD)
                        .redirectError(Redirect.DISCARD)
                        .start()
                        .waitFor();
                try (var caches = Files.newDirectoryStream(jar().resolveSibling(""), Program::isCache)) {
                    return StreamSupport.stream(caches.spliterator(), false)
                            .map(cache -> "-XX:AOTCache=" + cache)
                            .toList();
                }
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Started when the first test wants to be served; it ends with the tests. */
    private static final class Neighbour {
        private static final Resident RESIDENT = started();

        private static Resident started() {
            try {
                return in(Files.createTempDirectory("served")).resident();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static final Pattern BESIDE = Pattern.compile("/(api|livez|readyz|metrics|openapi).*");
    private static final Pattern ENDPOINT = Pattern.compile("https?://[0-9.]+:[0-9]+");

    /** What a process left behind. */
    record Ended(int code, String out, String err) {

        JsonNode json() {
            try {
                return Output.JSON.readTree(out);
            } catch (IOException e) {
                throw new AssertionError("no JSON: " + out + err, e);
            }
        }

        List<String> lines() {
            return out.lines().toList();
        }
    }

    private final Path root;
    private final Map<String, String> environment = new TreeMap<>();
    private final List<String> jvm = new ArrayList<>();

    private Program(Path root) {
        this.root = root;
        try {
            for (Path folder : List.of(home(), work(), temporary())) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        environment.put("HOME", home().toString());
        jvm.addAll(JVM);
        jvm.addAll(List.of("-Duser.home=" + home(), "-Djava.io.tmpdir=" + temporary()));
    }

    /** Prepares a program whose data directory is {@code data} below {@code root}. */
    static Program in(Path root) {
        return new Program(root);
    }

    static Path repository() {
        return Path.of("").toAbsolutePath();
    }

    static Path jar() {
        return Path.of(System.getProperty("daybook.jar", "target/daybook.jar")).toAbsolutePath();
    }

    Path data() {
        return root.resolve("data");
    }

    Path home() {
        return root.resolve("home");
    }

    Path work() {
        return root.resolve("work");
    }

    Path temporary() {
        return root.resolve("tmp");
    }

    Program with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Program withJvm(String option) {
        jvm.add(option);
        return this;
    }

    /**
     * Runs a command on the data directory in the process of the test, which takes a tenth of the time: for all that does
     * not depend on the process itself, its locale, time zone, properties, folders, signals and outputs.
     */
    Ended command(String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code = InProcess.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.copyOf(environment),
                onData(args).toArray(String[]::new));
        return new Ended(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Runs a command on the data directory to its end, in a process of its own. */
    Ended run(String... args) {
        return end(start(onData(args)));
    }

    /** Runs arguments as they are. */
    Ended runPlain(String... args) {
        return end(start(Arrays.asList(args)));
    }

    /** Runs arguments as a shell reads them, so that they may be any bytes: {@code --as "$(printf 'Jos\303\251')"}. */
    Ended runShell(String arguments) {
        return end(launch(shell("exec \"$@\" " + arguments)));
    }

    /** Returns the command of a shell script in which {@code "$@"} starts the program. */
    List<String> shell(String script) {
        var command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        command.addAll(java(List.of()));
        return command;
    }

    /** Runs arguments as a shell reads them, without the right of root to read and write everything. */
    Ended runUnprivileged(String arguments) {
        if (!"root".equals(System.getProperty("user.name"))) {
            return runShell(arguments);
        }
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/setpriv")),
                "skipped: root reads everything, and there is no setpriv to give that up");
        return end(launch(shell("exec /usr/bin/setpriv --bounding-set=-dac_override,-dac_read_search --inh-caps=-all"
                + " \"$@\" " + arguments)));
    }

    /** Runs a script of the repository with these arguments. */
    Ended runScript(String script, String... args) {
        var command = new ArrayList<String>();
        command.add(repository().resolve(script).toString());
        command.addAll(Arrays.asList(args));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("PATH", System.getenv("PATH"));
        return end(launch(command));
    }

    Process startPlain(String... args) {
        return start(Arrays.asList(args));
    }

    /** Starts a server on any free port and returns when it answers. */
    Server serve(String... args) {
        var all = new ArrayList<>(List.of("serve", "--port", "0"));
        all.addAll(Arrays.asList(args));
        return Server.of(start(onData(all.toArray(String[]::new))), data());
    }

    /**
     * Serves the data directory in a process that other tests have served by, too, which takes a tenth of the time: for all
     * that does not depend on the process of the server itself, its settings, its outputs and its end.
     */
    Served served() {
        return new Served(data(), Neighbour.RESIDENT.serve(data()));
    }

    Process startOnData(String... args) {
        return start(onData(args));
    }

    private List<String> onData(String... args) {
        var all = new ArrayList<>(Arrays.asList(args));
        if (!all.contains("--data")) { // another one is meant
            all.addAll(List.of("--data", data().toString()));
        }
        return all;
    }

    Process start(List<String> args) {
        return launch(java(args));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static boolean isCache(Path file) throws IOException {
        String name = file.getFileName().toString();
        return name.matches("daybook-.*[.]aot")
                && !name.endsWith("-questions.aot")
                && Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(jar())) > 0;
    }

    /** Starts a process in which many commands are run, with the folders and the JVM options of this program. */
    Resident resident() {
        var command = new ArrayList<String>(List.of(java()));
        command.addAll(Cache.OPTIONS); // what else is on the class path stands behind the jar
        command.addAll(jvm);
        command.addAll(List.of("-cp", Resident.classPath(), Resident.class.getName()));
        return new Resident(open(command));
    }

    /** Runs a command on the data directory in such a process. */
    Ended runIn(Resident resident, String... args) {
        return resident.run(environment, onData(args));
    }

    /** Runs arguments as they are in such a process. */
    Ended runPlainIn(Resident resident, List<String> args) {
        return resident.run(environment, args);
    }

    private List<String> java(List<String> args) {
        var command = new ArrayList<String>(List.of(java()));
        command.addAll(Cache.OPTIONS);
        command.addAll(jvm);
        command.addAll(List.of("-jar", jar().toString()));
        command.addAll(args);
        return command;
    }

    Process launch(List<String> command) {
        var process = open(command);
        try {
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new AssertionError("cannot start " + command, e);
        }
    }

    /** As {@link #launch}, with a standard input that the test writes. */
    Process open(List<String> command) {
        var builder = new ProcessBuilder(command).directory(work().toFile());
        builder.environment().clear();
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new AssertionError("cannot start " + command, e);
        }
    }

    static Ended end(Process process) {
        var err = new StringBuilder();
        var reader = Thread.ofPlatform().daemon().start(() -> drain(process.errorReader(StandardCharsets.UTF_8), err));
        var out = new StringBuilder();
        drain(process.inputReader(StandardCharsets.UTF_8), out);
        try {
            if (!process.waitFor(Patience.LIMIT)) {
                process.destroyForcibly();
                throw new AssertionError("it does not end; so far: " + out + err);
            }
            reader.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return new Ended(process.exitValue(), out.toString(), err.toString());
    }

    private static void drain(BufferedReader reader, StringBuilder to) {
        reader.lines().forEach(line -> to.append(line).append('\n'));
    }

    /** A server in a process that serves others, too. */
    record Served(Path data, URI endpoint) implements AutoCloseable {

        HttpRequest.Builder request(String path) {
            return Program.request(data, endpoint, path);
        }

        @Override
        public void close() {
            Neighbour.RESIDENT.stop(data);
        }
    }

    /** Returns a request below the API, or of a whole path, that its data directory's token lets in. */
    private static HttpRequest.Builder request(Path data, URI endpoint, String path) {
        try {
            return HttpRequest.newBuilder(endpoint.resolve(BESIDE.matcher(path).matches() ? path : "/api/v1" + path))
                    .header("Authorization", "Bearer " + OwnerToken.read(data));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A server in a process of its own. */
    record Server(Process process, URI endpoint, Path data, Queue<String> err) implements AutoCloseable {

        static Server of(Process process, Path data) {
            var err = new ConcurrentLinkedQueue<String>();
            return started(process, data, err)
                    .orElseThrow(() -> new AssertionError("the server did not start: " + err));
        }

        /** As {@link #of}; nothing if it ends without having started, after which {@code err} has what it said. */
        static Optional<Server> started(Process process, Path data, Queue<String> err) {
            // A virtual thread that waits for a pipe keeps its carrier: a few servers would leave none.
            Thread.ofPlatform()
                    .daemon()
                    .start(() ->
                            process.errorReader(StandardCharsets.UTF_8).lines().forEach(err::add));
            try {
                var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                for (var line = out.readLine(); line != null; line = out.readLine()) {
                    var found = ENDPOINT.matcher(line);
                    if (found.find()) {
                        Thread.ofPlatform().daemon().start(() -> out.lines().forEach(_ -> {}));
                        return Optional.of(new Server(process, URI.create(found.group()), data, err));
                    }
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return Optional.empty();
        }

        HttpRequest.Builder request(String path) {
            return Program.request(data, endpoint, path);
        }

        void kill() {
            process.destroyForcibly();
            await();
        }

        /** Tells it to stop and returns its exit code. */
        int stop() {
            process.destroy();
            await();
            return process.exitValue();
        }

        private void await() {
            try {
                if (!process.waitFor(Patience.LIMIT)) {
                    throw new AssertionError("the server does not stop: " + err);
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
            await();
        }
    }
}
