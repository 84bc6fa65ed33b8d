package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of one thing, and of one fact. */
class HistoryTest {

    private static final String TASK = "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1";

    @TempDir
    private Path folder;

    private Fixture service;

    @BeforeEach
    void open() {
        service = new Fixture(folder);
        post("/sbis", "{\"id\":\"%s\",\"title\":\"Retry webhook\"}".formatted(TASK));
    }

    @AfterEach
    void close() {
        service.close();
    }

    private JsonNode post(String path, String body) {
        Caller.Reply reply = service.caller.post(path, body);
        assertThat(reply.status()).as(reply.text()).isBetween(200, 201);
        return reply.json();
    }

    private Caller.Reply ask(String path) {
        return service.caller.get(path + (path.contains("?") ? "&" : "?") + "after=" + service.head() + "&wait=10s");
    }

    private JsonNode get(String path) {
        return ask(path).is(200).json();
    }

    @Test
    void what_was_rolled_back_is_listed_as_undone_with_the_rollback() {
        post("/sbis/" + TASK + "/notes", "{\"text\":\"first\"}");
        post("/rollbacks", "{\"to\":1}");

        JsonNode items = get("/history/sbi/" + TASK).path("items");

        assertThat(items.findValuesAsText("undone")).containsExactly("false", "true");
        assertThat(items.get(1).path("undoneBy").asLong()).isEqualTo(3);
        assertThat(get("/history/sbi/" + TASK + "?undone=false").path("items")).hasSize(1);
    }

    @Test
    void a_thing_of_which_nothing_counts_has_a_history_all_the_same() {
        post("/rollbacks", "{\"entity\":\"sbi/%s\"}".formatted(TASK));

        assertThat(get("/history/sbi/" + TASK).path("items").findValuesAsText("undoneBy"))
                .containsExactly("2");
        assertThat(get("/history/sbi/" + TASK + "?undone=false").path("items")).isEmpty();
        assertThat(ask("/history/sbi/SBI-01K6GBQ7M4X2V9B8N0C5D3F1R2")
                        .isProblem(404, "not-found")
                        .text())
                .contains("nothing ever happened to sbi/");
    }
}
