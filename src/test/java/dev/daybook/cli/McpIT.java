package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.Patience;
import dev.daybook.access.OwnerToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents that speak by standard input: small processes beside one server. */
class McpIT {

    private static final int AGENTS = Boolean.getBoolean("daybook.torture") ? 30 : 12;
    private static final int MEMORY_KB_MAX = 60 * 1024;

    @TempDir
    private Path root;

    private Program program;

    @BeforeEach
    void prepare() {
        program =
                Program.in(root).with("PATH", System.getenv("PATH")).with("JAVA_HOME", System.getProperty("java.home"));
    }

    /** A server that an agent has started lives by itself. */
    @AfterEach
    void end() {
        server().ifPresent(it -> {
            it.destroyForcibly();
            await().until(() -> !it.isAlive());
        });
    }

    private Optional<ProcessHandle> server() {
        return ProcessHandle.of(Long.parseLong(lock("pid").orElse("-1")));
    }

    private Optional<String> lock(String property) {
        try {
            var stored = new Properties();
            stored.load(new StringReader(Files.readString(program.data().resolve("lock"))));
            return Optional.ofNullable(stored.getProperty(property));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** The flags with which the launcher starts it. */
    private static List<String> flags() {
        try {
            var flags = Pattern.compile("\\$java_flags (-Xint [^\"]+)\"")
                    .matcher(Files.readString(Program.repository().resolve("tools/daybook")));
            assertThat(flags.find()).isTrue();
            return List.of(flags.group(1).split(" "));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> command(String... more) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData"));
        command.addAll(flags());
        command.add("-Ddaybook.program=" + Program.repository().resolve("tools/daybook")); // which starts the server
        command.addAll(List.of("-jar", Program.jar().toString(), "mcp", "--data"));
        command.add(program.data().toString());
        command.addAll(List.of(more));
        return command;
    }

    /** One agent's end of the line. */
    private final class Agent implements AutoCloseable {

        private final Process process = program.open(command());
        private final BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);

        void say(String line) {
            try {
                process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
                process.getOutputStream().flush();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        JsonNode hear() {
            try {
                return Output.JSON.readTree(
                        Optional.ofNullable(answers.readLine()).orElseGet(() -> "{\"ended\":true}"));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        JsonNode ask(String method, String params) {
            say("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"%s\",\"params\":%s}".formatted(method, params));
            JsonNode answer = hear();
            assertThat(answer.path("id").asInt()).as(answer.toString()).isEqualTo(5);
            return answer.path("result");
        }

        void greet() {
            assertThat(ask(
                                    "initialize",
                                    "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"codex\",\"version\":\"1\"}}")
                            .path("protocolVersion")
                            .asText())
                    .isEqualTo("2025-11-25");
            say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        }

        JsonNode call(String tool, String arguments) {
            return ask("tools/call", "{\"name\":\"%s\",\"arguments\":%s}".formatted(tool, arguments))
                    .path("structuredContent");
        }

        /** Returns how long it takes to end once its input has. */
        Duration leave() {
            long startNs = System.nanoTime();
            try {
                process.getOutputStream().close();
                assertThat(process.waitFor(Patience.LIMIT)).isTrue();
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
            return Duration.ofNanos(System.nanoTime() - startNs);
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @Test
    void an_agent_starts_the_server_that_it_finds_none_of_and_leaves_it_to_others() throws IOException {
        try (var agent = new Agent()) {
            agent.greet();
            assertThat(agent.ask("tools/list", "{}").path("tools")).hasSize(9);
            assertThat(agent.call("ready", "{}").path("items")).isEmpty();

            assertThat(program.command("sbi", "register", "Dig").code()).isZero();
            JsonNode lease = agent.call("claim", "{\"action\":\"next\",\"key\":\"1\"}");
            assertThat(lease.path("title").asText()).isEqualTo("Dig");
            assertThat(lease.path("holder").asText()).startsWith(System.getProperty("user.name") + "/codex#");
            if (Files.isDirectory(Path.of("/proc/self/fd"))) {
                try (var open = Files.list(Path.of("/proc/%d/fd".formatted(agent.process.pid())))) {
                    assertThat(open.map(McpIT::target).filter(it -> it.endsWith(".db")))
                            .as("it never opens a database")
                            .isEmpty();
                }
            }

            assertThat(agent.leave()).isLessThan(loaded());
            assertThat(agent.process.exitValue()).isZero();
        }
        assertThat(server()).hasValueSatisfying(it -> assertThat(it.isAlive()).isTrue());
        var audit = program.command("audit", "--action", "sbi.lease-acquired", "--format", "json");
        assertThat(audit.json().at("/0/actor").asText()).endsWith("/codex");
        assertThat(audit.json().at("/0/session").asText()).startsWith("mcp-");
    }

    @Test
    void what_was_asked_before_the_input_ended_is_answered_although_the_server_has_yet_to_start() {
        try (var agent = new Agent()) {
            IntStream.range(0, 9).forEach(_ -> agent.say("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"ping\"}"));
            agent.leave();

            assertThat(IntStream.range(0, 9).mapToObj(_ -> agent.hear()))
                    .allSatisfy(
                            it -> assertThat(it.has("result")).as(it.toString()).isTrue());
            assertThat(agent.process.exitValue()).isZero();
        }
    }

    /** What a second is on a machine that may have other things to do: it starts a JVM in less. */
    private Duration loaded() {
        long startNs = System.nanoTime();
        program.run("--version");
        return Duration.ofSeconds(1).plus(Duration.ofNanos(4 * (System.nanoTime() - startNs)));
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException _) {
            return "";
        }
    }

    @Test
    void a_server_that_an_agent_started_ends_when_nobody_asks_any_more() {
        program.with("DAYBOOK_UNTIL_IDLE", "3s");
        try (var agent = new Agent()) {
            agent.greet();
            String server = lock("pid").orElseThrow();
            await().until(() -> !server().map(ProcessHandle::isAlive).orElse(false));

            assertThat(agent.call("ready", "{}").path("items"))
                    .as("another one is started")
                    .isEmpty();
            assertThat(lock("pid")).isPresent().isNotEqualTo(Optional.of(server));
            agent.leave();
        }
    }

    @Test
    void an_agent_goes_on_with_another_server_when_its_own_was_killed() {
        try (var agent = new Agent()) {
            agent.greet();
            ProcessHandle server = server().orElseThrow();
            server.destroyForcibly();
            await().until(() -> !server.isAlive());

            assertThat(agent.call("ready", "{}").path("items").isArray()).isTrue();
        }
    }

    @Test
    void whoever_took_the_port_of_a_server_that_is_gone_gets_no_token() throws IOException {
        try (var agent = new Agent()) {
            agent.greet();
            ProcessHandle server = server().orElseThrow();
            int port = URI.create(lock("endpoint").orElseThrow()).getPort();
            server.destroyForcibly();
            await().until(() -> !server.isAlive());
            try (var stranger = new ServerSocket(port, 0, InetAddress.getLoopbackAddress())) {
                var heard = new ConcurrentLinkedQueue<String>();
                Thread.ofVirtual().start(() -> hear(stranger, heard));

                // Several at once: one of them may go over a connection that is still open, and find it closed.
                for (int message = 0; message < 4; message++) {
                    agent.say("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"ping\"}");
                }
                for (int message = 0; message < 4; message++) {
                    assertThat(agent.hear().has("result")).isTrue();
                }

                assertThat(heard).isEmpty();
            }
        }
    }

    /** Notes the heads of requests and breaks off. */
    private static void hear(ServerSocket at, Queue<String> heard) {
        while (!at.isClosed()) {
            try (var connection = at.accept();
                    var lines = new BufferedReader(
                            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
                lines.lines().takeWhile(line -> !line.isEmpty()).forEach(heard::add);
            } catch (IOException | UncheckedIOException _) {
                // the test is over, or the client has gone
            }
        }
    }

    @Test
    void an_agent_waits_for_a_server_that_takes_its_time_to_end_and_goes_on_with_another() throws IOException {
        try (var agent = new Agent()) {
            agent.greet();
            ProcessHandle server = server().orElseThrow();
            int port = URI.create(lock("endpoint").orElseThrow()).getPort();
            String head = " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
                    .formatted(OwnerToken.read(program.data()));
            try (var slow = new Socket(InetAddress.getLoopbackAddress(), port)) {
                String both = "GET /livez" + head + "GET /api/v1/sbis?after=1000000&wait=30s" + head;
                slow.getOutputStream().write(both.getBytes(StandardCharsets.US_ASCII));
                assertThat(slow.getInputStream().read())
                        .as("the second one is under way now")
                        .isPositive();
                server.destroy();
                await().until(() -> refuses(port));

                assertThat(agent.call("ready", "{}").path("items").isArray()).isTrue();
            }
            assertThat(server()).isPresent().isNotEqualTo(Optional.of(server));
        }
    }

    private static boolean refuses(int port) {
        try {
            var request = (HttpURLConnection) URI.create("http://127.0.0.1:%d/livez".formatted(port))
                    .toURL()
                    .openConnection();
            return request.getResponseCode() == HttpURLConnection.HTTP_UNAVAILABLE;
        } catch (IOException _) {
            return true; // it has ended
        }
    }

    @Test
    void many_agents_at_once_share_one_server() {
        var agents = new ArrayList<Agent>();
        try {
            IntStream.range(0, AGENTS).forEach(_ -> agents.add(new Agent()));
            agents.parallelStream().forEach(Agent::greet);
            List<JsonNode> claims = agents.parallelStream()
                    .map(agent -> agent.call("claim", "{\"action\":\"next\",\"key\":\"1\"}"))
                    .toList();
            assertThat(claims)
                    .hasSize(AGENTS)
                    .allSatisfy(it -> assertThat(it.isObject()).isTrue());
            assertThat(log().split("daybook serves", -1)).as("one server").hasSize(2);
            agents.forEach(Agent::leave);
        } finally {
            agents.forEach(Agent::close);
        }
    }

    private String log() {
        try {
            return Files.readString(program.data().resolve(AgentServer.LOG));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nothing_of_an_agent_is_left_when_whoever_started_it_is_killed() throws IOException {
        // Its input stays open: the test holds the other end, as siblings of an agent may.
        var script = new ArrayList<>(List.of("sh", "-c", "exec 3<&0; \"$@\" <&3 & echo $!; wait", "sh"));
        script.addAll(command());
        Process parent = program.open(script);
        var out = parent.inputReader(StandardCharsets.UTF_8);
        ProcessHandle agent = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
        parent.getOutputStream()
                .write("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n".getBytes(StandardCharsets.UTF_8));
        parent.getOutputStream().flush();
        assertThat(out.readLine()).contains("\"id\":1");

        parent.destroyForcibly();

        await().until(() -> !agent.isAlive());
    }

    @Test
    void it_takes_little_memory_as_there_is_one_for_each_conversation() throws IOException {
        assumeTrue(Files.isReadable(Path.of("/proc/self/status")), "memory is told by /proc");
        try (var agent = new Agent()) {
            agent.greet();
            assertThat(agent.ask("tools/list", "{}").path("tools")).hasSize(9);
            agent.call("audit", "{}");

            int kilobytes = Files.readString(Path.of("/proc/%d/status".formatted(agent.process.pid())))
                    .lines()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> Integer.parseInt(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow();
            assertThat(kilobytes).isLessThanOrEqualTo(MEMORY_KB_MAX);
        }
    }

    @Test
    void what_keeps_it_from_a_server_is_told_as_the_answer() throws IOException {
        Files.writeString(program.data(), "no folder");
        try (var agent = new Agent()) {
            agent.say("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"ping\"}");

            JsonNode answer = agent.hear();

            assertThat(answer.path("id").asText()).isEqualTo("a");
            assertThat(answer.at("/error/message").asText())
                    .contains(program.data().toString());
            agent.leave();
        }
    }
}
