package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.Patience;
import dev.daybook.operation.Operation;
import dev.daybook.session.Workspaces;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Things as they were are answered as they had been answered then. */
class AsOfTest {

    private static final List<String> TASKS =
            List.of("SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1", "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R2");

    private static final List<String> ASKED =
            List.of("/sbis/%s?deleted=true", "/sbis/%s/executions", "/sbis/%s/notes", "/sbis/%s/attachments");

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

    private Caller.Reply send(String method, String path, String body) {
        return service.caller.send(method, path, body.isEmpty() ? Optional.empty() : Optional.of(body));
    }

    /** Returns what is answered, without what tells the time of day. */
    private JsonNode answer(String path) {
        Caller.Reply reply =
                service.caller.get(path + (path.contains("?") ? "&" : "?") + "after=" + service.head() + "&wait=10s");
        JsonNode answer = reply.json();
        if (answer instanceof ObjectNode object) {
            object.remove(List.of("instance", "detail", "title"));
            if (object.path("lease") instanceof ObjectNode lease) {
                lease.remove("expired");
            }
        }
        return answer;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void a_thing_as_of_a_position_is_what_was_answered_when_that_was_the_last_one(long seed) {
        var random = new Random(seed);
        var then = new TreeMap<Long, List<JsonNode>>();
        for (int step = 0; step < 70; step++) {
            new TaskActs(service).act(random, TASKS.get(random.nextInt(TASKS.size())), step);
            then.put(service.head(), answers(""));
            if (step % 3 == 0) { // what is kept for an answer is gone on with, and asked for less
                long earlier = List.copyOf(then.keySet()).get(random.nextInt(then.size()));
                assertThat(answers("asOf=" + earlier)).as("at %d", earlier).isEqualTo(then.get(earlier));
            }
        }
        assertThat(then).hasSizeGreaterThan(15);

        then.descendingMap()
                .forEach((position, answers) -> assertThat(answers("asOf=" + position))
                        .as("at %d", position)
                        .isEqualTo(answers));
    }

    private List<JsonNode> answers(String more) {
        return TASKS.stream()
                .flatMap(task -> ASKED.stream().map(path -> path.formatted(task)))
                .map(path -> answer(more.isEmpty() ? path : path + (path.contains("?") ? "&" : "?") + more))
                .toList();
    }

    private static final List<String> LISTS = List.of(
            "/sbis?limit=50",
            "/sbis?status=READY",
            "/search?q=note",
            "/audit?limit=50",
            "/labels",
            "/plans",
            "/sbis?blocked=true",
            "/sbis/ready");

    private JsonNode list(String path) {
        JsonNode answer = service.caller
                .get(path + (path.contains("?") ? "&" : "?") + "after=" + service.head() + "&wait=10s")
                .is(200)
                .json();
        answer.findParents("lease").forEach(row -> ((ObjectNode) row.path("lease")).remove("expired"));
        return answer;
    }

    @Test
    void a_list_a_search_and_the_audit_as_of_a_position_are_what_was_answered_then() {
        var random = new Random(7);
        var then = new TreeMap<Long, List<JsonNode>>();
        for (int step = 0; step < 40; step++) {
            new TaskActs(service).act(random, TASKS.get(random.nextInt(TASKS.size())), step);
            if (step % 8 == 7) {
                then.put(service.head(), LISTS.stream().map(this::list).toList());
            }
        }

        then.forEach((position, answers) -> assertThat(LISTS.stream()
                        .map(path -> list(path + (path.contains("?") ? "&" : "?") + "asOf=" + position))
                        .toList())
                .as("at %d", position)
                .isEqualTo(answers));
    }

    @Test
    void a_list_of_a_past_that_takes_long_to_build_is_told_where_to_watch() {
        send("POST", "/sbis", "{\"id\":\"%s\",\"title\":\"x\"}".formatted(TASKS.getFirst()))
                .is(201);

        Caller.Reply begun =
                service.caller.get("/sbis?asOf=1", "Prefer", "respond-async").is(202);
        String job = begun.header("Location");
        await().atMost(Patience.LIMIT)
                .until(() ->
                        service.caller.get(job).json().path("state").asText().equals("done"));

        Caller.Reply list =
                service.caller.get("/sbis?asOf=1", "Prefer", "respond-async").is(200);
        assertThat(list.json().path("items")).hasSize(1);
        assertThat(service.caller.get("/sbis.csv?asOf=1").is(200).text()).contains(TASKS.getFirst());
    }

    @Test
    void agents_their_tasks_and_contexts_of_earlier_are_answered_at_once() {
        send("PUT", "/agents/web-1", "{\"type\":\"coder\"}").is(200);
        send("POST", "/agent-tasks", "{\"id\":\"login\",\"title\":\"Add login\"}")
                .is(201);
        send("POST", "/contexts", "{\"agent\":\"web-1\",\"tokens\":10,\"max\":100}");
        long then = service.head();
        send("PUT", "/agents/web-1", "{\"type\":\"reviewer\"}").is(200);

        for (String path : List.of("/agents/web-1", "/agent-tasks/login", "/contexts/web-1")) {
            service.caller
                    .get(path + "?asOf=" + then, "Prefer", "respond-async")
                    .is(200);
        }
        assertThat(service.caller
                        .get("/agents/web-1?asOf=" + then, "Prefer", "respond-async")
                        .json()
                        .at("/record/agent_type")
                        .asText())
                .isEqualTo("coder");
    }

    @Test
    void a_session_of_earlier_and_its_messages_are_answered_at_once_unless_its_workspace_ever_had_a_second_name() {
        String second = Workspaces.written("/srv/shop/");
        String own = "/workspaces/-/sessions/s-1?path=" + Operation.encoded("/srv/shop");
        send("POST", "/workspaces/-/sessions?path=%2Fsrv%2Fshop", session("s-1"))
                .is(201);
        send("POST", "/workspaces/%s/sessions".formatted(second), session("s-2"))
                .is(201);
        long then = service.head();
        String said = "{\"role\":\"user\",\"content\":\"later\"}";
        send("POST", own.replace("?", "/messages?"), said).is(200);
        send("POST", "/workspaces/%s/sessions/s-2/messages".formatted(second), said)
                .is(200);

        JsonNode before = early(own, then).is(200).json();
        assertThat(before.path("chatHistory")).isEmpty();
        assertThat(early(own.replace("?", "/messages?"), then).is(200).json().path("items"))
                .isEmpty();
        assertThat(early("/workspaces/%s/sessions/s-2".formatted(second), then)
                        .is(200)
                        .json()
                        .path("chatHistory"))
                .isEmpty();

        long named = service.head();
        send("POST", "/workspaces/%s/assign".formatted(second), "{\"path\":\"/srv/shop\"}")
                .is(200);
        assertThat(early(own, then).status())
                .as("which session is meant is a question of the names that there were")
                .isEqualTo(202);
        assertThat(answer("/workspaces/-/sessions/s-2?path=%2Fsrv%2Fshop&asOf=" + service.head())
                        .path("id")
                        .asText())
                .isEqualTo("s-2");
        assertThat(service.caller
                        .get("/workspaces/-/sessions/s-2?path=%2Fsrv%2Fshop&asOf=" + named)
                        .status())
                .as("then it was of another workspace")
                .isEqualTo(404);
    }

    private static String session(String id) {
        return ("{\"id\":\"%s\",\"type\":\"competition\",\"task\":\"Retry\",\"status\":\"running\","
                        + "\"createdAt\":\"2025-11-12T09:30:00.000Z\",\"updatedAt\":\"2025-11-12T09:30:00.000Z\","
                        + "\"instances\":[],\"chatHistory\":[],\"runtimeMix\":[\"claude\"]}")
                .formatted(id);
    }

    private Caller.Reply early(String path, long asOf) {
        return service.caller.get(path + (path.contains("?") ? "&" : "?") + "asOf=" + asOf, "Prefer", "respond-async");
    }

    @Test
    void what_was_not_used_for_longest_makes_room_and_is_built_again() throws Exception {
        for (int number = 1; number <= 10; number++) {
            send("PUT", "/config/k%d".formatted(number), "{\"value\":%d}".formatted(number))
                    .is(200);
            assertThat(list("/config?asOf=" + number).path("items")).hasSize(number);
        }
        assertThat(list("/config?asOf=1").path("items")).hasSize(1);
        try (var files = Files.walk(folder.resolve("read/past"))) {
            assertThat(files.filter(path -> path.toString().endsWith(".db"))).hasSize(8);
        }
    }

    @Test
    void the_history_of_a_thing_tells_what_it_was_as_it_is_shown_now() {
        String task = TASKS.getFirst();
        send("POST", "/sbis", "{\"id\":\"%s\",\"title\":\"x\"}".formatted(task)).is(201);
        send("POST", "/sbis/" + task + "/notes", "{\"text\":\"a note\"}").is(201);
        send("POST", "/sbis/" + task + "/lease", "{}");
        send("DELETE", "/sbis/" + task + "/lease", "").is(200);
        long end = service.head();

        JsonNode state = list("/history/sbi/%s?at=%d".formatted(task, end)).path("state");

        assertThat(state.path("status").asText()).isEqualTo("READY");
        assertThat(state.path("notes").asInt()).isEqualTo(1);
        assertThat(state.has("lease")).as("it was released").isFalse();
        assertThat(state.has("text")).as("that is the note's").isFalse();
        assertThat(list("/history/sbi/%s?at=%d".formatted(task, end - 1))
                        .at("/state/lease/holder")
                        .asText())
                .isEqualTo("owner");
    }

    @Test
    void what_is_no_moment_is_refused_in_words() {
        send("POST", "/sbis", "{\"id\":\"%s\",\"title\":\"x\"}".formatted(TASKS.getFirst()))
                .is(201);
        String path = "/sbis/" + TASKS.getFirst();

        assertThat(service.caller
                        .get(path + "?asOf=soon")
                        .isProblem(400, "invalid-request")
                        .at("/asOf")
                        .text())
                .contains("is 'soon': want a position (42), a time");
        service.caller.get(path + "?asOf=1&asRecorded=1h").isProblem(400, "invalid-request");
        assertThat(service.caller
                        .get(path + "?asOf=99")
                        .isProblem(404, "not-found")
                        .text())
                .contains("there is no position 99: the last one is 1");
        assertThat(service.caller
                        .get(path + "?asOf=0")
                        .isProblem(404, "not-found")
                        .text())
                .contains("is not registered as of position 0");
    }

    @Test
    void what_was_written_down_later_was_not_known_then_and_what_had_happened_by_then_counts() {
        String task = TASKS.getFirst();
        send("POST", "/sbis", "{\"id\":\"%s\",\"title\":\"x\"}".formatted(task)).is(201);

        assertThat(service.caller.get("/sbis/" + task + "?asOf=2020-01-01").status())
                .isEqualTo(404);
        assertThat(service.caller.get("/sbis/" + task + "?asRecorded=1h").status())
                .isEqualTo(404);
        Caller.Reply shown =
                service.caller.get("/sbis/" + task + "?asRecorded=0s").is(200);
        assertThat(shown.json().path("title").asText()).isEqualTo("x");
        assertThat(shown.header("Daybook-As-Of")).startsWith("1 ");
        assertThat(shown.header("ETag")).isEmpty();
    }
}
