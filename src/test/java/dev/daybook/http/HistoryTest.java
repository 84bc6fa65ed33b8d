package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
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

    private void specify(String spec) {
        String tag = ask("/sbis/" + TASK).header("ETag");
        service.caller
                .patch("/sbis/" + TASK, "{\"spec\":\"%s\"}".formatted(spec), "If-Match", tag)
                .is(200);
    }

    @Test
    void a_long_text_is_told_line_by_line() {
        specify("one\\ntwo\\nthree");
        specify("one\\n2\\nthree");

        JsonNode items = get("/history/sbi/" + TASK + "?diff=true").path("items");

        assertThat(items.get(2).at("/diffs/spec").asText()).isEqualTo("@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n");
        assertThat(items.get(1).at("/diffs/spec").asText()).contains("+two");
        assertThat(items.get(0).path("diffs")).as("a title has one line").isEmpty();
        assertThat(get("/history/sbi/" + TASK).path("items").get(2).has("diffs"))
                .isFalse();
    }

    @Test
    void a_fact_is_shown_with_what_it_changed_what_was_written_with_it_and_what_undid_it() {
        post("/sbis/" + TASK + "/executions", "{\"step\":\"implement\"}");

        JsonNode started = get("/journal/3");

        assertThat(started.path("type").asText()).isEqualTo("sbi.status-changed");
        assertThat(started.path("says").asText()).isEqualTo("set \"Retry webhook\" from READY to WIP");
        assertThat(started.at("/changes/0"))
                .isEqualTo(JsonText.tree(new Json("{\"field\":\"status\",\"before\":\"READY\",\"after\":\"WIP\"}")));
        assertThat(started.path("together").findValuesAsText("position")).containsExactly("2");
        assertThat(started.path("undoneBy").isMissingNode()).isTrue();

        post("/rollbacks", "{\"to\":1}");
        JsonNode undone = get("/journal/3");
        assertThat(undone.path("counts").asBoolean(true)).isFalse();
        assertThat(undone.path("undoneBy").asLong()).isEqualTo(4);
    }

    @Test
    void a_fact_tells_how_a_long_text_differs() {
        specify("one\\ntwo");
        specify("one\\nmore\\ntwo");

        JsonNode spec = get("/journal/3").at("/changes/0");

        assertThat(spec.path("before").asText()).isEqualTo("one\ntwo");
        assertThat(spec.path("diff").asText()).isEqualTo("@@ -1,2 +1,3 @@\n one\n+more\n two\n");
    }
}
