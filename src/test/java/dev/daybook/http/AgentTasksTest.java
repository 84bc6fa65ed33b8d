package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
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

    private static void add(Caller caller, String id, String priority) {
        caller.post(
                        "/agent-tasks",
                        "{\"id\":\"%s\",\"title\":\"Add %s\",\"priority\":\"%s\"}".formatted(id, id, priority))
                .is(201);
    }

    @Test
    void the_next_task_is_the_most_urgent_and_the_oldest_that_nobody_holds(@TempDir Path folder) {
        var now = new AtomicReference<>(Instant.parse("2026-01-01T10:00:00Z"));
        try (var house = new Fixture(folder, now::get)) {
            add(house.caller, "low", "low");
            now.updateAndGet(time -> time.plusSeconds(1));
            add(house.caller, "ready", "medium");
            now.updateAndGet(time -> time.plusSeconds(1));
            add(house.caller, "high", "high");
            assertThat(ready(house)).containsExactly("high", "ready", "low");

            assertThat(pick(house, "a1")).isEqualTo("high");
            assertThat(pick(house, "a2")).isEqualTo("ready");
            assertThat(ready(house)).containsExactly("low");
            now.updateAndGet(time -> time.plusSeconds(601));
            assertThat(ready(house)).as("claims have expired").containsExactly("high", "ready", "low");
            assertThat(pick(house, "a3")).isEqualTo("high");

            house.caller.post("/agent-tasks/low/finish", "{}").is(200);
            assertThat(pick(house, "a1")).isEqualTo("ready");
            house.caller.post("/ready-agent-tasks/pick", "{}").is(204);
        }
    }

    @Test
    void whoever_picks_while_many_others_do_gets_a_task_as_long_as_there_are_some(@TempDir Path folder)
            throws Exception {
        try (var house = new Fixture(folder);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<String> ids =
                    IntStream.range(0, 100).mapToObj(number -> "t" + number).toList();
            ids.forEach(id -> add(house.caller, id, "medium"));
            ready(house);
            var together = new CyclicBarrier(ids.size());

            List<Future<String>> picked = ids.stream()
                    .map(id -> threads.submit(() -> {
                        together.await();
                        return pick(house, "of-" + id);
                    }))
                    .toList();

            var found = new ArrayList<String>();
            for (Future<String> one : picked) {
                found.add(one.get());
            }
            assertThat(found).containsExactlyInAnyOrderElementsOf(ids);
        }
    }

    @Test
    void how_all_stands_tells_of_agents_their_tasks_and_messages(@TempDir Path folder) {
        var now = new AtomicReference<>(Instant.parse("2026-01-01T10:00:00Z"));
        try (var house = new Fixture(folder, now::get)) {
            assertThat(house.caller.get("/status").is(200).json().path("others"))
                    .as("there are none")
                    .isEmpty();
            for (String agent : List.of("a1", "a2")) {
                house.caller.put("/agents/" + agent, "{\"type\":\"pm\"}").is(200);
            }
            house.caller
                    .post("/agents/a2/status", "{\"status\":\"crashed\",\"why\":\"it is gone\"}")
                    .is(200);
            for (String id : List.of("t1", "t2", "t3", "t4")) {
                add(house.caller, id, "medium");
            }
            claim(house, "t1", 60);
            claim(house, "t2", 3_600);
            claim(house, "t3", 3_600);
            house.caller
                    .post("/agent-tasks/t3/finish", "{\"holder\":\"a1\",\"status\":\"failed\"}")
                    .is(200);
            house.caller
                    .post("/agent-messages", "{\"to\":[\"a1\",\"a2\"],\"content\":\"Deploy\"}")
                    .is(201);
            now.updateAndGet(time -> time.plusSeconds(61)); // the claim of t1 is over

            assertThat(others(house, "agentTasks").toString()).isEqualTo("{\"inWork\":1,\"ready\":2,\"blocked\":0}");
            assertThat(others(house, "agents").path("crashed").asInt()).isEqualTo(1);
            assertThat(others(house, "agents").path("idle").asInt()).isEqualTo(1);
            assertThat(others(house, "agentMessages").path("unread").asInt()).isEqualTo(2);
        }
    }

    private static void claim(Fixture house, String id, int seconds) {
        house.caller
                .post("/agent-tasks/%s/claim".formatted(id), "{\"holder\":\"a1\",\"ttlSeconds\":%d}".formatted(seconds))
                .is(200);
    }

    private static JsonNode others(Fixture house, String name) {
        house.caller.get("/agents?after=%d&wait=30s".formatted(house.head())).is(200);
        return house.caller
                .get("/status")
                .is(200)
                .json()
                .path("others")
                .valueStream()
                .filter(said -> said.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow()
                .path("counts");
    }

    private static List<String> ready(Fixture house) {
        return house.caller
                .get("/ready-agent-tasks?after=" + house.head())
                .is(200)
                .json()
                .path("items")
                .findValuesAsText("id");
    }

    private static String pick(Fixture house, String holder) {
        return house.caller
                .post("/ready-agent-tasks/pick", "{\"holder\":\"%s\"}".formatted(holder))
                .is(200)
                .json()
                .path("id")
                .asText();
    }

    private static String add(Caller caller) {
        return caller.post("/agent-tasks", "{\"title\":\"Add login\"}", "Idempotency-Key", "k1")
                .json()
                .path("id")
                .asText();
    }
}
