package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.Patience;
import dev.daybook.access.AccessCommand.AddToken;
import dev.daybook.access.AccessCommand.RevokeToken;
import dev.daybook.access.Tokens;
import dev.daybook.command.Submission;
import dev.daybook.domain.Command;
import dev.daybook.http.Routes.Route;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Role;
import dev.daybook.session.Workspaces;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may come in by HTTP, and what for. */
class AdmissionTest {

    private static final String TITLE = "{\"title\":\"Guard the door\"}";

    @TempDir
    private Path place;

    private Path folder = Path.of("");

    private Fixture service;

    @BeforeEach
    void open() throws IOException {
        folder = Files.createDirectories(place.resolve("data"));
        service = new Fixture(
                folder,
                options -> new Options(
                        options.address(),
                        new Options.Allowed(
                                Set.of(), Set.of(), Set.of("ait42"), folder, List.of(folder.resolveSibling("open"))),
                        options.limits(),
                        options.patience()));
    }

    @AfterEach
    void close() {
        service.close();
    }

    private void submit(Command command) {
        service.commands.submit(new Submission<>(
                command,
                "ada",
                "http",
                Instant.now(),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
    }

    private Caller token(String name, Role role, boolean mayAct) {
        String text = Tokens.random();
        submit(new AddToken(name, role, mayAct, Tokens.hash(text)));
        return service.caller.with(text);
    }

    /** A path of that route; what it names need not be there, as who may not come in is told nothing of it. */
    private static String path(Route route) {
        return Routes.API + route.template().replaceAll("\\{[^}]+}", "x");
    }

    @Test
    void without_a_token_nothing_is_told_but_whether_the_service_is_well() throws IOException {
        for (Route route : service.server.routes().all()) {
            Caller.Reply reply = service.caller.stranger().send(route.method(), path(route), Optional.empty());
            if (Set.of("/livez", "/readyz").contains(route.template())) {
                reply.is(200);
            } else if (!route.template().startsWith("/ait42/")) {
                reply.isProblem(401, "unauthenticated");
                assertThat(reply.header("WWW-Authenticate")).startsWith("Bearer");
                assertThat(reply.text()).contains("daybook token add");
            }
        }
        service.caller.stranger().get("/readyz?verbose").is(401);
        service.caller.stranger().get("/readyz?%76erbose").is(401);
        assertThat(service.caller
                        .stranger()
                        .raw("GET /livez?% HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .as("a query that cannot be decoded is answered, too")
                .startsWith("HTTP/1.1 401");
        service.caller.stranger().get("/nowhere").is(401);
    }

    @Test
    void what_programs_of_the_owner_show_lets_them_in_at_this_server_and_at_no_later_one() throws IOException {
        String pass = service.tokens.pass();
        service.caller.with(pass).post("/checkpoints", "{\"name\":\"noon\"}").is(201);

        Fixture later = new Fixture(Files.createDirectory(place.resolve("later")));
        try {
            later.caller.with(pass).get("/sbis").isProblem(401, "unauthenticated");
        } finally {
            later.close();
        }
    }

    @Test
    void a_wrong_token_opens_nothing_not_even_what_is_free_without_one() {
        for (Route route : service.server.routes().all()) {
            service.caller
                    .with(Tokens.random())
                    .send(route.method(), path(route), Optional.empty())
                    .isProblem(401, "unauthenticated");
        }
        service.caller
                .stranger()
                .get("/sbis", "Authorization", "Basic b3duZXI6")
                .is(401);
    }

    @Test
    void a_token_does_what_its_role_may_and_nothing_above() {
        Caller reader = token("reader", Role.READ, false);
        Caller writer = token("writer", Role.WRITE, false);
        Caller admin = token("admin", Role.ADMIN, false);
        for (Route route : service.server.routes().all()) {
            Role wanted = route.form().role();
            for (Caller caller : List.of(reader, writer, admin)) {
                if (route.template().equals("/journal/stream")) {
                    continue; // it never ends
                }
                Role role = caller == reader ? Role.READ : caller == writer ? Role.WRITE : Role.ADMIN;
                int status = caller.send(route.method(), path(route), Optional.empty())
                        .status();
                assertThat(status == 403)
                        .as("%s as %s: %d", route, role, status)
                        .isEqualTo(!role.covers(wanted));
                assertThat(status).isNotEqualTo(401);
            }
        }
        reader.get("/sbis").is(200);
        reader.post("/sbis", TITLE).isProblem(403, "forbidden");
        writer.post("/sbis", TITLE).is(201);
        writer.post("/rollbacks", "{}").isProblem(403, "forbidden");
        writer.post("/compare", "{\"kind\":\"ait42\",\"settle\":true,\"prefer\":\"file\"}")
                .isProblem(403, "forbidden");
        service.caller.stranger().post("/livez", "x".repeat(10_000)).isProblem(413, "body-too-large");
    }

    @Test
    void what_a_token_does_is_recorded_under_its_name_unless_it_may_act_for_others() {
        Caller own = token("ci", Role.WRITE, false);
        Caller others = token("bridge", Role.WRITE, true);

        String first = own.post("/sbis", TITLE).is(201).json().path("id").asText();
        own.post("/sbis", TITLE, "Daybook-Actor", "bob").isProblem(403, "forbidden");
        String second = others.post("/sbis", TITLE, "Daybook-Actor", "bob")
                .is(201)
                .json()
                .path("id")
                .asText();
        String third = others.post("/sbis", TITLE).is(201).json().path("id").asText();

        assertThat(actor(first)).isEqualTo("ci");
        assertThat(actor(second)).isEqualTo("bob");
        assertThat(actor(third)).isEqualTo("bridge");
    }

    private String actor(String sbi) {
        return service.caller
                .get("/history/sbi/%s?after=%d&wait=30s".formatted(sbi, service.head()))
                .is(200)
                .json()
                .at("/items/0/actor")
                .asText();
    }

    @Test
    void what_takes_long_is_cancelled_and_its_result_seen_only_by_whoever_may_do_it() {
        Caller admin = token("admin", Role.ADMIN, false);
        Caller reader = token("reader", Role.READ, false);
        Caller screen = token("screen", Role.READ, false);
        String admins = ended(admin);
        String readers = ended(reader);

        assertThat(admin.get(admins).json().has("result")).isTrue();
        assertThat(reader.get(admins).json().has("result")).isTrue(); // as if it had asked itself
        assertThat(screen.get(readers).json().has("result")).isTrue();
        assertThat(admin.get("/jobs").json().path("items")).hasSize(2).noneMatch(it -> it.has("result"));
        assertThat(reader.delete(admins).isProblem(403, "forbidden").text()).contains("begun with the token 'admin'");
        screen.delete(readers).isProblem(403, "forbidden");
        reader.delete(readers).is(200);
        admin.delete(readers).is(200);
    }

    /** Returns the place of a proof that this one has begun, at its end. */
    private static String ended(Caller by) {
        String place = by.post("/verify", "", "Prefer", "respond-async")
                .is(202)
                .header("Location")
                .substring(Routes.API.length());
        Awaitility.await()
                .atMost(Patience.LIMIT)
                .until(() -> by.get(place).json().path("state").asText().equals("done"));
        return place;
    }

    @Test
    void a_revoked_token_lets_nobody_in_from_the_next_request_on_and_a_rollback_does_not_bring_it_back() {
        Caller caller = token("gone", Role.ADMIN, false);
        long before = caller.get("/sbis").is(200).position();
        service.caller.post("/checkpoints", "{\"name\":\"before\"}").is(201);

        submit(new RevokeToken("gone"));

        caller.get("/sbis").is(401);
        service.caller.post("/rollbacks", "{\"to\":" + before + "}").is(200);
        caller.get("/sbis").is(401);
    }

    @Test
    void a_browser_comes_in_by_a_link_once_and_stays_as_long_as_its_token() {
        Caller reader = token("screen", Role.READ, false);
        String link = reader.send("POST", "/logins", Optional.empty())
                .is(201)
                .json()
                .path("location")
                .asText();

        Caller.Reply followed = service.caller.stranger().get(link).is(303);
        String cookie = followed.header("Set-Cookie");
        assertThat(cookie).contains("; HttpOnly; SameSite=Strict").matches("daybook-[0-9a-f]{8}=dbk_.*");
        assertThat(followed.header("Location")).isEqualTo("/");
        String secret = cookie.substring(0, cookie.indexOf(';'));
        Caller browser = service.caller.stranger();
        browser.get("/sbis", "Cookie", secret).is(200);
        assertThat(browser.get("/docs", "Cookie", secret).is(200).text()).contains("docs.js");
        browser.post("/sbis", TITLE, "Cookie", secret).isProblem(403, "forbidden");
        browser.get("/sbis", "Cookie", secret, "Sec-Fetch-Site", "cross-site").is(403);
        browser.get("/sbis", "Cookie", secret.replaceFirst("=.*", "=" + Tokens.random()))
                .is(401);
        service.caller.stranger().get(link).isProblem(401, "unauthenticated");

        submit(new RevokeToken("screen"));
        browser.get("/sbis", "Cookie", secret).is(401);
        token("screen", Role.READ, false);
        browser.get("/sbis", "Cookie", secret).is(401);
    }

    /** Cookies know no ports. */
    @Test
    void a_browser_that_comes_in_at_one_server_of_a_host_stays_in_at_another() throws IOException {
        try (var other = new Fixture(Files.createDirectories(folder.resolve("other")))) {
            String cookies = cookie(service) + "; " + cookie(other);

            service.caller.stranger().get("/sbis", "Cookie", cookies).is(200);
            other.caller.stranger().get("/sbis", "Cookie", cookies).is(200);
        }
    }

    private static String cookie(Fixture at) {
        String link =
                at.caller.post("/logins", "").is(201).json().path("location").asText();
        String cookie = at.caller.stranger().get(link).is(303).header("Set-Cookie");
        return cookie.substring(0, cookie.indexOf(';'));
    }

    @Test
    void who_knows_only_the_address_is_told_where_to_go_on() {
        Caller.Reply entry = service.caller.get("/").is(200);
        assertThat(entry.text()).startsWith("{\"name\":\"Daybook\",\"contract\":"); // in the same order on each node
        assertThat(entry.json().path("documentation").asText()).isEqualTo("/docs");
        entry.json().path("links").forEach(link -> assertThat(link.asText()).startsWith("/api/v1/"));
        assertThat(entry.json().at("/links/sbis").asText()).isEqualTo("/api/v1/sbis");
        assertThat(service.caller.page("/").is(200).text()).contains("<a href=\"/docs\">");
        for (Problem.Kind kind : Problem.Kind.values()) {
            assertThat(service.caller
                            .get(kind.type())
                            .is(200)
                            .json()
                            .path("means")
                            .asText())
                    .as(kind.slug())
                    .isNotBlank();
        }
    }

    @Test
    void an_open_protocol_is_spoken_without_a_token_and_nothing_else() {
        Caller editor = service.caller.stranger();

        assertThat(editor.post("/ait42/get_all_sessions", "{\"workspaceHash\":\"0123456789abcdef\"}")
                        .status())
                .isNotIn(401, 403);
        editor.get("/sbis").is(401);
        for (String header : List.of("Forwarded", "X-Forwarded-For", "Via")) {
            editor.post("/ait42/get_all_sessions", "{\"workspaceHash\":\"0123456789abcdef\"}", header, "for=192.0.2.7")
                    .isProblem(401, "unauthenticated");
        }
    }

    @Test
    void a_stranger_is_told_whether_the_service_is_well_but_not_why_not() {
        assertThat(service.caller.get("/readyz?verbose").is(200).text())
                .as("what is open is said to who may know")
                .contains("ait42 is spoken without a token");
        assertThat(service.caller.stranger().get("/readyz").is(200).text()).isEqualTo("{\"status\":\"ok\"}");

        service.stalled.add(new Services.Stalled("sbi", "its follower died of a secret"));

        assertThat(service.caller.get("/readyz").is(503).text()).contains("died of a secret");
        assertThat(service.caller.stranger().get("/readyz").is(503).text()).doesNotContain("secret");
    }

    @Test
    void a_token_reaches_files_below_the_allowed_roots_only_links_resolved() throws IOException {
        Caller admin = token("admin", Role.ADMIN, false);
        Path open = Files.createDirectories(folder.resolveSibling("open"));
        Path closed = Files.createDirectories(folder.resolveSibling("closed"));
        Files.createSymbolicLink(open.resolve("link"), closed);
        Files.createSymbolicLink(open.resolve("nowhere"), closed.resolve("not-yet"));
        Files.createDirectories(open.resolve("tree"));

        for (Path path : List.of(
                closed,
                open.resolve("link/new"),
                open.resolve("nowhere"),
                open.resolve("nowhere/new"),
                open.resolve("../closed"),
                folder,
                folder.resolve("read"))) {
            String text = path.toString();
            admin.post("/migrations", "{\"path\":\"%s\"}".formatted(text)).isProblem(403, "forbidden");
            admin.post("/exports", "{\"out\":\"%s\"}".formatted(text)).isProblem(403, "forbidden");
            admin.post("/follows", "{\"path\":\"%s\"}".formatted(text)).isProblem(403, "forbidden");
            admin.post("/verify?against=" + Operation.encoded(text), "").isProblem(403, "forbidden");
        }
        assertThat(closed).isEmptyDirectory();
        assertThat(admin.post("/migrations", "{\"path\":\"%s\"}".formatted(open.resolve("tree")))
                        .status())
                .isNotEqualTo(403);
        assertThat(service.caller
                        .post("/migrations", "{\"path\":\"%s\"}".formatted(closed))
                        .status())
                .as("whoever owns the data directory reaches what its user reaches")
                .isNotEqualTo(403);
    }

    @Test
    void where_links_outside_the_allowed_roots_lead_is_told_to_no_token() throws IOException {
        Caller writer = token("writer", Role.WRITE, false);
        Path open = Files.createDirectories(folder.resolveSibling("open"));
        Path closed = Files.createDirectories(folder.resolveSibling("closed"));
        Path within = Files.createSymbolicLink(open.resolve("within"), Files.createDirectories(open.resolve("tree")));
        Path out = Files.createSymbolicLink(open.resolve("out"), closed);
        Path outside = Files.createSymbolicLink(folder.resolveSibling("outside"), closed);

        assertThat(workspace(writer, within))
                .isEqualTo(Workspaces.key(open.resolve("tree").toString()));
        assertThat(workspace(writer, out)).isEqualTo(Workspaces.written(out.toString()));
        assertThat(workspace(writer, outside)).isEqualTo(Workspaces.written(outside.toString()));
        assertThat(workspace(service.caller, outside)).isEqualTo(Workspaces.key(closed.toString()));
    }

    /** Returns the key of the workspace of a session that is begun there. */
    private static String workspace(Caller by, Path path) {
        return by.post(
                        "/workspaces/-/sessions?path=" + Operation.encoded(path.toString()),
                        "{\"type\":\"debate\",\"task\":\"Look around\"}")
                .is(201)
                .header("Location")
                .replaceFirst(".*/workspaces/([^/]+)/.*", "$1");
    }

    @Test
    void a_token_that_asks_too_often_is_told_when_to_ask_again_and_others_are_not_kept_out() throws Exception {
        try (var narrow = new Fixture(
                java.nio.file.Files.createDirectories(place.resolve("narrow")),
                options -> new Options(
                        options.address(),
                        options.allowed(),
                        Options.Limits.of(1 << 20, 1, 2_048, 2_048, 2_048),
                        options.patience()))) {
            for (int request = 1; request <= Rates.WINDOW_S; request++) {
                Caller.Reply reply = narrow.caller.get("/sbis").is(200);
                if (request == 1) {
                    assertThat(reply.header("RateLimit-Policy")).isEqualTo("\"token\";q=10;w=10");
                    assertThat(reply.header("RateLimit")).startsWith("\"token\";r=9;t=");
                }
            }
            Caller.Reply refused = narrow.caller.get("/sbis").isProblem(429, "too-many-requests");
            assertThat(refused.header("Retry-After")).matches("[1-9]|10");
            assertThat(refused.header("RateLimit")).startsWith("\"token\";r=0;t=");
            narrow.caller.get("/livez").is(200);
            narrow.caller.stranger().get("/sbis").is(401);
            for (int request = 0; request <= Rates.WINDOW_S; request++) {
                narrow.caller.stranger().get("/login?code=dbk_guessed").is(401);
            }
            long before = narrow.head();

            narrow.refusals.close();

            assertThat(narrow.journal.readForward(Selection.category("access"), new Position(before), 10))
                    .singleElement()
                    .extracting(Entry::payload)
                    .asString()
                    .contains("\"hasty\":1", "\"missing\":1");
        }
    }

    @Test
    void a_token_that_takes_its_share_of_all_that_wait_leaves_the_others_to_others() throws IOException {
        var streams = new ArrayList<Socket>();
        try (var narrow = new Fixture(
                java.nio.file.Files.createDirectories(place.resolve("waiting")),
                options -> new Options(
                        options.address(),
                        options.allowed(),
                        Options.Limits.of(1 << 20, 5_000, 2_048, 2_048, 8),
                        options.patience()))) {
            Caller screen = token(narrow, "screen");
            Caller other = token(narrow, "other");
            for (int stream = 0; stream < 4; stream++) {
                streams.add(streaming(screen, narrow, 200));
            }

            streams.add(streaming(screen, narrow, 503));
            assertThat(screen.get("/journal/stream")
                            .isProblem(503, "overloaded")
                            .text())
                    .contains("the token 'screen' has 4 requests that wait", "waits.max");
            screen.get("/sbis").is(200);
            streams.add(streaming(other, narrow, 200));

            streams.getFirst().close();
            Awaitility.await().atMost(Patience.LIMIT).until(() -> {
                Socket again = socket(screen, narrow);
                streams.add(again);
                return status(again).endsWith("200");
            });
        } finally {
            for (Socket stream : streams) {
                stream.close();
            }
        }
    }

    private static Caller token(Fixture narrow, String name) {
        return narrow.caller.with(narrow.caller
                .post("/tokens", "{\"name\":\"%s\",\"role\":\"read\"}".formatted(name))
                .is(201)
                .json()
                .path("token")
                .asText());
    }

    private static Socket streaming(Caller as, Fixture from, int status) throws IOException {
        Socket socket = socket(as, from);
        assertThat(status(socket)).isEqualTo("HTTP/1.1 " + status);
        return socket;
    }

    private static String status(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    }

    private static Socket socket(Caller as, Fixture from) throws IOException {
        String authorization =
                as.request("/").build().headers().firstValue("Authorization").orElseThrow();
        var socket = new Socket(InetAddress.getLoopbackAddress(), from.server.port());
        socket.setSoTimeout((int) Patience.LIMIT.toMillis());
        String head = "GET /api/v1/journal/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: %s\r\n\r\n"
                .formatted(authorization);
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void a_stranger_does_not_keep_a_server_awake_that_ends_when_nobody_asks() {
        var quiet = Duration.ofMillis(300);
        Awaitility.await()
                .atMost(Patience.LIMIT)
                .until(() -> service.server.idle().compareTo(quiet) >= 0);

        service.caller.stranger().get("/login?code=dbk_guessed").is(401);

        assertThat(service.server.idle()).isGreaterThanOrEqualTo(quiet);
    }

    @Test
    void requests_that_were_refused_are_written_down_as_one_fact() {
        service.caller.stranger().get("/sbis").is(401);
        service.caller.stranger().get("/sbis").is(401);
        service.caller.with("dbk_guessed").get("/sbis").is(401);
        service.caller.stranger().get("/login?code=dbk_guessed").is(401);
        token("reader", Role.READ, false).post("/sbis", TITLE).is(403);
        token("writer", Role.WRITE, false)
                .post("/sbis", TITLE, "Daybook-Actor", "somebody-else")
                .is(403);
        token("settler", Role.WRITE, false)
                .post("/compare", "{\"kind\":\"cards\",\"settle\":true,\"prefer\":\"file\"}")
                .is(403);
        String proof = ended(token("prover", Role.READ, false));
        token("other", Role.READ, false).delete(proof).is(403);
        long before = service.head();

        service.refusals.close(); // else it would take a minute

        assertThat(service.journal.readForward(Selection.category("access"), new Position(before), 10))
                .singleElement()
                .satisfies(fact -> assertThat(fact.type()).isEqualTo("access.refused"))
                .extracting(Entry::payload)
                .asString()
                .contains("\"missing\":2", "\"unknown\":2", "\"weak\":4");
    }
}
