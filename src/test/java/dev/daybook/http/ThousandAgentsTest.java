package dev.daybook.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.daybook.Patience;
import dev.daybook.agent.AgentCommand;
import dev.daybook.agent.Kind;
import dev.daybook.command.Submission;
import dev.daybook.domain.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand agents that share one token, each with a reader of its inbox and a request under way, on connections of their own. */
class ThousandAgentsTest {

    private static final int AGENTS = 1_000;

    @TempDir
    private Path folder;

    private final List<Socket> sockets = new ArrayList<>();
    private Fixture house;
    private String token;

    @BeforeEach
    void open() {
        house = new Fixture(folder);
        token = house.caller
                .post("/tokens", "{\"name\":\"all\",\"role\":\"write\"}")
                .is(201)
                .json()
                .path("token")
                .asText();
        List<AgentCommand.Put> agents = IntStream.range(0, AGENTS)
                .mapToObj(i -> new AgentCommand.Put(
                        Kind.AGENT,
                        "a" + i,
                        Map.of("/agent_id", new Json("\"a" + i + "\""), "/status", new Json("\"idle\""))))
                .toList();
        house.ground
                .commands()
                .submit(new Submission<>(
                                agents.getFirst(),
                                "lead",
                                "test",
                                house.ground.clock().instant(),
                                Optional.empty(),
                                OptionalLong.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty())
                        .beside(agents.subList(1, AGENTS)));
        house.caller.get("/agents?limit=1&wait=30s&after=" + house.head()).is(200);
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        house.close();
    }

    private Socket send(String method, String path, String media, String body) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), house.server.port());
        sockets.add(socket);
        socket.setSoTimeout((int) Patience.LIMIT.toMillis());
        socket.getOutputStream().write("""
                %s /api/v1%s HTTP/1.1\r
                Host: localhost\r
                Authorization: Bearer %s\r
                Accept: %s\r
                Content-Type: application/json\r
                Content-Length: %d\r
                \r
                %s""".formatted(method, path, token, media, body.length(), body)
                .getBytes(US_ASCII));
        return socket;
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    }

    private static String until(BufferedReader reader, String text) throws IOException {
        var read = new StringBuilder();
        for (int next = reader.read(); next >= 0; next = reader.read()) {
            read.append((char) next);
            if (read.toString().endsWith(text)) {
                return read.toString();
            }
        }
        throw new AssertionError("it ended before '%s': %s".formatted(text, read));
    }

    @Test
    void are_served_without_a_refusal() throws IOException {
        List<BufferedReader> readers = new ArrayList<>();
        for (int i = 0; i < AGENTS; i++) {
            boolean streams = i % 2 == 0;
            readers.add(reader(send(
                    "GET",
                    "/agents/a%d/inbox%s".formatted(i, streams ? "" : "?wait=30s"),
                    streams ? "text/event-stream" : "application/json",
                    "")));
        }
        await().atMost(Patience.LIMIT)
                .until(() -> house.caller
                        .get("/metrics")
                        .text()
                        .lines()
                        .anyMatch(line -> line.startsWith("daybook_http_connections ")
                                && Double.parseDouble(line.split(" ")[1]) >= AGENTS));

        List<Socket> working = new ArrayList<>();
        for (int i = 0; i < AGENTS; i++) {
            working.add(send(
                    "POST", "/agent-tasks", "application/json", "{\"id\":\"t%d\",\"title\":\"Do it\"}".formatted(i)));
        }
        for (Socket socket : working) {
            assertThat(until(reader(socket), "}")).startsWith("HTTP/1.1 201 Created");
        }

        house.caller
                .post("/agent-messages", "{\"broadcast\":true,\"content\":\"Deploy\"}")
                .is(201);
        for (BufferedReader reader : readers) {
            assertThat(until(reader, "Deploy")).startsWith("HTTP/1.1 200 OK");
        }
    }
}
