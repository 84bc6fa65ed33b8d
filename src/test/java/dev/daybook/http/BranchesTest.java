package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.history.Branches;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a branch things are as they would be if something had never been. */
class BranchesTest {

    private static final List<String> TASKS = List.of(
            "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1", "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R2", "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R3");

    @TempDir
    private Path folder;

    private Fixture service;

    @BeforeEach
    void open() {
        service = new Fixture(folder);
    }

    @AfterEach
    void close() {
        service.close();
    }

    private Caller.Reply send(String actor, String method, String path, String body) {
        return service.caller.send(method, path, Optional.of(body), "Daybook-Actor", actor, "If-Match", "*");
    }

    private void register(String actor, String id, String title) {
        assertThat(send(actor, "POST", "/sbis", "{\"id\":\"%s\",\"title\":\"%s\"}".formatted(id, title))
                        .status())
                .isEqualTo(201);
    }

    private void retitle(String actor, String id, String title) {
        assertThat(send(actor, "PATCH", "/sbis/" + id, "{\"title\":\"%s\"}".formatted(title))
                        .status())
                .isEqualTo(200);
    }

    private JsonNode branch(String body) {
        Caller.Reply reply = send("mika", "POST", "/branches", body);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json();
    }

    private JsonNode ask(String path) {
        Caller.Reply reply =
                service.caller.get(path + (path.contains("?") ? "&" : "?") + "after=" + service.head() + "&wait=10s");
        assertThat(reply.status()).as(reply.text()).isBetween(200, 299);
        return reply.json();
    }

    private static List<String> titles(JsonNode list) {
        return list.findValuesAsText("title");
    }

    @Test
    void without_an_actor_lists_things_searches_and_the_audit_are_as_if_nothing_of_it_had_been() {
        register("ada", TASKS.get(0), "Add login");
        register("bot", TASKS.get(1), "Remove login");
        retitle("bot", TASKS.get(0), "Zap everything");
        long head = service.head();

        JsonNode made = branch("{\"name\":\"without-bot\",\"without\":[\"actor:bot\"]}");

        assertThat(made.path("facts").asInt()).isEqualTo(2);
        assertThat(made.path("position").asLong()).isEqualTo(head);
        assertThat(service.head()).as("nothing is written").isEqualTo(head);
        assertThat(titles(ask("/sbis?branch=without-bot"))).containsExactly("Add login");
        assertThat(ask("/sbis/" + TASKS.get(0) + "?branch=without-bot")
                        .path("title")
                        .asText())
                .isEqualTo("Add login");
        assertThat(service.caller
                        .get("/sbis/" + TASKS.get(1) + "?branch=without-bot")
                        .status())
                .isEqualTo(404);
        assertThat(ask("/search?q=zap&branch=without-bot").path("items")).isEmpty();
        assertThat(ask("/search?q=login&branch=without-bot").path("items")).hasSize(1);
        assertThat(ask("/audit?branch=without-bot").path("items").findValuesAsText("undone"))
                .containsExactly("true", "true", "false");
        assertThat(ask("/audit?branch=main").path("items").findValuesAsText("undone"))
                .containsExactly("false", "false", "false");
        JsonNode title = ask("/blame/sbi/%s?field=/title&branch=without-bot".formatted(TASKS.get(0)))
                .at("/items/0");
        assertThat(title.path("value").asText()).isEqualTo("Add login");
        assertThat(title.path("actor").asText()).isEqualTo("ada");
        retitle("ada", TASKS.get(0), "Later");
        assertThat(titles(ask("/sbis?branch=without-bot"))).containsExactly("Add login");
    }

    @Test
    void a_branch_is_what_a_rollback_would_give() {
        var random = new Random(11);
        TASKS.forEach(id -> register("ada", id, "first"));
        for (int i = 0; i < 25; i++) {
            String actor = random.nextBoolean() ? "ada" : "bot";
            String id = TASKS.get(random.nextInt(TASKS.size()));
            if (random.nextInt(4) == 0) {
                send(actor, "POST", "/sbis/" + id + "/notes", "{\"text\":\"note %d\"}".formatted(i));
            } else {
                retitle(actor, id, "title %d".formatted(i));
            }
        }
        branch("{\"name\":\"what-if\",\"without\":[\"actor:bot\"]}");
        List<String> asked =
                List.of("/sbis", "/sbis/" + TASKS.get(0), "/sbis/" + TASKS.get(1) + "/notes", "/search?q=note");
        List<String> there = asked.stream().map(path -> told(path, true)).toList();

        Caller.Reply rollback = service.caller.post(
                "/rollbacks", "{\"actor\":\"bot\",\"since\":\"1\",\"undoLater\":false,\"keepLater\":false}");
        assertThat(rollback.status()).as(rollback.text()).isEqualTo(200);

        assertThat(asked.stream().map(path -> told(path, false)).toList()).isEqualTo(there);
    }

    private String told(String path, boolean inBranch) {
        JsonNode answer = ask(inBranch ? path + (path.contains("?") ? "&" : "?") + "branch=what-if" : path);
        answer.findParents("revision").forEach(node -> ((ObjectNode) node).remove("revision"));
        return answer.toString();
    }

    @Test
    void the_state_in_a_history_and_what_agents_remember_are_told_in_a_branch_too() {
        register("ada", TASKS.get(0), "Add login");
        retitle("bot", TASKS.get(0), "Zap");
        String remembered = service.caller
                .post("/memories", "{\"agent\":\"web-1\",\"text\":\"Logins need tokens\"}", "Daybook-Actor", "bot")
                .is(201)
                .json()
                .path("id")
                .asText();
        branch("{\"name\":\"calm\",\"without\":[\"actor:bot\"]}");

        assertThat(ask("/history/sbi/%s?branch=calm".formatted(TASKS.get(0)))
                        .at("/state/title")
                        .asText())
                .isEqualTo("Add login");
        assertThat(ask("/history/sbi/%s?branch=main".formatted(TASKS.get(0)))
                        .at("/state/title")
                        .asText())
                .isEqualTo("Zap");
        service.caller
                .get("/history/sbi/%s?branch=calm&at=1".formatted(TASKS.get(0)))
                .isProblem(422, "invalid-request")
                .at("/branch");
        assertThat(ask("/memories?branch=calm").path("items")).isEmpty();
        assertThat(ask("/memories?branch=main").path("items")).hasSize(1);
        assertThat(service.caller
                        .get("/memories/" + remembered + "?branch=calm")
                        .status())
                .isEqualTo(404);
        service.caller.get("/memories/" + remembered + "?branch=main").is(200);
        service.caller.get("/memories?branch=calm&asOf=1h").isProblem(400, "invalid-request");
    }

    @Test
    void the_difference_names_things_and_fields() {
        register("ada", TASKS.get(0), "Add login");
        retitle("bot", TASKS.get(0), "Zap");
        register("bot", TASKS.get(1), "Remove login");
        branch("{\"name\":\"calm\",\"without\":[\"actor:bot\"]}");

        JsonNode diff = service.caller.get("/diff?from=main&to=calm").json();

        assertThat(diff.path("facts").asInt()).isEqualTo(2);
        assertThat(diff.at("/changes/0/thing").asText()).isEqualTo("sbi/" + TASKS.get(0));
        assertThat(diff.at("/changes/0/change").asText()).isEqualTo("changed");
        assertThat(diff.at("/changes/0/fields").toString())
                .contains("{\"field\":\"/title\",\"before\":\"Zap\",\"after\":\"Add login\"}");
        assertThat(diff.at("/changes/1/change").asText()).isEqualTo("deleted");
    }

    @Test
    void a_branch_of_a_position_of_a_thing_and_of_a_rollback() {
        register("ada", TASKS.get(0), "one");
        retitle("ada", TASKS.get(0), "two");
        long second = service.head();
        register("ada", TASKS.get(1), "other");
        assertThat(service.caller
                        .post("/rollbacks", "{\"entity\":\"sbi/%s\",\"undoLater\":true}".formatted(TASKS.get(1)))
                        .status())
                .isEqualTo(200);
        long rollback = service.head();

        branch("{\"name\":\"then\",\"to\":\"1\"}");
        branch("{\"name\":\"no-retitle\",\"without\":[\"%d\"]}".formatted(second));
        branch("{\"name\":\"no-thing\",\"without\":[\"sbi/%s\"]}".formatted(TASKS.get(0)));
        branch("{\"name\":\"no-rollback\",\"without\":[\"%d\"]}".formatted(rollback));

        assertThat(titles(ask("/sbis?branch=then"))).containsExactly("one");
        assertThat(titles(ask("/sbis?branch=no-retitle"))).containsExactly("one");
        assertThat(titles(ask("/sbis?branch=no-thing"))).isEmpty();
        assertThat(titles(ask("/sbis?branch=no-rollback"))).containsExactlyInAnyOrder("two", "other");
        assertThat(service.caller.get("/branches").json().path("items").findValuesAsText("name"))
                .containsExactly("no-retitle", "no-rollback", "no-thing", "then");
    }

    @Test
    void since_a_point_only_what_came_later_is_left_out() {
        register("bot", TASKS.get(0), "early");
        long early = service.head();
        assertThat(send("ada", "POST", "/checkpoints", "{\"name\":\"noon\"}").status())
                .isEqualTo(201);
        retitle("bot", TASKS.get(0), "late");
        register("ada", TASKS.get(1), "hers");

        JsonNode made = branch("{\"name\":\"calm\",\"without\":[\"actor:bot\"],\"since\":\"noon\"}");
        branch("{\"name\":\"whole\",\"without\":[\"sbi/%s\"],\"since\":\"1\"}".formatted(TASKS.get(0)));
        branch("{\"name\":\"hour\",\"without\":[\"actor:bot\"],\"since\":\"1h\"}");

        assertThat(made.path("facts").asInt()).isEqualTo(1);
        assertThat(made.path("since").asLong()).isEqualTo(early + 2);
        assertThat(titles(ask("/sbis?branch=calm"))).containsExactlyInAnyOrder("early", "hers");
        assertThat(titles(ask("/sbis?branch=whole"))).containsExactly("hers");
        assertThat(titles(ask("/sbis?branch=hour"))).containsExactly("hers");
        service.close();
        service = new Fixture(folder);
        assertThat(titles(ask("/sbis?branch=calm"))).containsExactlyInAnyOrder("early", "hers");
        assertThat(refusal("{\"name\":\"x\",\"without\":[\"actor:bot\"],\"since\":\"5\"}"))
                .contains("from 5 to position", "nothing counts that is left out with actor:bot");
        assertThat(refusal("{\"name\":\"x\",\"without\":[\"3\"],\"since\":\"2\"}"))
                .contains("\"pointer\":\"/since\"", "wherever it stands");
        assertThat(refusal("{\"name\":\"x\",\"to\":\"2\",\"since\":\"2\"}")).contains("given without without");
        assertThat(refusal("{\"name\":\"x\",\"without\":[\"actor:bot\"],\"since\":\"never\"}"))
                .contains("there is no checkpoint 'never'");
    }

    @Test
    void what_is_not_there_is_refused_and_nothing_is_kept() {
        register("ada", TASKS.get(0), "one");

        assertThat(refusal("{\"name\":\"x\",\"without\":[\"actor:nobody\"]}"))
                .contains("up to position 1 nothing counts that is left out with actor:nobody");
        assertThat(refusal("{\"name\":\"x\",\"without\":[\"nonsense\"]}")).contains("want actor:NAME");
        assertThat(refusal("{\"name\":\"x\",\"without\":[\"journal/journal\"]}"))
                .contains("\"pointer\":\"/without\"", "the facts about the journal itself always count");
        assertThat(refusal("{\"name\":\"x\",\"without\":[\"99\"]}")).contains("there are no entries from 99 to 99");
        assertThat(refusal("{\"name\":\"main\",\"to\":\"1\"}")).contains("means something already");
        assertThat(refusal("{\"name\":\"x\",\"to\":\"7\"}")).contains("there is no position 7");
        assertThat(refusal("{\"name\":\"x\"}")).contains("neither to nor without");
        assertThat(service.caller.get("/sbis?branch=x").text()).contains("there is no branch 'x'");
        assertThat(service.caller.get("/sbis?branch=x&asOf=1").text()).contains("are both given");
        assertThat(service.caller.get("/branches").json().path("items")).isEmpty();
        branch("{\"name\":\"x\",\"to\":\"1\"}");
        assertThat(refusal("{\"name\":\"x\",\"to\":\"1\"}")).contains("there is a branch 'x' already");
    }

    private String refusal(String body) {
        Caller.Reply reply = send("mika", "POST", "/branches", body);
        assertThat(reply.status()).isGreaterThanOrEqualTo(400).isLessThan(500);
        return reply.text();
    }

    @Test
    void a_branch_survives_a_restart_and_is_dropped_without_a_trace() {
        register("ada", TASKS.get(0), "one");
        register("bot", TASKS.get(1), "two");
        branch("{\"name\":\"calm\",\"without\":[\"actor:bot\"]}");
        ask("/sbis?branch=calm");
        service.close();
        service = new Fixture(folder);

        assertThat(titles(ask("/sbis?branch=calm"))).containsExactly("one");
        assertThat(service.caller.delete("/branches/calm").status()).isEqualTo(200);
        assertThat(service.caller.get("/sbis?branch=calm").status()).isEqualTo(404);

        branch("{\"name\":\"calm\",\"without\":[\"actor:ada\"]}");
        assertThat(titles(ask("/sbis?branch=calm")))
                .as("another one of that name")
                .containsExactly("two");
        assertThat(new Branches(folder.resolve("branches.json"), service.journal, service.timelines, service.readModels)
                        .asOf(Branches.MAIN))
                .isEmpty();
    }
}
