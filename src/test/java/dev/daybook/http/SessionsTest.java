package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.Patience;
import dev.daybook.http.Caller.Reply;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.Operation;
import dev.daybook.session.Workspaces;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions by the routes of the service: what the editor's own commands do not offer. */
class SessionsTest {

    private static final String HASH = "cc8a965d66f232d0";
    private static final String PATH = "/srv/repos/order-desk";
    private static final String SESSIONS = "/workspaces/%s/sessions".formatted(HASH);

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

    @Test
    void what_a_creation_leaves_out_is_made() {
        Reply begun = caller.post(SESSIONS, "{\"type\":\"debate\",\"task\":\"Tabs or blanks\"}")
                .is(201);

        JsonNode session = begun.json();
        assertThat(session.path("id").asText()).hasSize(36);
        assertThat(session.path("status").asText()).isEqualTo("running");
        assertThat(session.path("createdAt").asText()).matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z");
        assertThat(session.path("instances")).isEmpty();
        assertThat(begun.header("Location"))
                .isEqualTo("/api/v1%s/%s".formatted(SESSIONS, session.path("id").asText()));
        assertThat(caller.get(begun.header("Location") + fresh("?")).is(200).json())
                .isEqualTo(session);
    }

    @Test
    void the_same_id_twice_is_a_conflict_unless_all_is_the_same() {
        String session = session("s-1", 1);
        caller.post(SESSIONS, session).is(201);

        caller.post(SESSIONS, session).is(200);
        caller.post(SESSIONS, session.replace("Retry", "Try")).isProblem(409, "conflict");
    }

    /** Which of the two is meant nobody knows. */
    @Test
    void a_member_that_stands_twice_is_refused() {
        for (String twice : List.of(
                "{\"type\":\"debate\",\"task\":\"Tabs\",\"task\":\"Blanks\"}",
                "{\"type\":\"debate\",\"task\":\"Tabs\",\"instances\":[{\"instanceId\":1,\"instanceId\":2}]}")) {
            assertThat(caller.post(SESSIONS, twice)
                            .isProblem(400, "invalid-request")
                            .json()
                            .path("detail")
                            .asText())
                    .contains("twice");
        }
    }

    /** Each of them with where it is, and as what it is: a wrong type is another mistake than a missing field. */
    @Test
    void what_is_wrong_with_a_session_is_named() {
        caller.post(SESSIONS, "{\"type\":7,\"task\":\"Tabs\"}").isProblem(400, "wrong-type");
        Reply missing = caller.post(SESSIONS, "{}").isProblem(400, "invalid-request");
        assertThat(missing.json().path("errors").findValuesAsText("pointer")).containsExactly("/type", "/task");
    }

    @Test
    void ids_may_have_any_characters() {
        for (String id : List.of("comp-2025 §1", "a%20b", "dots.and~tildes", "日本")) {
            Reply begun = caller.post(SESSIONS, session(id, 0)).is(201);

            assertThat(caller.get(begun.header("Location") + fresh("?"))
                            .is(200)
                            .json()
                            .path("id")
                            .asText())
                    .isEqualTo(id);
            caller.post(SESSIONS + "/" + Operation.encoded(id) + "/status", "{\"status\":\"paused\"}")
                    .is(200);
        }
    }

    @Test
    void a_workspace_is_found_by_its_folder_and_its_folder_is_remembered() {
        String byPath = "/workspaces/-/sessions?path=" + Operation.encoded(PATH + "/");
        caller.post(byPath, session("s-1", 1)).is(201);

        assertThat(caller.get(byPath + fresh("&"))
                        .is(200)
                        .json()
                        .at("/items/0/id")
                        .asText())
                .isEqualTo("s-1");
        assertThat(caller.get(SESSIONS).is(200).json().at("/items/0/id").asText())
                .isEqualTo("s-1");
        JsonNode workspace = caller.get("/workspaces/-?path=" + Operation.encoded(PATH))
                .is(200)
                .json();
        assertThat(workspace.path("hash").asText()).isEqualTo(HASH);
        assertThat(workspace.path("path").asText()).isEqualTo(PATH);
        assertThat(workspace.path("sessions").asInt()).isEqualTo(1);
        assertThat(caller.get("/workspaces").is(200).json().path("items")).hasSize(1);
    }

    @Test
    void a_folder_that_can_be_none_is_refused() {
        caller.get("/workspaces/-/sessions").isProblem(422, "invalid-request").at("/path");
        caller.get("/workspaces/-/sessions?path=")
                .isProblem(422, "invalid-request")
                .at("/path");
        caller.get("/workspaces/-/sessions?path=%2Fsrv%0Arepos")
                .isProblem(422, "invalid-request")
                .at("/path");
        caller.get("/workspaces/-/sessions?path=%2Fsrv%7F")
                .isProblem(422, "invalid-request")
                .at("/path");
        caller.get(SESSIONS + "?path=%2Fsrv").isProblem(422, "invalid-request").at("/path");
        caller.post("/workspaces/somewhere/sessions", session("s-1", 0))
                .isProblem(422, "invalid-request")
                .at("/hash");
    }

    @Test
    void a_workspace_is_assigned_to_its_folder_and_to_no_other_without_force() {
        String raw = Workspaces.written(PATH + "/");
        caller.post("/workspaces/%s/sessions".formatted(raw), session("s-raw", 0))
                .is(201);
        caller.post(SESSIONS, session("s-own", 0)).is(201);

        caller.post("/workspaces/%s/assign".formatted(raw), "{\"path\":\"/srv/repos\"}")
                .isProblem(422, "invalid-request")
                .at("/path");
        caller.post("/workspaces/%s/assign".formatted(raw), "{\"path\":\"%s\"}".formatted(PATH))
                .is(200);

        JsonNode listed =
                caller.get(SESSIONS + fresh("?") + "&sort=createdAt").is(200).json();
        assertThat(listed.findValuesAsText("id")).containsExactlyInAnyOrder("s-raw", "s-own");
        assertThat(listed.findValuesAsText("workspace")).containsExactlyInAnyOrder(raw, HASH);
        assertThat(caller.get("/workspaces/" + raw).is(200).json().path("hash").asText())
                .isEqualTo(HASH);
        caller.post(SESSIONS + "/s-raw/status", "{\"status\":\"failed\"}").is(200);
        assertThat(caller.get(SESSIONS + "/s-raw" + fresh("?"))
                        .is(200)
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("failed");
        caller.post("/workspaces/%s/assign".formatted(raw), "{\"path\":\"/srv/repos\",\"force\":true}")
                .is(200);
    }

    @Test
    void deleting_a_session_brings_none_to_light_that_it_hid() {
        String raw = Workspaces.written(PATH + "/");
        caller.post("/workspaces/%s/sessions".formatted(raw), session("s-1", 0)).is(201);
        caller.post(SESSIONS, session("s-1", 1)).is(201);
        caller.post("/workspaces/%s/assign".formatted(raw), "{\"path\":\"%s\"}".formatted(PATH))
                .is(200);
        assertThat(caller.get(SESSIONS + "/s-1" + fresh("?")).is(200).json().path("instances"))
                .hasSize(1);
        assertThat(caller.get(SESSIONS + "/s-1/variants").is(200).json().path("items"))
                .hasSize(1);

        caller.delete(SESSIONS + "/s-1").isProblem(428, "revision-required");
        caller.delete(SESSIONS + "/s-1", "If-Match", "*").is(200);

        caller.get(SESSIONS + "/s-1" + fresh("?")).isProblem(404, "not-found");
    }

    @Test
    void a_session_and_those_that_it_hides_are_deleted_by_one_append() {
        String raw = Workspaces.written(PATH + "/");
        caller.post("/workspaces/%s/sessions".formatted(raw), session("s-1", 0)).is(201);
        Reply shown = caller.post(SESSIONS, session("s-1", 1)).is(201);
        caller.post("/workspaces/%s/assign".formatted(raw), "{\"path\":\"%s\"}".formatted(PATH))
                .is(200);
        long before = house.head();

        Reply deleted = caller.delete(SESSIONS + "/s-1", "If-Match", shown.header("ETag"), "Idempotency-Key", "away");
        deleted.is(200);
        assertThat(deleted.json().path("events").asInt()).isEqualTo(2);
        assertThat(deleted.json().path("revision").asInt()).isEqualTo(1);
        assertThat(deleted.header("ETag")).isEqualTo("\"1\"");
        assertThat(deleted.position()).isEqualTo(before + 2);
        var facts = caller.get("/journal?type=session.deleted").is(200).json().path("items");
        assertThat(facts.findValuesAsText("stream")).doesNotHaveDuplicates().hasSize(2);
        assertThat(facts.findValuesAsText("recordedAt").stream().distinct()).hasSize(1); // one commit
        Reply again = caller.delete(SESSIONS + "/s-1", "If-Match", shown.header("ETag"), "Idempotency-Key", "away");
        assertThat(again.is(200).header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(again.json().path("id").asText()).isEqualTo("s-1");
        assertThat(again.json().path("revision").asInt()).isEqualTo(1);
        // refused as a whole
        assertThat(house.head()).isEqualTo(before + 2);
    }

    @Test
    void where_a_session_is_written_does_not_depend_on_how_far_the_read_model_is() throws Exception {
        String alias = Workspaces.written(PATH + "/");
        caller.get(SESSIONS + fresh("?")).is(200);
        house.lag(true);
        caller.post("/workspaces/%s/assign".formatted(alias), "{\"path\":\"%s\"}".formatted(PATH))
                .is(200);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Reply> created =
                    threads.submit(() -> caller.post("/workspaces/%s/sessions".formatted(alias), session("s-9", 1)));
            assertThatThrownBy(() -> created.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
            house.lag(false);
            Reply reply =
                    created.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS).is(201);
            assertThat(reply.header("Location")).contains(SESSIONS + "/s-9");
        }
        assertThat(house.journal.revision(new StreamId("session", Workspaces.key(PATH) + "/s-9")))
                .isZero();
    }

    @Test
    void lists_are_filtered_sorted_and_paged_as_the_windows_do() {
        caller.post(SESSIONS, dated("a", "ensemble", "Retry the worker", "2025-11-01T10:00:00.000Z", 9))
                .is(201);
        caller.post(SESSIONS, dated("b", "debate", "Choose a database", "2025-11-02T10:00:00+00:00", 3))
                .is(201);
        caller.post(SESSIONS, dated("c", "debate", "Retry once", "2025-11-03T10:00:00.000Z", 5))
                .is(201);
        caller.post(SESSIONS + "/b/status", "{\"status\":\"completed\"}").is(200);

        assertThat(listed("sort=createdAt&order=asc")).containsExactly("a", "b", "c");
        assertThat(listed("")).startsWith("b");
        assertThat(listed("sort=filesChanged")).containsExactly("a", "c", "b");
        assertThat(listed("type=debate&sort=createdAt")).containsExactly("c", "b");
        assertThat(listed("status=completed")).containsExactly("b");
        assertThat(listed("text=RETRY&sort=createdAt")).containsExactly("c", "a");
        assertThat(listed("text=tester-b")).containsExactly("b");
        assertThat(listed("from=2025-11-02&to=2025-11-02")).containsExactly("b");
        assertThat(listed("to=2025-11-02T10:00:00Z&sort=createdAt")).containsExactly("b", "a");
        Reply page = caller.get(SESSIONS + "?sort=createdAt&limit=2").is(200);
        assertThat(page.json().findValuesAsText("id")).containsExactly("c", "b");
        assertThat(listed("sort=createdAt&limit=2&cursor="
                        + page.json().path("next").asText()))
                .containsExactly("a");
        assertThat(caller.get("/workspaces/%s/board".formatted(HASH))
                        .is(200)
                        .json()
                        .path("columns")
                        .toString())
                .isEqualTo("{\"running\":2,\"completed\":1,\"failed\":0,\"paused\":0}");
    }

    @Test
    void the_full_view_is_the_whole_list_in_the_order_of_creation() {
        caller.post(SESSIONS, session("z", 2)).is(201);
        caller.post(SESSIONS, session("a", 0)).is(201);

        JsonNode all = caller.get(SESSIONS + "?view=full" + fresh("&")).is(200).json();

        assertThat(all.isArray()).isTrue();
        assertThat(IntStream.range(0, 2).mapToObj(it -> all.get(it).path("id").asText()))
                .containsExactly("z", "a");
        assertThat(all.get(0)).isEqualTo(caller.get(SESSIONS + "/z").is(200).json());
    }

    @Test
    void the_conversation_is_read_page_by_page_and_by_instance() {
        caller.post(SESSIONS, session("s-1", 2)).is(201);
        for (int number = 0; number < 7; number++) {
            caller.post(
                            SESSIONS + "/s-1/messages",
                            "{\"role\":\"%s\",\"content\":\"%d\",\"instanceId\":%s}"
                                    .formatted(
                                            number == 3 ? "system" : "user",
                                            number,
                                            number == 3 ? "null" : number % 2 + 1))
                    .is(200);
        }

        List<String> read = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = caller.get(SESSIONS + "/s-1/messages?limit=3" + next + fresh("&"))
                    .is(200)
                    .json();
            read.addAll(page.path("items").findValuesAsText("content"));
            next = page.has("next") ? "&cursor=" + page.path("next").asText() : "";
        } while (!next.isEmpty());

        assertThat(read).containsExactly("0", "1", "2", "3", "4", "5", "6");
        assertThat(caller.get(SESSIONS + "/s-1/messages?instance=1")
                        .is(200)
                        .json()
                        .findValuesAsText("content"))
                .containsExactly("0", "2", "3", "4", "6");
        caller.get(SESSIONS + "/s-9/messages").isProblem(404, "not-found");
    }

    @Test
    void a_card_is_moved_and_remembers_when_it_was_completed() {
        caller.post(SESSIONS, session("s-1", 2)).is(201);

        JsonNode completed = caller.post(SESSIONS + "/s-1/status", "{\"status\":\"completed\"}")
                .is(200)
                .json();
        assertThat(completed.path("completedAt").asText())
                .isEqualTo(completed.path("updatedAt").asText())
                .endsWith("Z");
        JsonNode again = caller.post(SESSIONS + "/s-1/status", "{\"status\":\"running\"}")
                .is(200)
                .json();
        assertThat(again.path("completedAt")).isEqualTo(completed.path("completedAt"));
        caller.post(SESSIONS + "/s-1/status", "{\"status\":\"shelved\"}")
                .isProblem(422, "invalid-request")
                .at("/status");
    }

    @Test
    void a_winner_is_chosen_and_the_others_are_archived() {
        caller.post(SESSIONS, session("s-1", 3)).is(201);

        JsonNode won = caller.post(SESSIONS + "/s-1/winner", "{\"instanceId\":2}")
                .is(200)
                .json();

        assertThat(won.path("winnerId").asInt()).isEqualTo(2);
        assertThat(won.path("status").asText()).isEqualTo("completed");
        assertThat(won.at("/instances/0/status").asText()).isEqualTo("archived");
        assertThat(won.at("/instances/1/status").asText()).isNotEqualTo("archived");
        assertThat(won.at("/instances/2/status").asText()).isEqualTo("archived");
        assertThat(caller.post(SESSIONS + "/s-1/winner", "{\"instanceId\":9}")
                        .isProblem(404, "not-found")
                        .json()
                        .path("detail")
                        .asText())
                .isEqualTo("Instance 9 not found in session s-1");
    }

    @Test
    void results_are_integrated_scored_and_completed() {
        caller.post(SESSIONS, session("s-1", 2)).is(201);

        JsonNode integrating = caller.post(
                        SESSIONS + "/s-1/integration", "{\"phase\":\"in_progress\",\"instanceId\":2}")
                .is(200)
                .json();
        assertThat(integrating.path("integrationPhase").asText()).isEqualTo("in_progress");
        assertThat(integrating.path("integrationInstanceId").asInt()).isEqualTo(2);
        assertThat(caller.post(SESSIONS + "/s-1/evaluation", "").is(200).json().has("evaluation"))
                .isTrue();
        caller.post(SESSIONS + "/s-1/complete", "").isProblem(409, "conflict");
        caller.put(SESSIONS + "/s-1/instances/1/status", "{\"status\":\"completed\"}")
                .is(200);
        caller.put(SESSIONS + "/s-1/instances/2/status", "{\"status\":\"failed\"}")
                .is(200);
        assertThat(caller.post(SESSIONS + "/s-1/complete", "")
                        .is(200)
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("completed");
    }

    @Test
    void a_session_is_replaced_only_by_who_has_seen_it() {
        ObjectNode seen =
                (ObjectNode) caller.post(SESSIONS, session("s-1", 1)).is(201).json();
        String bare = seen.deepCopy().without("revision").toString();

        caller.put(SESSIONS + "/s-1", bare).isProblem(428, "revision-required");
        caller.put(SESSIONS + "/s-1", bare, "If-Match", "\"x\"").isProblem(412, "stale-revision");
        caller.put(SESSIONS + "/s-1", bare, "If-Match", "x").isProblem(400, "invalid-request");
        caller.put(SESSIONS + "/s-1", seen.put("status", "paused").toString()).is(200);
        caller.put(SESSIONS + "/s-1", seen.put("status", "failed").toString()).isProblem(412, "stale-revision");
        caller.put(SESSIONS + "/s-1", bare, "If-Match", "*").is(200);
        caller.put(SESSIONS + "/s-2", seen.toString())
                .isProblem(422, "invalid-request")
                .at("/id");
        Reply shown = caller.get(SESSIONS + "/s-1" + fresh("?")).is(200);
        assertThat(shown.json().path("status").asText()).isEqualTo("running");
        caller.get(SESSIONS + "/s-1", "If-None-Match", shown.header("ETag")).is(304);
    }

    @Test
    void a_creation_with_a_key_makes_one_session_however_often_it_is_sent() {
        String body = "{\"type\":\"debate\",\"task\":\"Tabs or blanks\"}";

        Reply once = caller.post(SESSIONS, body, "Idempotency-Key", "k-1").is(201);
        Reply twice = caller.post(SESSIONS, body, "Idempotency-Key", "k-1");

        assertThat(twice.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(twice.json()).isEqualTo(once.json());
        assertThat(caller.get(SESSIONS + fresh("?")).is(200).json().path("items"))
                .hasSize(1);
    }

    @Test
    void what_was_seen_before_a_rollback_is_stale_after_it() {
        String seen = caller.post(SESSIONS, session("s-1", 1)).is(201).text();
        long before = house.head();
        caller.post(SESSIONS + "/s-1/status", "{\"status\":\"failed\"}").is(200);
        String later = caller.get(SESSIONS + "/s-1" + fresh("?")).is(200).text();
        caller.post("/rollbacks", "{\"to\":%d}".formatted(before)).is(200);

        caller.put(SESSIONS + "/s-1", seen).isProblem(412, "stale-revision");
        caller.put(SESSIONS + "/s-1", later).isProblem(412, "stale-revision");
        Reply shown = caller.get(SESSIONS + "/s-1" + fresh("?")).is(200);
        assertThat(shown.json().path("status").asText()).isEqualTo("running");
        assertThat(shown.json().path("revision").asText()).isEqualTo("1-r1");
        Reply updated = caller.put(SESSIONS + "/s-1", shown.text().replace("Retry", "Try"))
                .is(200);
        assertThat(updated.json().path("task").asText()).isEqualTo("Try");
        assertThat(updated.json().path("status").asText()).isEqualTo("running");
    }

    @Test
    void two_windows_that_change_the_same_field_learn_of_each_other() throws Exception {
        for (int round = 0; round < 5; round++) {
            String id = "s-" + round;
            String sent = caller.post(SESSIONS, session(id, 1)).is(201).text();
            List<Callable<Reply>> windows = List.of(
                    () -> caller.put(
                            SESSIONS + "/" + id, sent.replace("\"running\",\"createdAt\"", "\"paused\",\"createdAt\"")),
                    () -> caller.put(
                            SESSIONS + "/" + id,
                            sent.replace("\"running\",\"createdAt\"", "\"failed\",\"createdAt\"")));

            List<Reply> replies = atOnce(windows);

            assertThat(replies).extracting(Reply::status).containsExactlyInAnyOrder(200, 412);
            Reply won = replies.stream()
                    .filter(it -> it.status() == 200)
                    .findFirst()
                    .orElseThrow();
            Reply lost = replies.stream()
                    .filter(it -> it.status() == 412)
                    .findFirst()
                    .orElseThrow();
            JsonNode conflict = lost.isProblem(412, "stale-revision").json().at("/conflicts/0");
            assertThat(conflict.path("pointer").asText()).isEqualTo("/status");
            assertThat(conflict.path("seen").asText()).isEqualTo("running");
            assertThat(conflict.path("stored")).isEqualTo(won.json().path("status"));
            assertThat(conflict.path("sent")).isNotEqualTo(won.json().path("status"));
        }
    }

    @Test
    void many_windows_that_merge_lose_nothing() throws Exception {
        int windows = 12;
        String sent = caller.post(SESSIONS, session("s-1", windows)).is(201).text();

        List<Reply> replies = atOnce(IntStream.range(0, windows)
                .<Callable<Reply>>mapToObj(
                        number -> () -> caller.put(SESSIONS + "/s-1?merge=true", changed(sent, number)))
                .toList());

        assertThat(replies).extracting(Reply::status).containsOnly(200);
        JsonNode merged = caller.get(SESSIONS + "/s-1" + fresh("?")).is(200).json();
        assertThat(merged.path("instances").findValuesAsText("status"))
                .hasSize(windows)
                .containsOnly("completed");
        assertThat(merged.path("chatHistory").findValuesAsText("content"))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, windows).mapToObj(Integer::toString).toList());
    }

    /** Each window completes an instance of its own and says something. */
    private static String changed(String session, int number) {
        try {
            var changed = (ObjectNode) JsonOutput.read(session.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            ((ObjectNode) changed.path("instances").get(number)).put("status", "completed");
            ((ArrayNode) changed.path("chatHistory"))
                    .addObject()
                    .put("id", "msg-1")
                    .put("role", "user")
                    .put("content", Integer.toString(number))
                    .put("timestamp", "2025-11-10T02:01:09.044Z");
            return changed.toString();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void a_merge_is_refused_where_both_changed_one_field() {
        String sent = caller.post(SESSIONS, session("s-1", 1)).is(201).text();
        caller.post(SESSIONS + "/s-1/status", "{\"status\":\"failed\"}").is(200);

        Reply refused = caller.put(
                        SESSIONS + "/s-1?merge=true",
                        sent.replace("\"running\",\"createdAt\"", "\"paused\",\"createdAt\""))
                .isProblem(409, "conflict");

        assertThat(refused.json().path("conflicts")).hasSize(1);
        assertThat(refused.json().at("/conflicts/0/pointer").asText()).isEqualTo("/status");
    }

    @Test
    void none_of_a_thousand_commands_at_once_is_lost() throws Exception {
        int sessions = 20;
        int each = 50;
        for (int number = 0; number < sessions; number++) {
            caller.post(SESSIONS, session("s-" + number, 1)).is(201);
        }

        List<Reply> replies = atOnce(IntStream.range(0, sessions * each)
                .<Callable<Reply>>mapToObj(number -> () -> caller.post(
                        "%s/s-%d/messages".formatted(SESSIONS, number % sessions),
                        "{\"role\":\"user\",\"content\":\"%d\"}".formatted(number)))
                .toList());

        assertThat(replies).extracting(Reply::status).containsOnly(200);
        JsonNode all = caller.get(SESSIONS + "?view=full" + fresh("&")).is(200).json();
        assertThat(all.findValuesAsText("content"))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, sessions * each)
                        .mapToObj(Integer::toString)
                        .toList());
        assertThat(caller.get("/workspaces/" + HASH)
                        .is(200)
                        .json()
                        .path("messages")
                        .asInt())
                .isEqualTo(sessions * each);
    }

    private static List<Reply> atOnce(List<Callable<Reply>> calls) throws Exception {
        var together = new CyclicBarrier(calls.size());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Reply>> futures = calls.stream()
                    .map(call -> threads.submit(() -> {
                        together.await();
                        return call.call();
                    }))
                    .toList();
            List<Reply> replies = new ArrayList<>();
            for (Future<Reply> future : futures) {
                replies.add(future.get());
            }
            return replies;
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    private List<String> listed(String query) {
        return caller.get(SESSIONS + "?" + query + (query.isEmpty() ? "" : "&") + fresh(""))
                .is(200)
                .json()
                .path("items")
                .findValuesAsText("id");
    }

    private String fresh(String separator) {
        return "%safter=%d&wait=10s".formatted(separator, house.head());
    }

    private static String session(String id, int instances) {
        return session(id, "competition", "Retry", "2025-11-10T02:01:09.044Z", 0, instances);
    }

    private static String dated(String id, String type, String task, String createdAt, int files) {
        return session(id, type, task, createdAt, files, 1);
    }

    private static String session(String id, String type, String task, String createdAt, int files, int instances) {
        var list = IntStream.rangeClosed(1, instances)
                .mapToObj(number -> """
                        {"instanceId":%d,"worktreePath":"/w/%d","branch":"b-%d","agentName":"tester-%s","status":"running",\
                        "tmuxSessionId":"t-%d"}""".formatted(number, number, number, id, number))
                .toList();
        return """
                {"id":"%s","type":"%s","task":"%s","status":"running","createdAt":"%s","updatedAt":"%s",\
                "instances":[%s],"chatHistory":[],"totalFilesChanged":%d}""".formatted(id, type, task, createdAt, createdAt, String.join(",", list), files);
    }
}
