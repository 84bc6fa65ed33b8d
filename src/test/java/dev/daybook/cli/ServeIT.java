package dev.daybook.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeIT {

    @TempDir
    private Path root;

    @Test
    void every_command_works_the_same_with_and_without_a_server() {
        var program = Program.in(root);
        assertThat(program.command("demo", "--exit").code()).isZero();
        var alone = program.command("sbi", "list", "--format", "json").json();
        var id = alone.get(0).path("id").asText();

        try (var _ = program.served()) {
            assertThat(program.command("sbi", "list", "--format", "json").json())
                    .isEqualTo(alone);
            assertThat(program.command("search", "retry", "--format", "json").json())
                    .isNotEmpty();
            assertThat(program.command("audit", "--entity", "sbi/" + id, "--format", "json")
                            .json())
                    .isNotEmpty();
            assertThat(program.command("history", "sbi/" + id, "--format", "json")
                            .json())
                    .isNotEmpty();
            assertThat(program.command("history", "sbi/" + id, "--at", "2030-01-01T00:00Z", "--format", "json")
                            .json()
                            .path("state"))
                    .isNotEmpty();
            assertThat(program.command("events", "--format", "json").json()).hasSizeGreaterThan(20);
            assertThat(program.command("migrations", "--format", "json").json()).hasSize(1);
            assertThat(program.command("projections", "--format", "json").json())
                    .hasSize(9);
            assertThat(program.command("rebuild").code()).isZero();
            assertThat(program.command("verify").code()).isZero();
        }
        assertThat(program.command("verify").code()).isZero();
    }

    @Test
    void whoever_asks_what_takes_seconds_holds_up_nobody_else() throws Exception {
        var program = Program.in(root);
        program.command("sbi", "register", "one");
        String slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
        try (var server = program.serve();
                var client = HttpClient.newHttpClient()) {
            HttpRequest question =
                    server.request("/sql?q=" + URLEncoder.encode(slow, UTF_8)).build();
            List<CompletableFuture<HttpResponse<String>>> asked = Stream.generate(
                            () -> client.sendAsync(question, BodyHandlers.ofString()))
                    .limit(6)
                    .toList();

            int rounds = 0; // the first ones may come before the questions
            while (rounds < 10 && asked.stream().noneMatch(CompletableFuture::isDone)) {
                var alive = client.send(server.request("/livez").build(), BodyHandlers.ofString());
                var list = client.send(server.request("/sbis").build(), BodyHandlers.ofString());
                assertThat(alive.statusCode()).isEqualTo(200);
                assertThat(list.body()).contains("one");
                rounds++;
            }
            assertThat(asked).as("after %d rounds", rounds).noneMatch(CompletableFuture::isDone);
            client.shutdownNow();
        }
    }

    @Test
    void a_rollback_brings_back_what_was_by_table_hash_and_can_be_rolled_back() {
        var program = Program.in(root);
        program.command("demo", "--exit");
        try (var _ = program.served()) {
            assertThat(program.command("checkpoint", "here").code()).isZero();
            var before = hashes(program);
            program.command("sbi", "register", "A mistake");
            var mistaken = hashes(program);
            assertThat(mistaken).isNotEqualTo(before);

            assertThat(program.command("rollback", "--to", "here", "--dry-run").code())
                    .isZero();
            assertThat(hashes(program)).isEqualTo(mistaken);
            var done = program.command("rollback", "--to", "here", "--format", "json");
            assertThat(done.code()).as(done.err()).isZero();
            assertThat(hashes(program)).isEqualTo(before);

            var undo = Long.toString(done.json().path("position").asLong() - 1);
            assertThat(program.command("rollback", "--to", undo).code()).isZero();
            assertThat(hashes(program)).isEqualTo(mistaken);
        }
    }

    @Test
    void a_second_process_is_told_who_has_the_directory() {
        var program = Program.in(root);
        try (var server = program.serve()) {
            for (String[] command : new String[][] {{"serve", "--port", "0"}, {"schema", "info"}}) {
                var second = program.run(command);
                assertThat(second.code()).isEqualTo(1);
                assertThat(second.err())
                        .contains("%s is in use by process %d (serving on %s)"
                                .formatted(program.data(), server.process().pid(), server.endpoint()))
                        .contains("stop it or choose another --data");
            }
        }
    }

    @Test
    void beyond_this_machine_it_listens_encrypted_or_behind_a_proxy_only() throws Exception {
        var program = Program.in(root);
        var refused = program.run("serve", "--host", "0.0.0.0", "--port", "0");
        assertThat(refused.code()).isEqualTo(3);
        assertThat(refused.err())
                .contains("in the clear")
                .contains("--tls-cert")
                .contains("--behind-proxy");
        var open = program.run("serve", "--host", "0.0.0.0", "--port", "0", "--behind-proxy", "--open", "ait42");
        assertThat(open.code()).isEqualTo(3);
        assertThat(open.err()).contains("leave --open out");
        var proxied = program.run("serve", "--port", "0", "--behind-proxy", "--open", "ait42");
        assertThat(proxied.code())
                .as("all who come by a proxy come from this machine")
                .isEqualTo(3);
        assertThat(proxied.err()).contains("leave --open out");

        try (var server = program.serve("--host", "0.0.0.0", "--behind-proxy");
                var http = HttpClient.newHttpClient()) {
            assertThat(program.command("sbi", "register", "From this machine").code())
                    .as("the command line finds its own way in")
                    .isZero();
            var there = HttpRequest.newBuilder(URI.create(
                    "http://127.0.0.1:%d/livez".formatted(server.endpoint().getPort())));
            assertThat(status(http, there)).isEqualTo(200);
        }
        var certificate = Certificate.in(root);
        try (var server = program.serve(
                        "--host", "0.0.0.0", "--tls-cert", certificate.chain(), "--tls-key", certificate.key());
                var http =
                        HttpClient.newBuilder().sslContext(certificate.trust()).build()) {
            var there = HttpRequest.newBuilder(URI.create(
                    "https://localhost:%d/livez".formatted(server.endpoint().getPort())));
            assertThat(status(http, there)).isEqualTo(200);
            assertThat(program.command("sbi", "list").out()).contains("From this machine");
            var link = URI.create(program.command("login").out().strip());
            assertThat(link.getScheme()).as("a browser of this machine").isEqualTo("http");
            assertThat(cookie(http, link)).doesNotContain("Secure");
            var encrypted = URI.create(program.command("login").out().strip());
            assertThat(cookie(
                            http,
                            URI.create("https://localhost:%d%s?%s"
                                    .formatted(
                                            server.endpoint().getPort(), encrypted.getPath(), encrypted.getQuery()))))
                    .endsWith("; Secure");

            Path told = root.resolve("told");
            Path browser =
                    Files.writeString(root.resolve("browser"), "#!/bin/sh\necho \"$1\" > '%s'\n".formatted(told));
            assertThat(browser.toFile().setExecutable(true)).isTrue();
            assertThat(program.with("BROWSER", browser.toString()).run("open").out())
                    .contains("the page is open in a browser");
            assertThat(cookie(http, URI.create(Files.readString(told).strip()))).startsWith("daybook-");
            Program.Ended without = program.with("BROWSER", "no-such-browser").run("open");
            assertThat(without.err()).contains("no-such-browser").contains("set BROWSER");
            assertThat(cookie(http, URI.create(without.out().strip()))).startsWith("daybook-");
        }
    }

    private static String cookie(HttpClient http, URI link) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(link).build(), HttpResponse.BodyHandlers.discarding())
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow();
    }

    @Test
    void it_stops_when_told_to_and_leaves_the_directory_to_the_next() {
        var program = Program.in(root);
        try (var server = program.serve()) {
            assertThat(server.stop()).isEqualTo(128 + 15);
            assertThat(server.err()).as("nothing to complain about").noneMatch(it -> it.contains("WARN"));
        }
        try (var next = program.serve()) {
            next.kill(); // leaves its address behind
        }
        assertThat(program.command("sbi", "list").code()).isZero();
    }

    @Test
    void a_port_in_use_is_said_with_a_way_out() {
        var program = Program.in(root);
        try (var server = program.serve()) {
            var other = Program.in(root.resolve("other"));
            var second = other.run(
                    "serve", "--port", Integer.toString(server.endpoint().getPort()));
            assertThat(second.code()).isEqualTo(1);
            assertThat(second.err()).contains("cannot listen on").contains("--port 0");
        }
    }

    @Test
    void it_answers_health_checks_and_refuses_foreign_host_names() throws IOException, InterruptedException {
        var program = Program.in(root);
        try (var server = program.serve();
                var http = HttpClient.newHttpClient()) {
            for (String path : new String[] {"/livez", "/readyz", "/metrics", "/openapi.json", "/api/v1/sbis"}) {
                assertThat(status(http, server.request(path))).as(path).isEqualTo(200);
                boolean free = path.equals("/livez") || path.equals("/readyz");
                assertThat(status(http, HttpRequest.newBuilder(server.endpoint().resolve(path))))
                        .as("%s without a token", path)
                        .isEqualTo(free ? 200 : 401);
            }
        }
    }

    @Test
    void a_damaged_journal_is_found_with_its_position_and_exit_code_4() throws IOException {
        var program = Program.in(root);
        program.command("sbi", "register", "A title that stands nowhere else");
        Damage.flip(program.data().resolve("journal.db"), "A title that stands nowhere else");

        var verified = program.command("verify", "--format", "json");

        assertThat(verified.code()).as(verified.err()).isEqualTo(4);
        assertThat(verified.json().at("/findings/0/position").asLong()).isPositive();
    }

    private static int status(HttpClient http, HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    private static String hashes(Program program) {
        var hashes = new StringBuilder();
        var all = await().until(
                        () -> program.command("projections", "--hash", "--format", "json")
                                .json(),
                        it -> it.findValues("lagEvents").stream().allMatch(lag -> lag.asLong() == 0));
        for (var item : all) {
            if (!item.path("name").asText().equals("audit")) { // it shows what was undone
                hashes.append(item.path("name").asText())
                        .append(item.path("hash").asText());
            }
        }
        return hashes.toString();
    }
}
