package dev.daybook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.cli.DataDirectory;
import dev.daybook.cli.DataDirectoryOpener.Expected;
import dev.daybook.cli.DataDirectoryOpener.Listen;
import dev.daybook.cli.DataDirectoryOpener.Running;
import dev.daybook.cli.DataDirectoryOpener.Stay;
import dev.daybook.cli.Exchange;
import dev.daybook.cli.ProgramSetting;
import dev.daybook.cli.ProgramSettings;
import dev.daybook.journal.postgres.Database;
import dev.daybook.journal.postgres.Line;
import dev.daybook.slice.Chore;
import dev.daybook.slice.Chores;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers on one journal in a database, each with a data directory of its own. */
final class NodesServeTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private static Path folder;

    private static Database database;
    private static Line line;
    private static Running here;
    private static Running there;

    /** An answer: its status, what of its headers is of interest, and its body. */
    private record Answer(int status, Map<String, String> headers, JsonNode body) {

        String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse("");
        }
    }

    @BeforeAll
    static void given_two_nodes() {
        database = Database.begin();
        line = new Line(database.port());
        here = serve("here", database.address());
        there = serve("there", database.address(line.port()));
        await().atMost(SOON).until(() -> get(here, "/readyz").status() == 200);
        await().atMost(SOON).until(() -> get(there, "/readyz").status() == 200);
    }

    @AfterAll
    static void close() {
        here.close();
        there.close();
        line.close();
    }

    private static Running serve(String name, String address) {
        DataDirectory data = DataDirectory.at(folder.resolve(name));
        data.create();
        return Application.open(
                data,
                ProgramSettings.of(Map.of(ProgramSetting.JOURNAL, address), Map.of(), data.path()),
                Stay.SERVE,
                Listen.PRIVATE,
                new Expected(0, false),
                UnaryOperator.identity());
    }

    private static Answer get(Running node, String path) {
        return send(node, "GET", path, Map.of(), "");
    }

    private static Answer register(Running node, String title, Map<String, String> headers) {
        return send(node, "POST", "/api/v1/sbis", headers, "{\"title\":\"%s\"}".formatted(title));
    }

    private static Answer send(Running node, String method, String path, Map<String, String> headers, String body) {
        try {
            var all = new HashMap<>(headers);
            if (!body.isEmpty()) {
                all.put("Content-Type", "application/json");
            }
            Exchange.Reply reply = node.exchange().send(method, path, all, body.getBytes(StandardCharsets.UTF_8));
            try (InputStream stream = reply.body()) {
                byte[] bytes = stream.readAllBytes();
                return new Answer(reply.status(), reply.headers(), JSON.readTree(bytes));
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void what_one_was_told_the_other_answers() {
        Answer registered = register(here, "Dig", Map.of());
        assertThat(registered.status()).isEqualTo(201);
        String id = registered.body().path("id").asText();

        Answer read =
                get(there, "/api/v1/sbis/%s?wait=10s&after=%s".formatted(id, registered.header("Daybook-Position")));

        assertThat(read.status()).isEqualTo(200);
        assertThat(read.body().path("title").asText()).isEqualTo("Dig");
        assertThat(read.header("ETag")).isEqualTo(registered.header("ETag"));
    }

    @Test
    void a_task_that_both_change_is_decided_by_its_revision_wherever_it_was_read() {
        String id = register(here, "Dig", Map.of()).body().path("id").asText();
        String path = "/api/v1/sbis/" + id;
        String tag = get(there, path + "?wait=10s&after=" + here.head()).header("ETag");
        for (int turn = 0; turn < 6; turn++) { // each node has the task in memory as it was before the other's change
            Answer changed = send(
                    turn % 2 == 0 ? there : here,
                    "PATCH",
                    path,
                    Map.of("If-Match", tag),
                    "{\"title\":\"Dig %d\"}".formatted(turn));
            assertThat(changed.status()).as("turn %d: %s", turn, changed.body()).isEqualTo(200);
            tag = changed.header("ETag");
        }
        String stale = tag;

        List<CompletableFuture<Answer>> racing = IntStream.range(0, 16)
                .mapToObj(racer -> CompletableFuture.supplyAsync(() -> send(
                        racer % 2 == 0 ? here : there,
                        "PATCH",
                        path,
                        Map.of("If-Match", stale),
                        "{\"title\":\"Racer %d\"}".formatted(racer))))
                .toList();

        assertThat(racing.stream().map(answer -> answer.join().status()))
                .filteredOn(status -> status == 200)
                .hasSize(1);
        assertThat(racing.stream().map(answer -> answer.join().status()))
                .filteredOn(status -> status != 200)
                .containsOnly(412);
    }

    @Test
    void a_command_with_one_key_is_carried_out_once_whichever_node_it_comes_to() {
        var key = Map.of("Idempotency-Key", "once");

        List<CompletableFuture<Answer>> sent = IntStream.range(0, 6)
                .mapToObj(number ->
                        CompletableFuture.supplyAsync(() -> register(number % 2 == 0 ? here : there, "Once", key)))
                .toList();
        sent.forEach(CompletableFuture::join);
        Answer again = register(there, "Once", key);

        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        long head = Math.max(here.head(), there.head());
        JsonNode all =
                get(here, "/api/v1/sbis?limit=100&wait=10s&after=" + head).body();
        assertThat(all.findValuesAsText("title")).filteredOn("Once"::equals).hasSize(1);
    }

    @Test
    void a_token_of_one_lets_in_at_the_other() throws Exception {
        String token = send(here, "POST", "/api/v1/tokens", Map.of(), "{\"name\":\"ci\"}")
                .body()
                .path("token")
                .asText();
        var request = HttpRequest.newBuilder(there.endpoint().resolve("/api/v1/sbis?limit=1"))
                .header("Authorization", "Bearer " + token)
                .build();

        try (var client = HttpClient.newHttpClient()) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(client.send(request, BodyHandlers.discarding())
                                    .statusCode())
                            .isEqualTo(200));
        }
    }

    /** An agent says that it is there to one node: another one that heard nothing must not say that it has crashed. */
    @Test
    void no_node_judges_by_the_heartbeats_that_only_it_has_heard() {
        List<Chore> all = AllSlices.of().chores();

        assertThat(Chores.ofSeveral(all))
                .hasSize(all.size() - 1)
                .extracting(Chore::name)
                .doesNotContain("looking for agents that are missing");
    }

    @Test
    void without_the_database_a_node_says_so_and_is_back_by_itself() {
        line.cut();
        try {
            await().atMost(SOON).until(() -> get(there, "/readyz").status() == 503);
            Answer refused = register(there, "Lost", Map.of());
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isNotEmpty();
            assertThat(refused.body().path("detail").asText()).contains("does not answer", "tried again by itself");
            assertThat(register(here, "Kept", Map.of()).status()).isEqualTo(201);
        } finally {
            line.mend();
        }

        await().atMost(SOON).until(() -> get(there, "/readyz").status() == 200);
        Answer registered = register(there, "Back", Map.of());
        assertThat(registered.status()).isEqualTo(201);
        assertThat(get(there, "/api/v1/sbis?limit=100&wait=10s&after=" + here.head())
                        .body()
                        .findValuesAsText("title"))
                .contains("Kept");
    }

    @Test
    void commands_of_a_directory_find_the_journal_of_its_server_and_prove_it() {
        String id = register(here, "Found", Map.of()).body().path("id").asText();
        Path data = folder.resolve("commands");

        String listed = run(Map.of("DAYBOOK_JOURNAL", database.address()), data, "sbi", "list", "--format", "json");
        assertThat(listed).contains(id);
        assertThat(run(Map.of(), data, "verify")).contains("entries proven, no findings");
        assertThat(run(Map.of(), data, "schema", "info")).contains("pg_dump");
        assertThat(run(Map.of(), data, "backup", "create")).contains("pg_dump");
        assertThat(run(Map.of(), data, "sbi", "register", "Dug here")).contains("SBI-");
    }

    private static String run(Map<String, String> variables, Path data, String... args) {
        var out = new ByteArrayOutputStream();
        try (var print = new PrintStream(out, true, StandardCharsets.UTF_8)) {
            String[] all = java.util.stream.Stream.concat(
                            java.util.Arrays.stream(args), java.util.stream.Stream.of("--data", data.toString()))
                    .toArray(String[]::new);
            InProcess.run(print, print, variables, all);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
