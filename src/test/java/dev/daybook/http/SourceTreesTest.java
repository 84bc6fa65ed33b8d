package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source tree is watched by a server until somebody ends that. */
class SourceTreesTest {

    private static final int FILES = 25;

    @TempDir
    Path folder;

    private Path tree;
    private Instant now = Instant.parse("2026-11-26T12:00:00Z");
    private Fixture house;

    @BeforeEach
    void open() throws IOException {
        System.setProperty("daybook.home", folder.resolve("home").toString());
        tree = Files.createDirectories(folder.toRealPath().resolve("shop"));
        for (int i = 0; i < FILES; i++) {
            Files.writeString(tree.resolve("notes" + i + ".md"), "note " + i);
        }
        house = new Fixture(folder, () -> now);
    }

    @AfterEach
    void close() {
        house.close();
        System.clearProperty("daybook.home");
    }

    @Test
    void changes_are_indexed_until_it_is_cancelled_and_what_cannot_be_indexed_makes_it_behind() throws IOException {
        String job = house.caller
                .send(
                        "POST",
                        "/code/watch",
                        Optional.of("{\"root\":\"%s\"}".formatted(tree)),
                        "Prefer",
                        "respond-async")
                .is(202)
                .json()
                .path("id")
                .asText();
        await().atMost(Patience.LIMIT).until(() -> message(job).startsWith("watching"));
        long before = house.journal.head().value();
        assertThat(before).as("each file, and where the tree is").isEqualTo(FILES + 1L);

        Files.writeString(tree.resolve("Shop.java"), "class Shop {}");

        await().atMost(Patience.LIMIT).until(() -> house.journal.head().value() == before + 1);
        await().atMost(Patience.LIMIT).until(() -> message(job).startsWith("watching; 26 changed"));
        assertThat(metrics()).contains("daybook_code_index_behind_seconds 0.0");

        for (int i = 0; i < FILES; i++) {
            Files.delete(tree.resolve("notes" + i + ".md")); // as if a disk were not there
        }

        await().atMost(Patience.LIMIT).until(() -> metrics().contains("daybook_code_index_runs_failed_total 1.0"));
        now = now.plus(Duration.ofMinutes(2));
        assertThat(metrics()).contains("daybook_code_index_behind_seconds 120.0");
        await().atMost(Patience.LIMIT) // what has not been posted yet seems to be as old
                .untilAsserted(() -> assertThat(house.caller
                                .get("/readyz?verbose=true")
                                .json()
                                .path("warnings")
                                .toString())
                        .contains("the index of a source tree does not show what changed 120 s ago"));

        house.caller.send("DELETE", "/jobs/" + job, Optional.empty()).is(200);
        await().atMost(Patience.LIMIT)
                .until(() -> job(job).path("state").asText().equals("cancelled"));
    }

    @Test
    void another_tree_of_the_same_name_takes_no_place_of_one_that_is_there() throws IOException {
        Path other = Files.createDirectories(folder.toRealPath().resolve("other/shop"));
        Files.writeString(other.resolve("Till.java"), "class Till {}");
        index(tree, "").is(200);

        assertThat(index(other, "").is(409).json().path("detail").asText())
                .contains("project 'shop' is the tree at " + tree)
                .contains("--project");
        assertThat(house.caller
                        .get("/code/files?project=shop")
                        .json()
                        .path("items")
                        .size())
                .isEqualTo(FILES);
        index(other, ",\"project\":\"till\"").is(200);
        Path moved = Files.move(tree, folder.toRealPath().resolve("moved"));
        index(moved, ",\"project\":\"shop\"").is(200);
    }

    @Test
    void what_is_no_folder_is_neither_indexed_nor_looked_back_at() {
        for (String path : List.of("/code/index", "/code/at")) {
            JsonNode problem = house.caller
                    .send(
                            "POST",
                            path,
                            Optional.of("{\"root\":\"%s\"%s}"
                                    .formatted(tree.resolve("nowhere"), path.endsWith("at") ? ",\"at\":\"HEAD\"" : "")))
                    .is(422)
                    .json();

            assertThat(problem.toString()).contains("is no folder: want the one with the source files");
        }
    }

    @Test
    void an_agent_finds_and_gets_source_files_and_a_tag_is_taken_back() throws IOException {
        Files.writeString(tree.resolve("Till.java"), "/** Opens the drawer. */ class CashTill {}");
        index(tree, "").is(200);
        String id = tool("search", "{\"q\":\"till\",\"kind\":\"code\"}")
                .at("/hits/0/id")
                .asText();

        assertThat(id).isEqualTo("code/shop!/Till.java");
        JsonNode file = tool("get", "{\"ids\":[\"%s\",\"code/shop!/None.java\"]}".formatted(id));
        assertThat(file.at("/things/0/definitions/0/name").asText()).isEqualTo("CashTill");
        assertThat(file.at("/missing/0/id").asText()).isEqualTo("code/shop!/None.java");

        house.caller
                .post("/code/files/shop!%2FTill.java/tags", "{\"tags\":[\"money\"]}")
                .is(200);
        assertThat(found("money")).isEqualTo(1);
        house.caller
                .post("/rollbacks", "{\"to\":%d}".formatted(house.journal.head().value() - 1))
                .is(200);
        assertThat(found("money")).isZero();
    }

    private int found(String tag) {
        return house.caller
                .get("/code/files?tag=%s&after=%d&wait=30s"
                        .formatted(tag, house.journal.head().value()))
                .is(200)
                .json()
                .path("items")
                .size();
    }

    private JsonNode tool(String name, String arguments) {
        String message = """
                {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"%s","arguments":%s}}""".formatted(name, arguments);
        JsonNode result = house.caller.post("/mcp", message).is(200).json().path("result");
        assertThat(result.path("isError").asBoolean()).as(result.toString()).isFalse();
        return result.path("structuredContent");
    }

    private Caller.Reply index(Path root, String more) {
        return house.caller.send("POST", "/code/index", Optional.of("{\"root\":\"%s\"%s}".formatted(root, more)));
    }

    private JsonNode job(String id) {
        return house.caller.get("/jobs/" + id).json();
    }

    private String message(String job) {
        return job(job).path("progress").path("message").asText();
    }

    private String metrics() {
        return house.caller.get("/metrics").text();
    }
}
