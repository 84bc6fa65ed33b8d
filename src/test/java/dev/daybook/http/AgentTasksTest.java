package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that agents share, over HTTP. */
class AgentTasksTest {

    @Test
    void a_task_that_is_added_again_under_its_key_is_the_one_of_then(@TempDir Path folder) {
        try (var house = new Fixture(folder)) {
            String first = add(house.caller);
            assertThat(add(house.caller)).isEqualTo(first);
            house.caller
                    .get("/agent-tasks/%s?after=%d&wait=30s".formatted(first, house.head()))
                    .is(200);
        }
    }

    private static String add(Caller caller) {
        return caller.post("/agent-tasks", "{\"title\":\"Add login\"}", "Idempotency-Key", "k1")
                .json()
                .path("id")
                .asText();
    }
}
