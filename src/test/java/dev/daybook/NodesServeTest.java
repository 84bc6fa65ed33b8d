package dev.daybook;

import static dev.daybook.NodeServing.get;
import static dev.daybook.NodeServing.register;
import static dev.daybook.NodeServing.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.NodeServing.Answer;
import dev.daybook.access.OwnerToken;
import dev.daybook.cli.DataDirectoryOpener.Running;
import dev.daybook.importing.Folder;
import dev.daybook.journal.postgres.Database;
import dev.daybook.journal.postgres.Line;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers on one journal in a database, each with a data directory of its own. */
final class NodesServeTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private static Path folder;

    private static Database database;
    private static Line line;
    private static Running here;
    private static Running there;

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
        return NodeServing.serve(folder, name, address, "local");
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

    @Test
    void a_tree_is_followed_by_one_node_and_any_node_tells_and_ends_it() throws IOException {
        Path tree = folder.resolve("tree");
        Folder.write(tree, ".taskmaster/tasks/tasks.json", "{\"master\":{\"tasks\":[]}}");
        String asked = "{\"path\":\"%s\"}".formatted(tree);
        Answer begun = send(here, "POST", "/api/v1/follows", Map.of(), asked);
        assertThat(begun.status()).as("%s", begun.body()).isEqualTo(201);
        String id = begun.body().path("id").asText();

        Answer refused = send(there, "POST", "/api/v1/follows", Map.of(), asked);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().path("detail").asText()).contains("is followed already, by here");
        await().atMost(SOON).untilAsserted(() -> {
            JsonNode told = get(there, "/api/v1/follows/" + id).body();
            assertThat(told.path("state").asText()).isEqualTo("following");
            assertThat(told.path("node").asText()).isEqualTo("here");
        });
        assertThat(get(there, "/api/v1/follows").body().path("items")).hasSize(1);
        assertThat(send(there, "DELETE", "/api/v1/follows/" + id, Map.of(), "").status())
                .isEqualTo(200);
        await().atMost(SOON)
                .until(() -> get(here, "/api/v1/follows").body().path("items").isEmpty());
    }

    @Test
    void what_a_node_followed_that_ends_is_followed_by_one_that_sees_the_same_folder() throws IOException {
        Path tree = folder.resolve("left");
        Folder.write(tree, ".taskmaster/tasks/tasks.json", "{\"master\":{\"tasks\":[]}}");
        Running leaving = serve("leaving", database.address());
        Answer begun = send(leaving, "POST", "/api/v1/follows", Map.of(), "{\"path\":\"%s\"}".formatted(tree));
        assertThat(begun.status()).as("%s", begun.body()).isEqualTo(201);

        leaving.close();

        await().atMost(SOON).untilAsserted(() -> {
            JsonNode all = get(here, "/api/v1/follows").body().path("items");
            assertThat(all.findValuesAsText("path")).containsOnlyOnce(tree.toString());
            assertThat(all.findValuesAsText("state")).containsOnly("following");
        });
    }

    /** Each alone would be no cycle; whoever comes second has to see the first. */
    @Test
    void two_nodes_that_are_told_at_once_what_two_tasks_depend_on_make_no_cycle() {
        for (int turn = 0; turn < 4; turn++) {
            String one = register(here, "One", Map.of()).body().path("id").asText();
            String two = register(there, "Two", Map.of()).body().path("id").asText();

            var first = CompletableFuture.supplyAsync(() -> dependsOn(here, one, two));
            var second = CompletableFuture.supplyAsync(() -> dependsOn(there, two, one));

            assertThat(List.of(first.join().status(), second.join().status()))
                    .as("%s, %s", first.join().body(), second.join().body())
                    .containsOnlyOnce(200)
                    .containsAnyOf(409, 422);
        }
    }

    private static Answer dependsOn(Running node, String task, String other) {
        return send(
                node,
                "PATCH",
                "/api/v1/sbis/" + task,
                Map.of("If-Match", "*"),
                "{\"dependsOn\":[\"%s\"]}".formatted(other));
    }

    @Test
    void what_one_rolled_back_counts_for_no_command_of_the_other() {
        for (int turn = 0; turn < 4; turn++) {
            Answer registered = register(here, "Dig", Map.of());
            String path = "/api/v1/sbis/" + registered.body().path("id").asText();
            Answer removed = send(there, "DELETE", path, Map.of("If-Match", "*"), "");
            assertThat(removed.status()).as("%s", removed.body()).isEqualTo(200);
            String to = "{\"to\":%s}".formatted(registered.header("Daybook-Position"));
            Answer rolledBack = send(here, "POST", "/api/v1/rollbacks", Map.of(), to);
            assertThat(rolledBack.status()).as("%s", rolledBack.body()).isBetween(200, 201);

            Answer changed =
                    send(there, "PATCH", path, Map.of("If-Match", "*"), "{\"title\":\"Dug\"}"); // it is there again

            assertThat(changed.status()).as("%s", changed.body()).isEqualTo(200);
        }
    }

    @Test
    void what_one_erases_the_directory_of_the_other_does_not_keep() {
        String id = register(here, "Hush-hush", Map.of()).body().path("id").asText();
        assertThat(get(there, "/api/v1/sbis/%s?wait=10s&after=%d".formatted(id, here.head()))
                        .body())
                .asString()
                .contains("Hush-hush");

        Answer erased = send(
                here,
                "POST",
                "/api/v1/erasures",
                Map.of(),
                "{\"entity\":\"sbi/%s\",\"reason\":\"asked\"}".formatted(id));

        assertThat(erased.status()).as("%s", erased.body()).isEqualTo(200);
        for (String name : List.of("here", "there")) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(holding(folder.resolve(name), "Hush-hush"))
                            .isEmpty());
        }
    }

    private static List<Path> holding(Path directory, String text) throws IOException {
        var found = new ArrayList<Path>();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (text(file).contains(text)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE; // it went meanwhile
            }
        });
        return found;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return ""; // it went meanwhile
        }
    }

    @Test
    void any_node_tells_who_is_there_and_who_does_what() {
        await().atMost(SOON).untilAsserted(() -> {
            JsonNode nodes = get(there, "/api/v1/nodes").body().path("items");
            assertThat(nodes.findValuesAsText("name")).contains("here", "there");
            assertThat(nodes.findValuesAsText("state")).contains("serving");
            assertThat(nodes.findValues("leases").stream().flatMap(leases -> leases.findValuesAsText("name").stream()))
                    .containsOnlyOnce("chores");
            JsonNode one = nodes.get(0);
            assertThat(one.path("lag").asLong()).isLessThanOrEqualTo(here.head());
            assertThat(one.path("version").asText()).isNotEmpty();
        });
        assertThat(run(Map.of("DAYBOOK_JOURNAL", database.address()), folder.resolve("asking"), "nodes"))
                .contains("name", "here", "there", "serving");
    }

    @Test
    void a_job_of_one_is_shown_and_ended_by_the_other() {
        Answer begun = send(here, "POST", "/api/v1/verify", Map.of("Prefer", "respond-async"), "{}");
        assertThat(begun.status()).as("%s", begun.body()).isEqualTo(202);
        String job = "/api/v1/jobs/" + begun.body().path("id").asText();

        await().atMost(SOON).untilAsserted(() -> {
            Answer told = get(there, job);
            assertThat(told.status()).isEqualTo(200);
            assertThat(told.body().path("state").asText()).isEqualTo("done");
            assertThat(told.body().path("node").asText()).isEqualTo("here");
            assertThat(told.body().path("result"))
                    .isEqualTo(get(here, job).body().path("result"));
        });
        assertThat(get(there, "/api/v1/jobs").body().findValuesAsText("id"))
                .contains(begun.body().path("id").asText());
        assertThat(send(there, "DELETE", job, Map.of(), "").status())
                .isEqualTo(200); // it has ended, and stays as it is
    }

    @Test
    void a_browser_that_came_in_at_one_is_in_at_the_other_by_a_link_that_is_good_once() throws Exception {
        String link = send(here, "POST", "/api/v1/logins", Map.of(), "")
                .body()
                .path("location")
                .asText();
        try (var client = HttpClient.newHttpClient()) {
            var follow = HttpRequest.newBuilder(there.endpoint().resolve(link)).build();
            HttpResponse<Void> followed = client.send(follow, BodyHandlers.discarding());
            assertThat(followed.statusCode()).isEqualTo(303);
            String cookie =
                    followed.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];

            var ask = HttpRequest.newBuilder(here.endpoint().resolve("/api/v1/sbis?limit=1"))
                    .header("Cookie", cookie)
                    .build();
            assertThat(client.send(ask, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
            var again = HttpRequest.newBuilder(here.endpoint().resolve(link)).build();
            assertThat(client.send(again, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void whoever_owns_the_directory_of_one_node_comes_in_at_all_and_heads_are_signed_by_one_key() throws Exception {
        String owner = Files.readString(folder.resolve("here").resolve(OwnerToken.FILE))
                .strip();
        try (var client = HttpClient.newHttpClient();
                Running later = serve("later", database.address())) {
            for (Running node : List.of(there, later)) { // also of one that has just begun to serve
                var ask = HttpRequest.newBuilder(node.endpoint().resolve("/api/v1/tokens"))
                        .header("Authorization", "Bearer " + owner)
                        .build();
                assertThat(client.send(ask, BodyHandlers.discarding()).statusCode())
                        .isEqualTo(200);
            }
        }
        assertThat(get(here, "/api/v1/head/key").body().path("fingerprint").asText())
                .isNotEmpty()
                .isEqualTo(get(there, "/api/v1/head/key")
                        .body()
                        .path("fingerprint")
                        .asText());
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
        assertThat(registered.status()).as("%s", registered.body()).isEqualTo(201);
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
        assertThat(run(Map.of(), data, "schema", "info"))
                .contains("journal", "APPLIED")
                .doesNotContain("PENDING");
        assertThat(run(Map.of(), data, "schema", "validate")).contains("as it should be");
        assertThat(run(Map.of(), data, "schema", "undo")).contains("none is undone");
        assertThat(run(Map.of(), data, "backup", "create")).contains("pg_dump");
        assertThat(run(Map.of(), data, "doctor"))
                .contains("PostgreSQL", "append-only: all triggers are awake", "fsync and full_page_writes off")
                .doesNotContain("backup create");
        assertThat(run(Map.of(), data, "space")).contains("in its database");
        assertThat(run(Map.of(), data, "optimize", "--dry-run")).contains("left to its database");
        assertThat(run(Map.of(), data, "sbi", "register", "Dug here")).contains("SBI-");
    }

    private static String run(Map<String, String> variables, Path data, String... args) {
        var out = new ByteArrayOutputStream();
        try (var print = new PrintStream(out, true, StandardCharsets.UTF_8)) {
            String[] all = Stream.concat(java.util.Arrays.stream(args), Stream.of("--data", data.toString()))
                    .toArray(String[]::new);
            InProcess.run(print, print, variables, all);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
