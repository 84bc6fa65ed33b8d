package dev.daybook.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.daybook.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that begin and never end: whoever else asks is answered, and memory stays bounded. */
class SiegeTest {

    private static final int MEGABYTE = 1 << 20;
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    private final List<Socket> sockets = new ArrayList<>();
    private final CountDownLatch leave = new CountDownLatch(1);
    private final AtomicInteger entered = new AtomicInteger();

    @SuppressWarnings("NullAway.Init") // each test opens its own
    private HttpServer server;

    @SuppressWarnings("NullAway.Init")
    private Caller caller;

    private void open(UnaryOperator<Options> change) {
        Routes routes = Echo.on(new Routes(), "registerSbi");
        Echo.on(routes, "getSbi", request -> Answer.json(request.path("id")));
        Echo.on(routes, "resetSbi", _ -> {
            entered.incrementAndGet();
            leave.await();
            return Answer.json("done");
        });
        Echo.on(routes, "verify", _ -> Answer.streamed("text/event-stream", this::beginOnly));
        routes.always("GET /livez", RouteForm.of("livez", Answer.JSON), _ -> Answer.json("alive"))
                .always("GET /metrics", RouteForm.of("metrics", Answer.JSON), _ -> Answer.json("counted"));
        Options options = patience(Options.loopback(0), LONG, LONG, LONG);
        server = HttpServer.start(routes, () -> 7, change.apply(options));
        caller = new Caller(server.port());
    }

    private void beginOnly(ResponseStream sink) throws IOException {
        sink.write("begun".getBytes(US_ASCII));
        sink.flush();
        try {
            leave.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @AfterEach
    void close() throws IOException {
        leave.countDown();
        for (Socket socket : sockets) {
            socket.close();
        }
        caller.close();
        server.close();
    }

    private Socket send(String head) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        sockets.add(socket);
        socket.setSoTimeout((int) Patience.LIMIT.toMillis());
        socket.getOutputStream().write(head.getBytes(US_ASCII));
        return socket;
    }

    private static String post(String path, String host, long announced) {
        return "POST /api/v1%s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                .formatted(path, host, announced);
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }

    private void everybodyIsAnswered() {
        caller.get("/sbis/x").is(200);
        caller.post("/sbis", "{\"title\":\"small\"}").is(201);
        caller.get("/livez").is(200);
    }

    @Test
    void half_sent_bodies_keep_nobody_from_being_answered() throws IOException {
        open(options -> options);
        for (int client = 0; client < 1_100; client++) {
            send(post("/sbis", "localhost", 1_000) + "{\"title\":");
        }
        everybodyIsAnswered();
    }

    @Test
    void unfinished_bodies_take_no_more_memory_than_is_set() throws IOException {
        int bodyBytes = 4 * MEGABYTE;
        open(options -> bodies(options, bodyBytes, bodyBytes));
        byte[] most = "{\"title\":\"%s".formatted("x".repeat(bodyBytes - 100)).getBytes(US_ASCII);
        List<Socket> besiegers = new ArrayList<>();
        for (int client = 0; client < 13; client++) {
            Socket socket = send(post("/sbis", "localhost", bodyBytes));
            socket.getOutputStream().write(most);
            besiegers.add(socket);
        }
        everybodyIsAnswered();
        String large = "{\"title\":\"x\",\"spec\":\"%s\"}".formatted("x".repeat(bodyBytes - MEGABYTE));
        caller.post("/sbis", large).isProblem(503, "overloaded");

        for (Socket socket : besiegers) {
            socket.close();
        }
        await().until(() -> caller.post("/sbis", large).status() == 201);
    }

    @Test
    void a_body_takes_no_memory_any_more_while_its_answer_goes_out() throws IOException {
        open(options -> bodies(options, MEGABYTE, MEGABYTE));
        String blanks = " ".repeat(MEGABYTE - 100);
        String large = "{\"title\":\"x\",\"spec\":\"%s\"}".formatted("x".repeat(MEGABYTE / 2));

        Socket endless = send(post("/verify", "localhost", blanks.length()) + blanks);
        assertThat(endless.getInputStream().read()).as("it is being answered").isPositive();
        caller.post("/sbis", large).is(201);
    }

    @Test
    void what_asks_only_has_no_body_worth_its_memory() throws IOException {
        open(options -> options);

        caller.send("GET", "/sbis/x", Optional.of(" ".repeat(10_000))).isProblem(413, "body-too-large");
        caller.send("GET", "/sbis/x", Optional.of(" ")).is(200);
    }

    @Test
    void one_connection_too_many_is_closed_at_once_and_the_owner_still_comes_in() throws IOException {
        Path own = folder.resolve("door.sock");
        open(options -> new Options(
                new Options.Address("127.0.0.1", 0, Optional.empty(), Optional.of(own)),
                options.allowed(),
                Options.Limits.of(MEGABYTE, 5_000, 20, 2_048, 2_048),
                options.patience()));
        String ask = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";
        for (int client = 0; client < 20; client++) {
            assertThat(send(ask).getInputStream().read()).isPositive();
        }

        assertThat(answer(send(""))).isEmpty();
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(own))) {
            channel.write(ByteBuffer.wrap(ask.getBytes(US_ASCII)));
            assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(1);
        }

        sockets.getFirst().close();
        await().ignoreExceptions().until(() -> send(ask).getInputStream().read() > 0);
    }

    @Test
    void what_is_announced_takes_no_memory() throws IOException {
        open(options -> bodies(options, options.limits().bodyBytesMax(), MEGABYTE));
        for (int client = 0; client < 50; client++) {
            send(post("/sbis", "localhost", 15 * MEGABYTE) + "{");
        }
        everybodyIsAnswered();
    }

    @Test
    void a_body_for_another_host_is_not_kept() throws IOException {
        open(options -> bodies(options, options.limits().bodyBytesMax(), MEGABYTE));
        byte[] some = "x".repeat(MEGABYTE / 2).getBytes(US_ASCII);
        for (int client = 0; client < 8; client++) {
            send(post("/sbis", "evil.example", MEGABYTE)).getOutputStream().write(some);
        }
        caller.post("/sbis", "{\"title\":\"x\",\"spec\":\"%s\"}".formatted("x".repeat(MEGABYTE / 2)))
                .is(201);
    }

    @Test
    void a_body_that_does_not_come_in_time_is_refused_and_the_connection_ends() throws IOException {
        open(options -> patience(options, LONG, SHORT, LONG));
        Socket slow = send(post("/sbis", "localhost", 1_000) + "{\"title\":");

        assertThat(answer(slow)).startsWith("HTTP/1.1 408").contains("/problems/body-late", "connection: close");
    }

    @Test
    void a_head_that_does_not_come_in_time_ends_the_connection() throws IOException {
        open(options -> patience(options, SHORT, LONG, LONG));
        Socket silent = send("");
        Socket slow = send("GET /api/v1/sbis/x HTTP/1.1\r\nHost: local");

        assertThat(answer(silent)).isEmpty();
        assertThat(answer(slow)).isEmpty();
        caller.get("/sbis/x").is(200);
    }

    @Test
    void a_connection_without_a_further_request_ends() throws IOException {
        open(options -> patience(options, LONG, LONG, SHORT));
        Socket idle = send("GET /api/v1/sbis/x HTTP/1.1\r\nHost: localhost\r\n\r\nGET /api/v1/sbis/y HTT");

        assertThat(answer(idle)).startsWith("HTTP/1.1 200").endsWith("\"x\"");
    }

    @Test
    void work_that_takes_its_time_is_waited_for() throws Exception {
        open(options -> patience(options, SHORT, SHORT, SHORT));
        Socket worked = send(post("/sbis/x/reset", "localhost", 2) + "{}");
        await().until(() -> entered.get() == 1);
        String late = answer(send("GET /api/v1/sbis")); // ends with the time for a head, which began later

        leave.countDown();
        assertThat(late).isEmpty();
        assertThat(answer(worked)).startsWith("HTTP/1.1 200").endsWith("\"done\"");
    }

    @Test
    void whether_it_is_well_is_told_however_many_requests_are_under_way() throws IOException {
        open(options -> new Options(
                options.address(),
                options.allowed(),
                Options.Limits.of(MEGABYTE, 5_000, 2_048, 100, 100),
                options.patience()));
        for (int client = 0; client < 100; client++) {
            send(post("/sbis/x/reset", "localhost", 2) + "{}");
        }
        await().until(() -> entered.get() == 100);

        caller.get("/sbis/x").isProblem(503, "overloaded");
        caller.get("/livez").is(200);
        caller.get("/metrics").is(200);
        caller.get("/api/v1/livez").is(200);
    }

    private static Options patience(Options options, Duration head, Duration body, Duration idle) {
        Options.Patience usual = options.patience();
        return new Options(
                options.address(),
                options.allowed(),
                options.limits(),
                new Options.Patience(head, body, idle, usual.heartbeat(), usual.stop()));
    }

    private static Options bodies(Options options, int bytesMax, long allBytesMax) {
        Options.Limits usual = options.limits();
        return new Options(
                options.address(),
                options.allowed(),
                new Options.Limits(
                        bytesMax,
                        usual.contentBytesMax(),
                        allBytesMax,
                        usual.ratePerSecond(),
                        usual.connectionsMax(),
                        usual.requestsMax(),
                        usual.waitsMax()),
                options.patience());
    }
}
