package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.http.Caller.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The history of a move is told page by page. */
class RolloutHistoryTest {

    @TempDir
    private Path folder;

    @Test
    void each_page_goes_on_where_the_one_before_ended() throws Exception {
        Path root = Files.createDirectories(folder.resolve("tree"));
        Files.createDirectories(root.resolve(".cards"));
        try (var house = new Fixture(folder)) {
            Caller caller = house.caller;
            for (String stage : List.of("dual", "none", "dual", "none", "dual")) {
                caller.post(
                                "/rollout",
                                "{\"kind\":\"cards\",\"stage\":\"%s\",\"root\":\"%s\",\"force\":true,\"reason\":\"a test\"}"
                                        .formatted(stage, root))
                        .is(200);
            }
            JsonNode all = caller.get("/rollout/history").is(200).json().path("items");
            assertThat(all).hasSize(5);

            var paged = new ArrayList<JsonNode>();
            String next = "";
            int pages = 0;
            do {
                Reply page =
                        caller.get("/rollout/history?kind=cards&limit=2" + next).is(200);
                page.json().path("items").forEach(paged::add);
                pages++;
                next = page.json().has("next")
                        ? "&cursor=" + page.json().path("next").asText()
                        : "";
                assertThat(page.header("Link").isEmpty()).isEqualTo(next.isEmpty());
            } while (!next.isEmpty());

            assertThat(pages).isEqualTo(3);
            assertThat(paged).containsExactlyElementsOf(all);
            assertThat(caller.get("/rollout/history?kind=other").is(200).json().path("items"))
                    .isEmpty();
            caller.get("/rollout/history?cursor=x").isProblem(400, "invalid-request");

            Files.writeString(root.resolve(".cards/box.json"), "{\"one\":\"1\"}");
            caller.post("/compare", "{\"kind\":\"cards\"}").is(200);
            JsonNode now = caller.get("/rollout/figures?kind=cards&limit=1")
                    .is(200)
                    .json()
                    .at("/items/0");
            assertThat(now.path("stage").asText()).isEqualTo("dual");
            assertThat(now.path("comparisons").asLong()).isPositive();
            caller.get("/rollout/figures?cursor=x").isProblem(400, "invalid-request");
        }
    }
}
