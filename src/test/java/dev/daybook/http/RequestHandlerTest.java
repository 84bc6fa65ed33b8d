package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.daybook.Patience;
import dev.daybook.http.Caller.Reply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the door does with every request, whatever it asks for. */
class RequestHandlerTest {

    private static final int BODY_BYTES_MAX = 100_000;
    private static final byte[] KILOBYTE = "x".repeat(1_024).getBytes(StandardCharsets.US_ASCII);

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);
    private final AtomicLong streamedBytes = new AtomicLong();
    private final AtomicInteger streamsEnded = new AtomicInteger();

    @TempDir
    private Path folder;

    private HttpServer server;
    private Caller caller;

    @BeforeEach
    void open() {
        Routes routes = Echo.on(new Routes(), "registerSbi");
        Echo.on(
                routes,
                "listSbis",
                request -> Answer.json(request.query().getAll("status").stream()
                        .flatMap(it -> Request.split(it).stream())
                        .toList()));
        Echo.on(routes, "getSbi", request -> Answer.json(request.path("id")));
        Echo.on(routes, "editSbi", _ -> {
            throw new IllegalStateException("secret detail");
        });
        Echo.on(routes, "resetSbi", _ -> {
            entered.countDown();
            leave.await();
            return Answer.json("done");
        });
        Echo.on(routes, "listAudit", request -> Answer.json(request.media()));
        routes.on(
                "GET /journal/stream",
                RouteForm.of("streamJournal", ServerSentEvents.MEDIA),
                _ -> Answer.streamed(ServerSentEvents.MEDIA, this::endless));
        Options options = new Options(
                at(folder.resolve("door.sock")),
                new Options.Allowed(
                        Set.of("daybook.example", "board.example:3000"), Set.of("https://reader.example"), Set.of()),
                Options.Limits.of(BODY_BYTES_MAX, 5_000, 2_048, 2_048, 2_048),
                Options.Patience.USUAL);
        server = HttpServer.start(routes, () -> 7, options);
        caller = new Caller(server.port());
    }

    private static Options.Address at(Path socket) {
        return new Options.Address("127.0.0.1", 0, Optional.empty(), Optional.of(socket));
    }

    @AfterEach
    void close() {
        leave.countDown();
        caller.close();
        server.close();
    }

    private void endless(ResponseStream sink) throws IOException {
        try {
            while (!sink.over()) {
                sink.write(KILOBYTE);
                streamedBytes.addAndGet(KILOBYTE.length);
            }
        } finally {
            streamsEnded.incrementAndGet();
        }
    }

    @Test
    void a_body_that_fits_the_contract_reaches_the_handler_as_it_was_written() {
        Caller.Reply reply = caller.post("/sbis", "{\"title\":\"Größe 🙂\",\"metadata\":{\"b\":1.50,\"a\":1e400}}")
                .is(201);

        assertThat(reply.text()).isEqualTo("{\"title\":\"Größe 🙂\",\"metadata\":{\"b\":1.50,\"a\":1e400}}");
        assertThat(reply.position()).isEqualTo(7);
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void an_unknown_field_is_refused_by_its_pointer() {
        Caller.Reply reply =
                caller.post("/sbis", "{\"title\":\"x\",\"titel\":\"y\"}").isProblem(400, "unknown-field");

        reply.at("/titel");
        assertThat(reply.json().path("errors")).hasSize(1);
        assertThat(reply.json().at("/errors/0/in").asText()).isEqualTo("body");
        assertThat(reply.json().at("/errors/0/detail").asText()).contains("want one of id, taskId, title");
    }

    @Test
    void a_wrong_type_is_refused_by_its_pointer() {
        caller.post("/sbis", "{\"title\":5}").isProblem(400, "wrong-type").at("/title");
        caller.post("/sbis", "{\"title\":\"x\",\"labels\":[\"a\",7]}")
                .isProblem(400, "wrong-type")
                .at("/labels/1");
        caller.post("/sbis", "[]").isProblem(400, "wrong-type").at("");
        caller.post("/sbis", "{\"title\":\"x\",\"priority\":1.5}")
                .isProblem(400, "wrong-type")
                .at("/priority");
    }

    @Test
    void a_value_over_its_limit_is_refused_by_its_pointer() {
        caller.post("/sbis", "{\"title\":\"%s\"}".formatted("x".repeat(201)))
                .isProblem(400, "over-limit")
                .at("/title");
        caller.post("/sbis", "{\"title\":\"x\",\"priority\":3}")
                .isProblem(400, "over-limit")
                .at("/priority");
        caller.get("/sbis?limit=501").isProblem(400, "over-limit").at("/limit");
    }

    @Test
    void a_missing_field_and_a_broken_body_are_refused() {
        caller.post("/sbis", "{}").isProblem(400, "invalid-request").at("/title");
        caller.post("/sbis", "").isProblem(400, "invalid-request");
        caller.post("/sbis", "{\"title\":").isProblem(400, "invalid-request");
        caller.post("/sbis", "{\"title\":\"x\"} {}").isProblem(400, "invalid-request");
        caller.post("/sbis", "{\"title\":\"x\",\"title\":\"y\"}").isProblem(400, "invalid-request");
        caller.post("/sbis", "{\"title\":\"a\\u0000b\"}")
                .isProblem(400, "invalid-request")
                .at("/title");
        caller.post("/sbis", "{\"title\":\"a\\ud800b\"}")
                .isProblem(400, "invalid-request")
                .at("/title");
        caller.post("/sbis", "[".repeat(5_000)).isProblem(400, "invalid-request");
    }

    @Test
    void all_mistakes_of_a_body_are_told_at_once() {
        Caller.Reply reply =
                caller.post("/sbis", "{\"titel\":1,\"priority\":\"high\"}").isProblem(400, "unknown-field");

        reply.at("/titel").at("/priority").at("/title");
        assertThat(reply.json().path("detail").asText()).endsWith("(and 2 more, see errors)");
    }

    @Test
    void a_body_of_another_type_is_refused() {
        caller.post("/sbis", "title=x", "Content-Type", "application/x-www-form-urlencoded")
                .isProblem(415, "unsupported-media-type");
    }

    @Test
    void a_body_where_none_is_wanted_is_refused() {
        caller.send("GET", "/sbis", Optional.of("{\"a\":1}")).isProblem(400, "invalid-request");
    }

    @Test
    void parameters_are_checked_like_fields() {
        caller.get("/sbis?statu=READY").isProblem(400, "unknown-field").at("/statu");
        caller.get("/sbis?limit=many").isProblem(400, "wrong-type").at("/limit");
        caller.get("/sbis?limit=0").isProblem(400, "invalid-request").at("/limit");
        caller.get("/sbis?limit=1&limit=2").isProblem(400, "invalid-request").at("/limit");
        caller.get("/sbis?status=READY,OPEN").isProblem(400, "invalid-request").at("/status/1");
        caller.get("/sbis?wait=soon").isProblem(400, "invalid-request").at("/wait");
        assertThat(caller.get("/sbis?status=READY,WIP&status=REVIEW%26WIP")
                        .is(200)
                        .text())
                .isEqualTo("[\"READY\",\"WIP\",\"REVIEW&WIP\"]");
    }

    @Test
    void a_path_is_decoded_part_by_part() throws IOException {
        assertThat(caller.get("/sbis/a%20b%2Bc+d%C3%A4").is(200).text()).isEqualTo("\"a b+c+dä\"");
        assertThat(caller.raw("GET /api/v1/sbis/%f% HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("/problems/invalid-request");
    }

    @Test
    void what_is_no_percent_encoded_text_is_refused_wherever_it_stands() throws IOException {
        for (String path : List.of(
                "/sbis/%",
                "/sbis/a%2",
                "/sbis/a%zz",
                "/sbis/%ff",
                "/sbis/%c3",
                "/sbis?label=%",
                "/sbis?label=%2",
                "/sbis?label=a%zz",
                "/sbis?label=%ff",
                "/sbis?%=x",
                "/sbis?limit=1&label=%c3%28",
                "/sbis/%+1",
                "/sbis/%ed%a0%80",
                "/audit?actor=100%")) {
            assertThat(caller.raw(
                            "GET /api/v1%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".formatted(path)))
                    .as(path)
                    .startsWith("HTTP/1.1 400")
                    .contains("/problems/invalid-request", "is not percent-encoded UTF-8");
        }
        assertThat(caller.get("/sbis?status=READY,%57IP&status=REVIEW%26WIP&&")
                        .is(200)
                        .text())
                .isEqualTo("[\"READY\",\"WIP\",\"REVIEW&WIP\"]");
    }

    @Test
    void what_is_not_there_is_not_found_and_what_cannot_be_done_says_what_can() {
        caller.get("/nothing").isProblem(404, "not-found");
        Caller.Reply reply = caller.put("/sbis/x", "{}").isProblem(405, "method-not-allowed");
        assertThat(reply.header("Allow")).isEqualTo("GET, PATCH");
    }

    @Test
    void the_client_says_which_format_it_takes() {
        assertThat(caller.get("/audit").is(200).text()).isEqualTo("\"application/json\"");
        assertThat(caller.get("/audit", "Accept", "text/csv;q=0.5, application/x-ndjson")
                        .text())
                .isEqualTo("\"application/x-ndjson\"");
        assertThat(caller.get("/audit", "Accept", "text/html, */*;q=0.1").text())
                .isEqualTo("\"application/json\"");
        caller.get("/sbis", "Accept", "image/png").isProblem(406, "not-acceptable");
    }

    @Test
    void an_accident_tells_no_details() {
        Caller.Reply reply = caller.patch("/sbis/x", "{\"title\":\"x\"}").isProblem(500, "internal");
        assertThat(reply.text()).doesNotContain("secret");
    }

    @Test
    void a_head_is_a_get_without_its_body() throws IOException {
        String reply = caller.raw("HEAD /api/v1/sbis/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(reply)
                .startsWith("HTTP/1.1 200")
                .contains("content-length: 3")
                .endsWith("\r\n\r\n");
    }

    @Test
    void only_names_of_this_service_are_answered() throws IOException {
        assertThat(host("localhost")).startsWith("HTTP/1.1 200");
        assertThat(host("127.0.0.1:8420")).startsWith("HTTP/1.1 200");
        assertThat(host("[::1]:8420")).startsWith("HTTP/1.1 200");
        assertThat(host("Daybook.Example:80")).startsWith("HTTP/1.1 200");
        assertThat(host("evil.example")).startsWith("HTTP/1.1 421").contains("/problems/host-not-allowed");
        assertThat(host("localhost.evil.example")).startsWith("HTTP/1.1 421");
        assertThat(host("")).startsWith("HTTP/1.1 421");
    }

    private String host(String name) throws IOException {
        return caller.raw("GET /api/v1/sbis HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(name));
    }

    @Test
    void a_page_of_another_site_is_refused() throws IOException {
        assertThat(origin("http://evil.example")).startsWith("HTTP/1.1 403").contains("/problems/host-not-allowed");
        assertThat(origin("null")).startsWith("HTTP/1.1 403");
        assertThat(origin("http://localhost:8420")).startsWith("HTTP/1.1 200");
        assertThat(origin("http://127.0.0.1:8420")).startsWith("HTTP/1.1 200");
        assertThat(origin("http://[::1]:8420")).startsWith("HTTP/1.1 200");
    }

    @Test
    void a_page_of_another_port_is_a_page_of_another_site() throws IOException {
        assertThat(origin("http://localhost:3000"))
                .startsWith("HTTP/1.1 403")
                .contains("/problems/host-not-allowed")
                .contains("serve --origin http://localhost:3000 lets its scripts ask");
        assertThat(origin("http://localhost")).startsWith("HTTP/1.1 403");
        assertThat(origin("https://localhost")).startsWith("HTTP/1.1 403");
        assertThat(origin("localhost:8420", "https://daybook.example")).startsWith("HTTP/1.1 403");
        assertThat(origin("daybook.example", "https://daybook.example")).startsWith("HTTP/1.1 200");
        assertThat(origin("daybook.example", "http://daybook.example:80")).startsWith("HTTP/1.1 200");
        assertThat(origin("http://board.example:3000")).startsWith("HTTP/1.1 200"); // named with its port
        assertThat(origin("http://board.example:3001")).startsWith("HTTP/1.1 403");
        assertThat(host("board.example")).startsWith("HTTP/1.1 421");
    }

    private String origin(String origin) throws IOException {
        return origin("localhost:8420", origin);
    }

    private String origin(String host, String origin) throws IOException {
        return caller.raw("GET /api/v1/sbis HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nConnection: close\r\n\r\n"
                .formatted(host, origin));
    }

    @Test
    void a_body_that_is_too_large_is_refused_announced_or_not() {
        String large = "{\"title\":\"x\",\"spec\":\"%s\"}".formatted("s".repeat(BODY_BYTES_MAX));

        caller.post("/sbis", large).isProblem(413, "body-too-large");
        HttpRequest chunked = caller.request("/sbis")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8))))
                .build();
        caller.send(chunked).isProblem(413, "body-too-large");
        caller.post("/sbis", "{\"title\":\"x\"}").is(201);
    }

    @Test
    void a_body_announced_beyond_measure_is_refused_unread() throws IOException {
        String reply = caller.raw("POST /api/v1/sbis HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n"
                + "Content-Type: application/json\r\n\r\n{");
        assertThat(reply).startsWith("HTTP/1.1 413").contains("connection: close");
    }

    @Test
    void a_line_or_header_that_is_too_long_is_refused() throws IOException {
        String line = "GET /api/v1/sbis?label=%s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted("x".repeat(20_000));
        assertThat(caller.raw(line)).contains(" 431 ", "/problems/header-too-large");
        String header = "GET /api/v1/sbis HTTP/1.1\r\nHost: localhost\r\nDaybook-Actor: %s\r\n\r\n"
                .formatted("x".repeat(20_000));
        assertThat(caller.raw(header)).contains(" 431 ");
        assertThat(caller.raw("nonsense\r\n\r\n")).contains(" 400 ", "/problems/invalid-request");
    }

    @Test
    void what_a_request_belongs_to_is_told_back() {
        assertThat(caller.get("/sbis", "Daybook-Correlation", "nightly-4").header("Daybook-Correlation"))
                .isEqualTo("nightly-4");
        assertThat(caller.get("/sbis").header("Daybook-Correlation")).startsWith("/requests/");
    }

    @Test
    void a_client_that_would_rather_speak_another_version_is_answered() throws Exception {
        try (HttpClient upgrading =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            HttpRequest request = HttpRequest.newBuilder(caller.uri("/sbis/x")).build();
            assertThat(upgrading.send(request, BodyHandlers.ofString()).body()).isEqualTo("\"x\"");
        }
    }

    @Test
    void a_slow_reader_slows_the_writer_down() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write("GET /api/v1/journal/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            AtomicLong before = new AtomicLong(-1);
            // nobody reads: once the buffers of the system are full, not a byte more is made
            await().pollInterval(Duration.ofMillis(200))
                    .until(() ->
                            streamedBytes.get() > 0 && before.getAndSet(streamedBytes.get()) == streamedBytes.get());
            assertThat(streamedBytes.get()).isLessThan(32L * 1024 * 1024);

            InputStream in = socket.getInputStream();
            long stuckAt = streamedBytes.get();
            long read = 0;
            while (read < stuckAt) {
                read += in.readNBytes(64 * 1024).length;
            }
            await().until(() -> streamedBytes.get() > stuckAt);
        }
        await().until(() -> streamsEnded.get() == 1); // and when it hangs up, the writer ends
    }

    @Test
    void many_clients_are_answered_at_once() throws Exception {
        int clients = 64;
        int each = 20;
        try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            List<Future<Integer>> done = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                int number = client;
                done.add(threads.submit(() -> {
                    int right = 0;
                    for (int turn = 0; turn < each; turn++) {
                        String title = "task %d of %d".formatted(turn, number);
                        Caller.Reply reply = caller.post("/sbis", "{\"title\":\"%s\"}".formatted(title))
                                .is(201);
                        right += reply.json().path("title").asText().equals(title) ? 1 : 0;
                        caller.post("/sbis", "{\"title\":%d}".formatted(turn))
                                .isProblem(400, "wrong-type")
                                .at("/title");
                    }
                    return right;
                }));
            }
            for (Future<Integer> right : done) {
                assertThat(right.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                        .isEqualTo(each);
            }
        }
    }

    @Test
    void a_stop_ends_streams_and_lets_the_others_finish() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Caller.Reply> slow = threads.submit(() -> caller.post("/sbis/x/reset", "{}"));
            Future<Long> stream = threads.submit(() -> {
                HttpRequest request = caller.request("/journal/stream").build();
                return caller.client()
                        .send(request, BodyHandlers.ofInputStream())
                        .body()
                        .transferTo(OutputStream.nullOutputStream());
            });
            assertThat(entered.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            await().until(() -> streamedBytes.get() > 0);

            Future<?> stopped = threads.submit(server::close);
            assertThat(stream.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)).isPositive();
            assertThat(stopped.isDone()).isFalse();
            leave.countDown();

            assertThat(slow.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)
                            .is(200)
                            .text())
                    .isEqualTo("\"done\"");
            stopped.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void a_unix_socket_answers_too() throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(folder.resolve("door.sock")));
            channel.write(ByteBuffer.wrap("GET /api/v1/sbis/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer reply = ByteBuffer.allocate(4_096);
            while (channel.read(reply) >= 0) {
                // until it ends
            }
            assertThat(new String(reply.array(), 0, reply.position(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("\"x\"");
        }
    }

    @Test
    void the_file_of_the_socket_is_its_owners_alone_and_goes_with_the_server() throws IOException {
        Path socket = folder.resolve("door.sock");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
        Options again = new Options(at(socket), Options.Allowed.NOBODY, Options.Limits.USUAL, Options.Patience.USUAL);
        assertThatThrownBy(() -> HttpServer.start(new Routes(), () -> 7, again))
                .hasMessageContaining("another process listens there");

        server.close();

        assertThat(socket).doesNotExist();
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(socket);
        try (ServerSocketChannel abandoned = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            abandoned.bind(address); // and never removed
        }
        try (HttpServer next = HttpServer.start(new Routes(), () -> 7, again)) {
            assertThat(next.port()).isPositive();
            assertThat(socket).exists();
        }
        Files.writeString(socket, "somebody's own");
        assertThatThrownBy(() -> HttpServer.start(new Routes(), () -> 7, again)).hasMessageContaining("is no socket");
        assertThat(socket).hasContent("somebody's own");
    }

    @Test
    void scripts_of_an_origin_that_is_let_in_may_ask_and_read() {
        HttpRequest preflight = caller.request("/sbis")
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", "https://reader.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type")
                .build();
        Reply allowed = caller.send(preflight).is(204);
        assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo("https://reader.example");
        assertThat(allowed.header("Access-Control-Allow-Methods")).contains("POST");
        assertThat(allowed.header("Access-Control-Allow-Headers")).isEqualTo("authorization,content-type");

        Reply read = caller.get("/sbis", "Origin", "https://reader.example").is(200);
        assertThat(read.header("Access-Control-Allow-Origin")).isEqualTo("https://reader.example");
        assertThat(read.header("Vary")).contains("Origin");
        assertThat(caller.get("/sbis").is(200).http().headers().map())
                .as("nobody else is told")
                .doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void a_page_elsewhere_that_does_not_say_which_is_refused_but_a_link_may_be_followed() {
        caller.get("/sbis", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors")
                .isProblem(403, "host-not-allowed");
        caller.get("/sbis", "Sec-Fetch-Site", "same-origin", "Sec-Fetch-Mode", "cors")
                .is(200);
        caller.get("/sbis", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate")
                .is(200);
    }

    @Test
    void it_writes_no_files() throws IOException {
        caller.get("/sbis").is(200);
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("vertx-cache"));
        }
    }
}
