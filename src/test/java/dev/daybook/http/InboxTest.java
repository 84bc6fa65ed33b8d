package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.Patience;
import dev.daybook.agent.AgentCommand;
import dev.daybook.agent.Kind;
import dev.daybook.command.Submission;
import dev.daybook.domain.Json;
import dev.daybook.http.Caller.Reply;
import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages between agents over HTTP: who gets them, in which order, and what becomes of them. */
class InboxTest {

    /** As long as may be asked for: nothing here takes that long. */
    private static final Duration WAIT = Duration.ofSeconds(30);

    private static final int READERS = 100;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2025-10-01T12:00:00Z"));

    @TempDir
    private Path folder;

    private Fixture house;
    private Caller caller;

    @BeforeEach
    void open() {
        house = new Fixture(folder, now::get);
        caller = house.caller;
        for (String agent : List.of("web-1", "web-2", "web-3")) {
            caller.put("/agents/" + agent, "{\"type\":\"integration\"}").is(200);
        }
        caller.get("/agents?after=%d&wait=30s".formatted(house.head())).is(200);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Reply send(String body, String... headers) {
        now.updateAndGet(time -> time.plusSeconds(1));
        return caller.post("/agent-messages", "{\"from\":\"lead\"," + body.substring(1), headers);
    }

    private List<String> inbox(String agent, String... headers) {
        return read(agent, "", headers).findValuesAsText("content");
    }

    private JsonNode read(String agent, String query, String... headers) {
        return caller.get("/agents/%s/inbox?after=%d&wait=30s%s".formatted(agent, house.head(), query), headers)
                .is(200)
                .json()
                .path("items");
    }

    private JsonNode message(String id) {
        return caller.get("/agent-messages/%s?after=%d&wait=30s".formatted(id, house.head()))
                .is(200)
                .json();
    }

    @Test
    void what_is_most_urgent_comes_first_then_what_is_oldest_page_by_page() {
        send("{\"content\":\"b\",\"to\":[\"web-1\"]}").is(201);
        send("{\"content\":\"c\",\"to\":[\"web-1\"]}").is(201);
        send("{\"content\":\"d\",\"to\":[\"web-1\"],\"priority\":9,\"type\":\"status\"}")
                .is(201);
        send("{\"content\":\"a\",\"to\":[\"web-1\",\"web-2\"],\"priority\":1}").is(201);

        assertThat(inbox("web-1")).containsExactly("a", "b", "c", "d");
        assertThat(inbox("web-2")).containsExactly("a");
        assertThat(read("web-1", "&priority=5").findValuesAsText("content")).containsExactly("a", "b", "c");
        assertThat(read("web-1", "&type=status").findValuesAsText("content")).containsExactly("d");

        JsonNode first = caller.get("/agents/web-1/inbox?limit=2").is(200).json();
        assertThat(first.findValuesAsText("content")).containsExactly("a", "b");
        String next = first.path("next").asText();
        assertThat(caller.get("/agents/web-1/inbox?limit=2&cursor=" + next)
                        .is(200)
                        .json()
                        .findValuesAsText("content"))
                .containsExactly("c", "d");
    }

    @Test
    void only_the_receiver_itself_takes_delivery_by_reading() {
        String id = send("{\"content\":\"hello\",\"to\":[\"web-1\"]}")
                .is(201)
                .json()
                .path("id")
                .asText();
        inbox("web-1");
        inbox("web-1", "Daybook-Actor", "web-2");
        caller.get("/agent-messages", "Daybook-Actor", "web-1").is(200);
        assertThat(message(id).path("status").asText()).isEqualTo("waiting");

        assertThat(inbox("web-1", "Daybook-Actor", "web-1")).containsExactly("hello");
        assertThat(message(id).path("status").asText()).isEqualTo("delivered");
        assertThat(message(id).path("deliveredAt").asText()).startsWith("2025-10-01T12:00:01");
        long head = house.head();
        assertThat(inbox("web-1", "Daybook-Actor", "web-1")).containsExactly("hello");
        assertThat(house.head()).as("it is delivered once").isEqualTo(head);
        assertThat(read("web-1", "&unseen")).isEmpty();
    }

    @Test
    void who_may_only_read_takes_no_delivery() {
        String token = caller.post("/tokens", "{\"name\":\"web-1\",\"role\":\"read\"}")
                .is(201)
                .json()
                .path("token")
                .asText();
        send("{\"content\":\"hello\",\"to\":[\"web-1\"]}").is(201);
        long head = house.head();
        assertThat(caller.with(token)
                        .get("/agents/web-1/inbox?after=%d&wait=30s".formatted(head))
                        .is(200)
                        .json()
                        .findValuesAsText("content"))
                .containsExactly("hello");
        assertThat(house.head()).isEqualTo(head);
    }

    @Test
    void one_of_all_that_acknowledge_a_message_does_it() {
        String id = send("{\"content\":{\"build\":17},\"to\":[\"web-1\"]}")
                .is(201)
                .json()
                .path("id")
                .asText();
        assertThat(read("web-1", "").at("/0/content/build").asInt()).isEqualTo(17);
        assertThat(caller.post("/agent-messages/" + id + "/ack", "")
                        .is(200)
                        .json()
                        .path("events")
                        .asInt())
                .isOne();
        assertThat(caller.post("/agent-messages/" + id + "/ack", "")
                        .is(200)
                        .json()
                        .path("events")
                        .asInt())
                .isZero();
        assertThat(inbox("web-1")).isEmpty();
        assertThat(message(id).path("status").asText()).isEqualTo("acknowledged");
        caller.post("/agent-messages/nothing/ack", "").isProblem(404, "not-found");
    }

    @Test
    void an_answer_goes_to_who_asked_and_there_is_one() {
        String id = caller.post(
                        "/agent-messages",
                        "{\"content\":\"ready?\",\"to\":[\"web-1\"],\"from\":\"web-2\",\"type\":\"command\"}")
                .is(201)
                .json()
                .path("id")
                .asText();
        Reply answer = caller.post("/agent-messages/" + id + "/answer", "{\"content\":\"yes\"}")
                .is(201);
        assertThat(answer.json().at("/messages/0/to").asText()).isEqualTo("web-2");
        JsonNode got = read("web-2", "").path(0);
        assertThat(got.path("from").asText()).isEqualTo("web-1");
        assertThat(got.path("answers").asText()).isEqualTo(id);
        assertThat(got.path("type").asText()).isEqualTo("command");
        assertThat(message(id).path("answeredBy").asText())
                .isEqualTo(got.path("id").asText());
        assertThat(inbox("web-1")).as("what is answered is dealt with").isEmpty();
        caller.post("/agent-messages/" + id + "/answer", "{\"content\":\"no\"}").isProblem(409, "conflict");
        assertThat(inbox("web-2")).containsExactly("yes");
    }

    @Test
    void a_broadcast_goes_to_all_that_are_not_done_but_its_sender() {
        caller.post("/agents/web-3/status", "{\"status\":\"completed\"}").is(200);
        Reply sent = caller.post(
                        "/agent-messages",
                        "{\"content\":\"hello\",\"broadcast\":true,\"from\":\"web-1\"}",
                        "Idempotency-Key",
                        "k1")
                .is(201);
        assertThat(sent.json().path("messages").findValuesAsText("to")).containsExactly("web-2");
        assertThat(caller.post(
                                "/agent-messages",
                                "{\"content\":\"hello\",\"broadcast\":true,\"from\":\"web-1\"}",
                                "Idempotency-Key",
                                "k1")
                        .json()
                        .path("messages"))
                .as("the same key sends nothing again, and tells of what was sent")
                .isEqualTo(sent.json().path("messages"));
        assertThat(inbox("web-2")).containsExactly("hello");
        assertThat(inbox("web-1")).isEmpty();
    }

    @Test
    void all_get_a_message_or_none_does_and_names_are_checked() {
        send("{\"content\":\"hello\",\"to\":[\"web-1\",\"web-9\"]}")
                .isProblem(422, "invalid-request")
                .at("/to");
        caller.get("/agents/web-9/inbox").isProblem(404, "not-found");
        send("{\"content\":\"hello\"}").isProblem(422, "invalid-request").at("/to");
        send("{\"id\":\"m1\",\"content\":\"hello\",\"to\":[\"web-1\",\"web-2\"]}")
                .isProblem(422, "invalid-request")
                .at("/id");
        assertThat(inbox("web-1")).isEmpty();
        send("{\"id\":\"m1\",\"content\":\"hello\",\"to\":[\"web-1\"]}").is(201);
        assertThat(send("{\"id\":\"m1\",\"content\":\"hello\",\"to\":[\"web-1\"]}")
                        .is(200)
                        .json()
                        .path("events")
                        .asInt())
                .isZero();
        send("{\"id\":\"m1\",\"content\":\"other\",\"to\":[\"web-1\"]}").isProblem(409, "conflict");
        assertThat(inbox("lead")).as("who sent something may get an answer").isEmpty();
    }

    @Test
    void what_nobody_read_in_time_is_dead_until_it_is_delivered_again() {
        String id = send("{\"content\":\"lunch?\",\"to\":[\"web-1\"],\"ttlSeconds\":60}")
                .is(201)
                .json()
                .path("id")
                .asText();
        assertThat(inbox("web-1")).containsExactly("lunch?");
        now.updateAndGet(time -> time.plusSeconds(60));
        assertThat(inbox("web-1")).isEmpty();
        assertThat(caller.get("/agent-messages?status=dead").json().findValuesAsText("id"))
                .containsExactly(id);
        caller.post("/agent-messages/" + id + "/redeliver", "").is(200);
        assertThat(inbox("web-1")).containsExactly("lunch?");
    }

    @Test
    void a_message_of_a_file_that_says_nothing_is_shown_beside_others() {
        house.ground
                .commands()
                .submit(new Submission<>(
                        new AgentCommand.Put(Kind.MESSAGE, "m1", Map.of("/to_agent", new Json("\"web-1\""))),
                        "lead",
                        "test",
                        house.ground.clock().instant(),
                        Optional.empty(),
                        OptionalLong.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        send("{\"content\":\"hello\",\"to\":[\"web-1\"]}").is(201);
        assertThat(inbox("web-1")).containsExactly("null", "hello");
        assertThat(message("m1").path("content").isNull()).isTrue();
    }

    private CompletableFuture<HttpResponse<String>> waiting(String agent, Duration patience) {
        return caller.client()
                .sendAsync(
                        caller.request("/agents/%s/inbox?unseen&wait=%dms".formatted(agent, patience.toMillis()))
                                .build(),
                        BodyHandlers.ofString());
    }

    private void awaitConnections(int atLeast) {
        await().atMost(Patience.LIMIT)
                .until(() -> caller.get("/metrics")
                        .text()
                        .lines()
                        .filter(line -> line.startsWith("daybook_http_connections"))
                        .anyMatch(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))) >= atLeast));
    }

    @Test
    void a_reader_that_waits_is_answered_when_something_comes_or_the_time_is_over() throws Exception {
        assertThat(inbox("web-1")).as("it is known by now").isEmpty();
        assertThat(waiting("web-1", Duration.ofMillis(50)).get().body()).contains("\"items\":[]");
        var reading = waiting("web-1", WAIT);
        send("{\"content\":\"other\",\"to\":[\"web-2\"]}").is(201);
        send("{\"content\":\"hello\",\"to\":[\"web-1\"]}").is(201);
        assertThat(reading.get().body()).contains("hello").doesNotContain("other");
    }

    @Test
    void a_hundred_that_wait_cost_no_thread_each_and_one_broadcast_answers_all() throws Exception {
        var threads = ManagementFactory.getThreadMXBean();
        waiting("web-1", Duration.ofMillis(1)).get();
        int before = threads.getThreadCount();
        var readers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (int i = 0; i < READERS; i++) {
            readers.add(waiting("web-" + (1 + i % 3), WAIT));
        }
        awaitConnections(READERS);
        assertThat(threads.getThreadCount() - before).isLessThan(READERS / 2);
        caller.post("/agent-messages", "{\"content\":\"hello\",\"broadcast\":true}")
                .is(201);
        for (var reader : readers) {
            assertThat(reader.get().body()).contains("hello");
        }
    }

    @Test
    void readers_that_wait_do_not_keep_a_server_from_stopping() throws Exception {
        var reading = waiting("web-1", WAIT);
        awaitConnections(2); // this one's, and that which asks
        house.server.close();
        assertThat(reading.get().body()).contains("\"items\":[]");
    }

    @Test
    void a_stream_tells_what_waits_and_what_comes_once() {
        send("{\"content\":\"first\",\"to\":[\"web-1\"]}").is(201);
        inbox("web-1");
        try (var stream = SseClient.open(caller, "/agents/web-1/inbox", "Daybook-Actor", "web-1")) {
            assertThat(stream.take(1).getFirst().json().path("content").asText())
                    .isEqualTo("first");
            send("{\"content\":\"other\",\"to\":[\"web-2\"]}").is(201);
            String id = send("{\"content\":\"second\",\"to\":[\"web-1\"],\"priority\":1}")
                    .is(201)
                    .json()
                    .path("id")
                    .asText();
            SseClient.Event second = stream.take(1).getFirst();
            assertThat(second.event()).isEqualTo("message");
            assertThat(second.id()).isEqualTo(id);
            assertThat(message(id).path("status").asText()).isEqualTo("delivered");
            send("{\"content\":\"third\",\"to\":[\"web-1\"]}").is(201);
            assertThat(stream.take(1).getFirst().json().path("content").asText())
                    .isEqualTo("third");
        }
        caller.get("/agents/web-9/inbox", "Accept", "text/event-stream").isProblem(404, "not-found");
    }
}
