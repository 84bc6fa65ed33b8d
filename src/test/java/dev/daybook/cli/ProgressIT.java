package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.daybook.Patience;
import dev.daybook.cli.DataDirectory.Claim;
import dev.daybook.importing.Folder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who waits for what takes long is shown how far it is, as wanted, and ends it by leaving. */
class ProgressIT {

    @TempDir
    private Path root;

    @Test
    void programs_are_told_how_far_it_is_in_lines_of_json_and_only_if_they_ask() throws IOException {
        var program = Program.in(root);
        Folder.write(root.resolve("tree"), ".deespec/specs/sbi/SBI-01K6GAQ7M4X2V9B8N0C5D3F1R0/spec.md", "# 一\n");
        String tree = root.resolve("tree").toString();

        assertLines(program, "migrate", tree);
        assertLines(program, "verify");
        assertLines(program, "rebuild");
        try (var _ = program.served()) {
            assertLines(program, "migrate", tree);
            assertLines(program, "verify");
            assertLines(program, "export", "--out", root.resolve("back").toString());
        }
    }

    private static void assertLines(Program program, String... command) throws IOException {
        String out = command[command.length - 1];
        var quiet = program.command(command);
        assertThat(quiet.code()).as(quiet.err()).isZero();
        assertThat(quiet.err())
                .as("%s elsewhere than on a terminal", command[0])
                .doesNotContain("{", "\r");

        var args = new ArrayList<>(List.of(command));
        args.set(args.size() - 1, command[0].equals("export") ? out + "2" : out);
        args.addAll(List.of("--progress", "json"));
        var told = program.command(args.toArray(String[]::new));

        assertThat(told.err()).isNotEmpty();
        for (String line : told.err().lines().toList()) {
            JsonNode at = Output.JSON.readTree(line);
            assertThat(at.path("task").asText()).isEqualTo(command[0]);
            assertThat(at.path("done").isIntegralNumber() && at.path("total").isIntegralNumber())
                    .as(line)
                    .isTrue();
        }
    }

    @Test
    void a_wrong_wish_for_progress_is_refused_by_its_name() {
        var refused = Program.in(root).command("verify", "--progress", "dots");

        assertThat(refused.code()).isEqualTo(3);
        assertThat(refused.err()).contains("--progress is 'dots': want one of auto, json, none");
    }

    @Test
    void what_is_over_before_anybody_looks_is_told_once() throws Exception {
        var program = Program.in(root);
        program.served().close(); // there is a token now
        try (var cancelled = new Standing("cancelled");
                var lock = ((Claim.Mine) DataDirectory.at(program.data()).claim("serve")).lock()) {
            lock.publish(cancelled.uri(), "t");

            var told = program.run("verify", "--progress", "json");

            assertThat(told.err().lines().findFirst())
                    .hasValueSatisfying(
                            line -> assertThat(line).contains("\"task\":\"verify\"", "\"done\":3", "\"total\":10"));
            assertThat(told.err()).contains("verify was cancelled");
        }
    }

    @Test
    void whoever_interrupts_a_command_cancels_the_job_that_it_waits_for() throws Exception {
        var program = Program.in(root);
        program.served().close(); // there is a token now
        try (var endless = new Standing("running");
                var lock = ((Claim.Mine) DataDirectory.at(program.data()).claim("serve")).lock()) {
            lock.publish(endless.uri(), "t");
            Process verify = program.with("PATH", System.getenv("PATH"))
                    .launch(program.shell(
                            "exec env --default-signal=INT \"$@\" verify --progress json --data " + program.data()));
            assertThat(verify.errorReader().readLine()).contains("\"total\":10");

            Process signal = new ProcessBuilder("kill", "-INT", Long.toString(verify.pid())).start();

            assertThat(signal.waitFor()).isZero();
            assertThat(verify.waitFor(Patience.LIMIT)).isTrue();
            assertThat(verify.exitValue()).isEqualTo(130);
            await().atMost(Patience.LIMIT).until(() -> endless.asked.contains("DELETE /api/v1/jobs/7"));
            assertThat(verify.errorReader().lines()).contains("verify was cancelled");
        }
    }

    /** A server whose jobs stand still. */
    private static final class Standing implements AutoCloseable {

        private final Queue<String> asked = new ConcurrentLinkedQueue<>();
        private final String job;
        private final HttpServer http;

        Standing(String state) throws IOException {
            job = "{\"id\":\"7\",\"state\":\"%s\",\"progress\":{\"done\":3,\"total\":10,\"message\":\"journal\"}}"
                    .formatted(state);
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            http.createContext("/", this::answer);
            http.start();
        }

        URI uri() {
            return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
        }

        private void answer(HttpExchange exchange) throws IOException {
            asked.add(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
            byte[] body = job.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(exchange.getRequestMethod().equals("POST") ? 202 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        }

        @Override
        public void close() {
            http.stop(0);
        }
    }
}
