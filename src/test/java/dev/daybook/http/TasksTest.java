package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.Patience;
import dev.daybook.http.Caller.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Working with tasks over HTTP: conditions, repeated requests, own writes, pages, dependencies, picking. */
class TasksTest {

    private static final String ID = "SBI-01K6FRP24VXAE1C24TYMZ95G6S";
    private static final String OTHER = "SBI-01K6FRP24VXAE1C24TYMZ95G6T";
    private static final String THIRD = "SBI-01K6FRP24VXAE1C24TYMZ95G6V";

    @TempDir
    private Path folder;

    private Fixture house;
    private Caller caller;

    @BeforeEach
    void open() {
        house = new Fixture(folder);
        caller = house.caller;
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Reply register(String id, String... headers) {
        return caller.post("/sbis", "{\"id\":\"%s\",\"title\":\"Task %s\"}".formatted(id, id), headers);
    }

    private Reply shown(String id, long after) {
        return caller.get("/sbis/%s?after=%d&wait=10s".formatted(id, after));
    }

    @Test
    void what_was_written_can_be_read_at_once_by_its_position() {
        for (int turn = 0; turn < 20; turn++) {
            Reply registered = caller.post("/sbis", "{\"title\":\"Task %d\"}".formatted(turn))
                    .is(201);
            Reply shown = caller.get(
                            registered.header("Location") + "?after=%d&wait=10s".formatted(registered.position()))
                    .is(200);

            assertThat(shown.json().path("title").asText()).isEqualTo("Task " + turn);
            assertThat(shown.position()).isGreaterThanOrEqualTo(registered.position());
            assertThat(shown.header("ETag")).isEqualTo(registered.header("ETag"));
        }
    }

    @Test
    void a_task_is_somebodys_until_it_is_nobodys() {
        register(ID).is(201);
        String path = "/sbis/" + ID;
        caller.patch(path, "{\"assignee\":\"\"}", "If-Match", "*").isProblem(400, "invalid-request");
        long given = caller.patch(path, "{\"assignee\":\"ada\"}", "If-Match", "*")
                .is(200)
                .position();
        assertThat(caller.get(path + "?after=%d&wait=30s".formatted(given))
                        .is(200)
                        .json()
                        .path("assignee")
                        .asText())
                .isEqualTo("ada");

        long taken = caller.patch(path, "{\"assignee\":null}", "If-Match", "*")
                .is(200)
                .position();
        assertThat(caller.get(path + "?after=%d&wait=30s".formatted(taken))
                        .is(200)
                        .json()
                        .has("assignee"))
                .isFalse();
        JsonNode change = caller
                .get("/history/sbi/%s?after=%d&wait=30s".formatted(ID, taken))
                .is(200)
                .json()
                .path("items")
                .findParents("action")
                .stream()
                .filter(it -> it.path("position").asLong() == taken)
                .findFirst()
                .orElseThrow();
        assertThat(change.path("action").asText()).isEqualTo("sbi.assigned");
        assertThat(change.path("before").path("assignee").asText()).isEqualTo("ada");
        assertThat(change.path("after").has("assignee")).isFalse();
    }

    @Test
    void waiting_for_what_does_not_come_ends() {
        caller.get("/sbis?after=1000&wait=50ms").isProblem(504, "position-timeout");
        caller.get("/journal?after=1000&wait=50ms").isProblem(504, "position-timeout");
        caller.get("/sbis?after=1&wait=31s").isProblem(400, "over-limit");
    }

    @Test
    void an_edit_wants_the_revision_that_its_author_has_seen() {
        Reply registered = register(ID).is(201);

        caller.patch("/sbis/" + ID, "{\"priority\":1}").isProblem(428, "revision-required");
        caller.patch("/sbis/" + ID, "{\"priority\":1}", "If-Match", "3").isProblem(400, "invalid-request");
        Reply edited = caller.patch("/sbis/" + ID, "{\"priority\":1}", "If-Match", registered.header("ETag"))
                .is(200);
        caller.patch("/sbis/" + ID, "{\"priority\":2}", "If-Match", registered.header("ETag"))
                .isProblem(412, "stale-revision");
        caller.patch("/sbis/" + ID, "{\"priority\":2}", "If-Match", edited.header("ETag"))
                .is(200);
        caller.patch("/sbis/" + ID, "{\"priority\":0}", "If-Match", "*").is(200);
        caller.delete("/sbis/" + ID).isProblem(428, "revision-required");
        caller.delete("/sbis/" + ID, "If-Match", edited.header("ETag")).isProblem(412, "stale-revision");
    }

    @Test
    void what_the_client_has_is_not_sent_again() {
        Reply registered = register(ID).is(201);
        Reply shown = shown(ID, registered.position()).is(200);

        Reply again = caller.get("/sbis/" + ID, "If-None-Match", "\"7\", " + shown.header("ETag"))
                .is(304);
        assertThat(again.text()).isEmpty();
        assertThat(again.header("ETag")).isEqualTo(shown.header("ETag"));
        caller.get("/sbis/" + ID, "If-None-Match", "\"7\"").is(200);
    }

    @Test
    void a_rollback_gives_the_same_revision_another_tag() {
        Reply registered = register(ID).is(201);
        Reply edited = caller.patch("/sbis/" + ID, "{\"priority\":2}", "If-Match", registered.header("ETag"))
                .is(200);
        Reply back = caller.post("/rollbacks", "{\"to\":%d}".formatted(registered.position()))
                .is(200);

        Reply shown = shown(ID, back.position()).is(200);
        assertThat(shown.json().path("priority").asInt()).isZero();
        assertThat(shown.header("ETag")).isEqualTo("\"1-r1\"");
        assertThat(shown.json().path("revision").asLong()).isEqualTo(1);
        caller.get("/sbis/" + ID, "If-None-Match", edited.header("ETag")).is(200);
        caller.patch("/sbis/" + ID, "{\"priority\":1}", "If-Match", edited.header("ETag"))
                .isProblem(412, "stale-revision");
        caller.patch("/sbis/" + ID, "{\"priority\":1}", "If-Match", shown.header("ETag"))
                .is(200);
    }

    @Test
    void the_same_request_with_the_same_key_is_carried_out_once() {
        Reply first = caller.post("/sbis", "{\"title\":\"Once\"}", "Idempotency-Key", "k-1")
                .is(201);
        Reply second = caller.post("/sbis", "{\"title\":\"Once\"}", "Idempotency-Key", "k-1")
                .is(201);

        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(second.position()).isEqualTo(first.position());
        assertThat(second.json().path("id")).isEqualTo(first.json().path("id"));
        assertThat(house.journal.head().value()).isEqualTo(first.position());
        caller.post("/sbis", "{\"title\":\"Twice\"}", "Idempotency-Key", "k-1")
                .isProblem(422, "idempotency-key-reused");
        register(ID, "Idempotency-Key", "k-1").isProblem(422, "idempotency-key-reused");
    }

    @Test
    void requests_with_one_key_at_the_same_time_write_once() throws Exception {
        int clients = 16;
        Set<String> ids = ConcurrentHashMap.newKeySet();
        Set<Integer> others = ConcurrentHashMap.newKeySet();
        all(clients, _ -> {
            Reply reply = caller.post("/sbis", "{\"title\":\"Once\"}", "Idempotency-Key", "k-2");
            if (reply.status() == 201) {
                ids.add(reply.json().path("id").asText());
            } else {
                others.add(reply.isProblem(409, "idempotency-key-in-flight").status());
            }
        });

        assertThat(ids).hasSize(1);
        assertThat(house.journal.head().value()).isEqualTo(1);
    }

    @Test
    void a_key_of_a_pick_leads_to_the_same_task_though_there_is_another() {
        register(ID).is(201);
        Reply last = register(OTHER).is(201);
        assertThat(last.status()).isEqualTo(201);

        Reply first = caller.post("/sbis/pick", "{\"holder\":\"a\"}", "Idempotency-Key", "p-1")
                .is(200);
        Reply again = caller.post("/sbis/pick", "{\"holder\":\"a\"}", "Idempotency-Key", "p-1")
                .is(200);
        assertThat(again.json().path("id")).isEqualTo(first.json().path("id"));
        assertThat(again.json().path("expiresAt")).isEqualTo(first.json().path("expiresAt"));
        caller.post("/sbis/pick", "{\"holder\":\"b\"}").is(200);
        assertThat(caller.post("/sbis/pick", "{\"holder\":\"a\"}", "Idempotency-Key", "p-1")
                        .is(200)
                        .json()
                        .path("id"))
                .isEqualTo(first.json().path("id"));
        caller.post("/sbis/pick", "{\"holder\":\"c\"}", "Idempotency-Key", "p-2")
                .is(204);
    }

    @Test
    void a_key_is_that_of_whoever_sent_it_and_says_nothing_to_others() {
        register(ID).is(201);
        register(OTHER).is(201);
        String body = "{\"name\":\"agent\",\"role\":\"write\"}";
        Caller agent = caller.with(
                caller.post("/tokens", body).is(201).json().path("token").asText());

        Reply owners = caller.post("/sbis/pick", "{\"holder\":\"a\"}", "Idempotency-Key", "1")
                .is(200);
        Reply agents = agent.post("/sbis/pick", "{\"holder\":\"a\"}", "Idempotency-Key", "1")
                .is(200);
        Reply bobs = caller.post("/sbis/pick", "{\"holder\":\"a\"}", "Idempotency-Key", "1", "Daybook-Actor", "bob");
        Reply again = caller.post("/sbis/pick", "{\"holder\":\"a\"}", "Idempotency-Key", "1")
                .is(200);

        assertThat(agents.json().path("id")).isNotEqualTo(owners.json().path("id"));
        assertThat(bobs.status()).as("nothing is left for him").isEqualTo(204);
        assertThat(again.json().path("id")).isEqualTo(owners.json().path("id"));
    }

    @Test
    void registering_the_same_again_changes_nothing_and_another_is_a_conflict() {
        register(ID).is(201);
        Reply again = register(ID).is(200);
        assertThat(again.json().path("events").asInt()).isZero();
        caller.post("/sbis", "{\"id\":\"%s\",\"title\":\"Another\"}".formatted(ID))
                .isProblem(409, "conflict");
    }

    @Test
    void what_a_rule_refuses_is_told_with_its_pointer() {
        caller.post("/sbis", "{\"id\":\"my task\",\"title\":\"x\"}").isProblem(422, "invalid-request");
        register(ID).is(201);
        caller.post("/sbis/%s/executions".formatted(ID), "{\"step\":\"implement\"}")
                .is(201);
        caller.post("/sbis/%s/executions/1/finish".formatted(ID), "{\"decision\":\"MAYBE\"}")
                .isProblem(422, "invalid-request")
                .at("/decision");
        caller.post("/sbis/%s/executions".formatted(ID), "{\"step\":\"implement\"}")
                .isProblem(409, "conflict");
        caller.post("/sbis/%s/lease".formatted(OTHER), "{\"holder\":\"a\"}").isProblem(404, "not-found");
        caller.get("/sbis/%s/executions".formatted(OTHER)).isProblem(404, "not-found");
        caller.get("/sbis/%s/executions/7".formatted(ID)).isProblem(404, "not-found");
    }

    @Test
    void the_turn_limit_ends_a_task_instead_of_another_turn() {
        register(ID).is(201);
        caller.post("/sbis/%s/executions".formatted(ID), "{\"step\":\"plan\"}").is(201);
        caller.post("/sbis/%s/executions/1/finish".formatted(ID), "{\"decision\":\"SUCCEEDED\"}")
                .is(200);
        Reply ended = caller.post("/sbis/%s/executions".formatted(ID), "{\"step\":\"plan\",\"turnsMax\":1}")
                .is(200);
        assertThat(ended.json().path("outcome").asText()).isEqualTo("terminated");
    }

    @Test
    void pages_lead_from_one_to_the_next_and_show_each_task_once() {
        Set<String> written = new HashSet<>();
        long position = 0;
        for (int number = 0; number < 23; number++) {
            Reply reply = caller.post("/sbis", "{\"title\":\"Task %d\",\"labels\":[\"a b\"]}".formatted(number));
            written.add(reply.is(201).json().path("id").asText());
            position = reply.position();
        }

        List<String> read = new ArrayList<>();
        String next = "/sbis?label=a%%20b&limit=5&after=%d&wait=10s".formatted(position);
        int pages = 0;
        while (!next.isEmpty()) {
            Reply page = caller.get(next).is(200);
            page.json().path("items").forEach(item -> read.add(item.path("id").asText()));
            String link = page.header("Link");
            assertThat(link.isEmpty()).isEqualTo(!page.json().has("next"));
            next = link.isEmpty() ? "" : link.substring(1, link.indexOf('>'));
            pages++;
        }
        assertThat(pages).isEqualTo(5);
        assertThat(read).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(written);
        assertThat(caller.get("/sbis?cursor=nonsense").status()).isBetween(400, 422);
    }

    @Test
    void a_task_waits_for_tasks_and_belongs_to_plans_that_there_are() {
        register(ID).is(201);
        caller.post("/plans", "{\"id\":\"PBI-7\",\"kind\":\"PBI\",\"title\":\"Sign in\"}")
                .is(201);

        Reply waits = caller.post(
                "/sbis", "{\"id\":\"%s\",\"title\":\"b\",\"dependsOn\":[\"%s\",\"%s\"]}".formatted(OTHER, ID, THIRD));
        waits.isProblem(422, "invalid-request");
        assertThat(waits.json().at("/errors/0/pointer").asText()).isEqualTo("/dependsOn/1");
        assertThat(waits.json().at("/errors/0/detail").asText())
                .isEqualTo(THIRD + " is not registered: want tasks that there are");
        Reply belongs = caller.patch("/sbis/" + ID, "{\"parent\":\"PBI-8\"}", "If-Match", "*");
        belongs.isProblem(422, "invalid-request");
        assertThat(belongs.json().at("/errors/0/detail").asText())
                .isEqualTo("'PBI-8' is not registered: want a plan that there is");
        caller.post("/plans", "{\"id\":\"PBI-9\",\"kind\":\"PBI\",\"title\":\"x\",\"parent\":\"EPIC-1\"}")
                .isProblem(422, "invalid-request");
        caller.patch("/plans/PBI-7", "{\"parent\":\"EPIC-1\"}", "If-Match", "*").isProblem(422, "invalid-request");

        caller.patch("/sbis/" + ID, "{\"parent\":\"PBI-7\"}", "If-Match", "*").is(200);
        caller.post("/plans", "{\"id\":\"EPIC-1\",\"kind\":\"EPIC\",\"title\":\"All\"}")
                .is(201);
        caller.patch("/plans/PBI-7", "{\"parent\":\"EPIC-1\"}", "If-Match", "*").is(200);
    }

    @Test
    void dependencies_never_become_a_cycle_however_they_come() throws Exception {
        register(ID).is(201);
        caller.post("/sbis", "{\"id\":\"%s\",\"title\":\"b\",\"dependsOn\":[\"%s\"]}".formatted(OTHER, ID))
                .is(201);
        caller.post("/sbis", "{\"id\":\"%s\",\"title\":\"c\",\"dependsOn\":[\"%s\"]}".formatted(THIRD, OTHER))
                .is(201);

        caller.patch("/sbis/" + ID, "{\"dependsOn\":[\"%s\"]}".formatted(THIRD), "If-Match", "*")
                .isProblem(409, "conflict");

        caller.patch("/sbis/" + OTHER, "{\"dependsOn\":[]}", "If-Match", "*").is(200);
        caller.patch("/sbis/" + THIRD, "{\"dependsOn\":[]}", "If-Match", "*").is(200);
        Set<Integer> statuses = ConcurrentHashMap.newKeySet();
        all(2, number -> {
            String task = number == 0 ? ID : OTHER;
            String on = number == 0 ? OTHER : ID;
            statuses.add(caller.patch("/sbis/" + task, "{\"dependsOn\":[\"%s\"]}".formatted(on), "If-Match", "*")
                    .status());
        });
        assertThat(statuses).containsExactlyInAnyOrder(200, 409);
    }

    @Test
    void what_is_ready_is_what_would_be_picked_in_that_order() {
        String first = caller.post("/sbis", "{\"title\":\"First\"}")
                .is(201)
                .json()
                .path("id")
                .asText();
        String urgent = caller.post("/sbis", "{\"title\":\"Urgent\",\"priority\":2}")
                .is(201)
                .json()
                .path("id")
                .asText();
        long head = caller.post("/sbis", "{\"title\":\"Waits\",\"dependsOn\":[\"%s\"]}".formatted(first))
                .is(201)
                .position();

        Reply page = caller.get("/sbis/ready?limit=1&wait=20s&after=" + head).is(200);
        Reply rest = caller.get(
                        "/sbis/ready?limit=1&cursor=" + page.json().path("next").asText())
                .is(200);
        assertThat(page.json().path("items").findValuesAsText("id")).containsExactly(urgent);
        assertThat(rest.json().path("items").findValuesAsText("id")).containsExactly(first);
        assertThat(rest.json().has("next")).isFalse();
        caller.get("/sbis/ready?cursor=x").isProblem(422, "invalid-request");

        head = caller.post("/sbis/pick", "{\"holder\":\"a\"}").is(200).position();
        assertThat(caller.get("/sbis/ready?wait=20s&after=" + head)
                        .json()
                        .path("items")
                        .findValuesAsText("id"))
                .containsExactly(first);
    }

    @Test
    void many_agents_pick_each_task_once() throws Exception {
        int tasks = 40;
        for (int number = 0; number < tasks; number++) {
            caller.post("/sbis", "{\"title\":\"Task %d\",\"priority\":%d}".formatted(number, number % 3))
                    .is(201);
        }
        List<String> picked = new ArrayList<>();
        all(64, number -> {
            Reply reply = caller.post("/sbis/pick", "{\"holder\":\"agent-%d\"}".formatted(number));
            if (reply.status() == 200) {
                synchronized (picked) {
                    picked.add(reply.json().path("id").asText());
                }
            } else {
                reply.is(204);
            }
        });
        assertThat(picked).hasSize(tasks).doesNotHaveDuplicates();
    }

    @Test
    void who_asks_and_why_stands_beside_the_fact() {
        Reply reply = register(
                ID,
                "Daybook-Actor",
                "mika",
                "Daybook-Session",
                "s-1",
                "traceparent",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        var fact = caller.get("/journal?stream=sbi/" + ID).is(200).json().at("/items/0");

        assertThat(reply.is(201).position()).isEqualTo(fact.path("position").asLong());
        assertThat(fact.path("actor").asText()).isEqualTo("mika");
        assertThat(fact.path("source").asText()).isEqualTo("http");
        assertThat(fact.path("session").asText()).isEqualTo("s-1");
        assertThat(fact.path("correlation").asText()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(fact.path("causation").asText()).isEqualTo("00f067aa0ba902b7");
    }

    @Test
    void a_condition_may_be_a_list_and_is_compared_strongly() {
        register(ID).is(201);
        String path = "/sbis/" + ID;
        caller.patch(path, "{\"priority\":1}", "If-Match", "\"7\", \"0\"").is(200);
        caller.patch(path, "{\"priority\":2}", "If-Match", "\"7\",\"0\"").isProblem(412, "stale-revision");
        caller.patch(path, "{\"priority\":2}", "If-Match", "\"of another\", \"1\" ,")
                .isProblem(400, "invalid-request");
        caller.patch(path, "{\"priority\":2}", "If-Match", "\"another's\", \"1\" ,")
                .is(200);
        Reply weak =
                caller.patch(path, "{\"priority\":0}", "If-Match", "W/\"2\"").isProblem(412, "stale-revision");
        assertThat(weak.json().path("detail").asText()).contains("weak").contains("send \"2\"");
        caller.patch(path, "{\"priority\":0}", "If-Match", "W/\"2\", \"2\"").is(200);
        caller.send(caller.request(path)
                        .method("PATCH", java.net.http.HttpRequest.BodyPublishers.ofString("{\"priority\":1}"))
                        .header("Content-Type", "application/json")
                        .header("If-Match", "\"0\"")
                        .header("If-Match", "\"3\"")
                        .build())
                .is(200);
        for (String none : List.of("2", "\"2", "W/", "\"1\" \"2\"", ",", "w/\"4\"", "*, \"4\"")) {
            caller.patch(path, "{\"priority\":0}", "If-Match", none).isProblem(400, "invalid-request");
        }
        Reply shown = caller.get(path
                        + "?after=%d&wait=30s".formatted(caller.get("/journal").position()))
                .is(200);
        assertThat(shown.header("ETag")).isEqualTo("\"4\"");
        for (String known : List.of("\"4\"", "W/\"4\"", "\"x\", W/\"4\"", "*")) {
            caller.get(path, "If-None-Match", known).is(304);
        }
        for (String other : List.of("\"3\"", "W/\"3\", \"x\"", "4")) {
            caller.get(path, "If-None-Match", other).is(200);
        }
    }

    @Test
    void a_rollback_leaves_the_tag_of_what_it_does_not_touch() {
        Reply untouched = register(ID).is(201);
        long before = register(OTHER).is(201).position();
        caller.patch("/sbis/" + OTHER, "{\"priority\":2}", "If-Match", "*").is(200);
        long back = caller.post("/rollbacks", "{\"to\":%d}".formatted(before))
                .is(200)
                .position();
        String fresh = "?after=%d&wait=30s".formatted(back);

        assertThat(caller.get("/sbis/" + ID + fresh).is(200).header("ETag")).isEqualTo("\"0\"");
        caller.get("/sbis/" + ID + fresh, "If-None-Match", untouched.header("ETag"))
                .is(304);
        assertThat(caller.get("/sbis/" + OTHER + fresh).is(200).header("ETag")).isEqualTo("\"1-r1\"");
        assertThat(register(THIRD).is(201).header("ETag")).isEqualTo("\"0\"");
        caller.patch("/sbis/" + OTHER, "{\"priority\":1}", "If-Match", "\"1\"").isProblem(412, "stale-revision");
        Reply edited = caller.patch("/sbis/" + ID, "{\"priority\":1}", "If-Match", "\"0\"")
                .is(200);
        assertThat(edited.header("ETag")).isEqualTo("\"1\"");

        // of one thing only: that one, and no other
        caller.post("/rollbacks", "{\"entity\":\"sbi/%s\"}".formatted(ID)).is(200);
        assertThat(caller.patch("/sbis/" + OTHER, "{\"priority\":1}", "If-Match", "\"1-r1\"")
                        .is(200)
                        .header("ETag"))
                .isEqualTo("\"2-r1\"");
        caller.patch("/sbis/" + THIRD, "{\"priority\":1}", "If-Match", "\"0\"").is(200);
        // the rollback of the first rollback
        caller.post("/rollbacks", "{\"to\":%d}".formatted(back - 1)).is(200);
        caller.patch("/sbis/" + OTHER, "{\"priority\":0}", "If-Match", "\"2-r1\"")
                .isProblem(412, "stale-revision");
        caller.patch("/sbis/" + OTHER, "{\"priority\":0}", "If-Match", "\"2-r3\"")
                .is(200);
    }

    @Test
    void numbers_stay_as_they_were_written() {
        String numbers = "{\"z\":-0.0,\"n\":-0,\"e\":1e400,\"c\":1.0,\"t\":1.50,\"E\":1E+2,\"s\":-0.0e-7,"
                + "\"b\":123456789012345678901234567890,\"l\":[-0.0,0.10]}";
        Reply registered = caller.post("/sbis", "{\"title\":\"x\",\"metadata\":%s}".formatted(numbers))
                .is(201);
        String path = "/sbis/" + registered.json().path("id").asText();
        long position = caller.put("/config/limit", "{\"value\":-0.0}").is(200).position();
        String fresh = "after=%d&wait=30s".formatted(position);

        assertThat(caller.get(path + "?" + fresh).is(200).text()).contains("\"metadata\":" + numbers);
        assertThat(caller.get("/config/limit?" + fresh).is(200).text()).contains("\"value\":-0.0");
        assertThat(caller.get("/journal").is(200).text()).contains(numbers).contains("\"value\":-0.0");
        assertThat(caller.get("/journal.ndjson").is(200).text()).contains(numbers);
        assertThat(caller.get("/audit?" + fresh).is(200).text())
                .contains(numbers)
                .contains("-0.0");
        String history = path.replace("/sbis", "/history/sbi");
        assertThat(caller.get(history + "?" + fresh).is(200).text()).contains(numbers);

        long edited = caller.patch(path, "{\"metadata\":{\"z\":0.0}}", "If-Match", "*")
                .is(200)
                .position();
        assertThat(caller.get(history + "?after=%d&wait=30s".formatted(edited))
                        .is(200)
                        .text())
                .contains("{\"z\":0.0}");
    }

    private interface Turn {
        void take(int number) throws Exception;
    }

    /** Lets so many clients ask at once. */
    private static void all(int clients, Turn turn) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            List<Future<?>> done = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                int number = client;
                done.add(threads.submit(() -> {
                    turn.take(number);
                    return number;
                }));
            }
            for (Future<?> each : done) {
                each.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }
}
