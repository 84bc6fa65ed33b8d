package dev.daybook;

import static dev.daybook.NodeServing.get;
import static dev.daybook.NodeServing.register;
import static dev.daybook.NodeServing.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.NodeServing.Answer;
import dev.daybook.cli.DataDirectoryOpener.Running;
import dev.daybook.journal.postgres.Database;
import dev.daybook.journal.postgres.Line;
import dev.daybook.journal.postgres.Pooler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers whose read models are in the database of their journal. */
final class SharedServeTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final Database database = Database.begin();
    private final Line line = new Line(database.port());
    private final Map<String, Running> nodes = new TreeMap<>();

    @AfterEach
    void close() {
        nodes.values().forEach(Running::close);
        line.close();
    }

    private Running serve(String name, String address, String readModels) {
        Running node = NodeServing.serve(folder, name, address, readModels);
        nodes.put(name, node);
        await().atMost(SOON).until(() -> get(node, "/readyz").status() == 200);
        return node;
    }

    /** Returns what a node answers once its read models have all that was written. */
    private JsonNode list(Running node) {
        long head = nodes.values().stream().mapToLong(Running::head).max().orElseThrow();
        return get(node, "/api/v1/sbis?limit=100&wait=20s&after=" + head).body();
    }

    private static Map<String, String> hashes(Running node) {
        var hashes = new TreeMap<String, String>();
        get(node, "/api/v1/projections?hash=true")
                .body()
                .path("items")
                .forEach(model -> hashes.put(
                        model.path("name").asText(), model.path("hash").asText()));
        assertThat(hashes).hasSize(9);
        return hashes;
    }

    @Test
    void without_the_database_questions_are_refused_for_a_while_and_all_goes_on_by_itself() {
        Running here = serve("here", database.address(), "postgresql");
        Running there = serve("there", database.address(line.port()), "postgresql");
        assertThat(register(here, "Before", Map.of()).status()).isEqualTo(201);
        assertThat(list(there).findValuesAsText("title")).contains("Before");

        line.cut();
        try {
            await().atMost(SOON).until(() -> get(there, "/readyz").status() == 503);
            for (String question : List.of("/sbis", "/search?q=before", "/audit", "/sbis/ready")) {
                Answer refused = get(there, "/api/v1" + question);
                assertThat(refused.status())
                        .as("%s: %s", question, refused.body())
                        .isEqualTo(503);
                assertThat(refused.header("Retry-After")).as(question).isNotEmpty();
            }
            assertThat(register(here, "Meanwhile", Map.of()).status()).isEqualTo(201);
            assertThat(list(here).findValuesAsText("title"))
                    .contains("Meanwhile"); // it takes over what the other wrote
        } finally {
            line.mend();
        }

        await().atMost(SOON).until(() -> get(there, "/readyz").status() == 200);
        assertThat(register(there, "After", Map.of()).status()).isEqualTo(201);
        assertThat(list(there).findValuesAsText("title")).contains("Before", "Meanwhile", "After");
        assertThat(list(here).findValuesAsText("title")).contains("After");
    }

    @Test
    void who_writes_which_read_model_how_far_it_is_and_how_large_any_node_tells() {
        serve("here", database.address(), "postgresql");
        Running there = serve("there", database.address(), "postgresql");
        assertThat(register(there, "Dig", Map.of()).status()).isEqualTo(201);

        await().atMost(SOON).untilAsserted(() -> {
            JsonNode nodes = get(there, "/api/v1/nodes").body().path("items");
            assertThat(nodes.findValuesAsText("holds"))
                    .allMatch(holds -> holds.matches(".*read model .* v\\d+ .*lag 0.*B.*"));
            var leases = new TreeMap<String, JsonNode>();
            nodes.forEach(node -> node.path("leases")
                    .forEach(lease -> leases.put(lease.path("name").asText(), lease)));
            leases.keySet().removeIf(name -> !name.startsWith("read model "));
            assertThat(leases).hasSize(9).allSatisfy((name, lease) -> {
                assertThat(lease.path("lag").asLong(-1)).as(name).isZero();
                assertThat(lease.path("sizeBytes").asLong()).as(name).isGreaterThan(1_000);
            });
        });
        JsonNode space = get(there, "/api/v1/space").body().path("items");
        assertThat(space.findValuesAsText("what"))
                .filteredOn(what -> what.matches("read model [a-z]+ v\\d+"))
                .hasSize(9);
    }

    @Test
    void what_one_erases_no_read_model_in_the_database_keeps_nor_one_that_was_in_files() throws IOException {
        Running before = serve("here", database.address(), "local");
        String id = register(before, "Hushhush", Map.of()).body().path("id").asText();
        assertThat(list(before).findValuesAsText("title")).contains("Hushhush");
        before.close();
        assertThat(filesWith("Hushhush")).isNotEmpty();
        Running here = serve("here", database.address(), "postgresql");
        Running there = serve("there", database.address(), "postgresql");
        assertThat(register(there, "Kept", Map.of()).status()).isEqualTo(201);
        assertThat(list(there).findValuesAsText("title")).contains("Hushhush");
        await().atMost(SOON).until(() -> rowsWith("hushhush") > 2);

        Answer erased = send(
                here,
                "POST",
                "/api/v1/erasures",
                Map.of(),
                "{\"entity\":\"sbi/%s\",\"reason\":\"asked\"}".formatted(id));

        assertThat(erased.status()).as("%s", erased.body()).isEqualTo(200);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(rowsWith("hushhush")).isZero());
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(filesWith("Hushhush")).isEmpty());
        for (Running node : nodes.values()) {
            await().atMost(SOON).until(() -> get(node, "/readyz").status() == 200);
            assertThat(list(node).findValuesAsText("title")).contains("Kept").doesNotContain("Hushhush");
            assertThat(get(node, "/api/v1/search?q=hushhush").body().path("items"))
                    .isEmpty();
        }
        assertThat(register(there, "Later", Map.of()).status()).isEqualTo(201);
        assertThat(list(here).findValuesAsText("title")).contains("Later");
    }

    /** Returns the files of all nodes that hold a word. */
    private List<Path> filesWith(String word) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            var found = new ArrayList<Path>();
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(word)) {
                    found.add(file);
                }
            }
            return found;
        }
    }

    /** Returns how many rows of read models hold a word, whichever schema they are in. */
    private long rowsWith(String word) {
        return database
                .texts("SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables"
                        + " WHERE table_type = 'BASE TABLE' AND table_schema LIKE '%s#_%%#_v%%' ESCAPE '#'"
                                .formatted(database.schema()))
                .stream()
                .mapToLong(table -> database.number(
                        "SELECT count(*) FROM %s AS line WHERE line::text ILIKE '%%%s%%'".formatted(table, word)))
                .sum();
    }

    @Test
    void behind_a_pooler_the_rows_are_those_of_files() throws Exception {
        String role = Pooler.role(database);
        database.run("GRANT CREATE ON DATABASE postgres TO " + role);
        try (var pooler = new Pooler(folder, database.port(), role)) {
            String address = pooler.address(role, "prepareThreshold=0");
            Running here = serve("here", address, "postgresql");
            Running there = serve("there", address, "postgresql");
            for (int number = 0; number < 30; number++) {
                Answer registered = register(number % 2 == 0 ? here : there, "Dig " + number, Map.of());
                assertThat(registered.status()).as("%s", registered.body()).isEqualTo(201);
            }
            assertThat(list(here).path("items")).hasSize(30);
            assertThat(list(there)).isEqualTo(list(here));

            Running files = serve("files", address, "local");
            await().atMost(SOON).untilAsserted(() -> assertThat(hashes(there)).isEqualTo(hashes(files)));
            nodes.values().forEach(Running::close);
            nodes.clear();
        }
    }
}
