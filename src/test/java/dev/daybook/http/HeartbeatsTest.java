package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.AllSlices;
import dev.daybook.agent.AgentCommand;
import dev.daybook.agent.Kind;
import dev.daybook.command.Submission;
import dev.daybook.domain.Json;
import dev.daybook.journal.postgres.Database;
import dev.daybook.journal.postgres.PostgresJournal;
import dev.daybook.journal.postgres.PostgresNodes;
import dev.daybook.node.Nodes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents that are missed and come back, and what becomes of messages meanwhile, by a clock that is set by hand. */
class HeartbeatsTest {

    /** As the fixture's settings say. */
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private static final Duration GONE = Duration.ofHours(1);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2025-10-01T12:00:00Z"));

    @TempDir
    private Path folder;

    private Fixture house;
    private Caller caller;

    @BeforeEach
    void open() {
        house = new Fixture(folder, now::get);
        caller = house.caller;
        for (String agent : List.of("web-1", "web-2")) {
            caller.put("/agents/" + agent, "{\"type\":\"integration\"}").is(200);
        }
        caller.post("/agents/web-1/status", "{\"status\":\"active\"}").is(200);
    }

    @AfterEach
    void close() {
        house.close();
    }

    /** Lets time pass, as a server sees it that looks all the while. */
    private void pass(Duration time) {
        Duration step = WINDOW.dividedBy(4);
        for (long i = 0; i < time.dividedBy(step); i++) {
            now.updateAndGet(instant -> instant.plus(step));
            look();
        }
    }

    private void look() {
        caller.get("/agents?after=%d&wait=30s".formatted(house.head())).is(200);
        AllSlices.of().chores().forEach(chore -> chore.work().accept(house.ground));
    }

    @Test
    void what_another_node_has_heard_counts_as_heard() {
        var database = Database.begin();
        PostgresJournal.open(database.server(), InstantSource.system()).close();
        try (var nodes = PostgresNodes.open(database.server(), "here", "here", WINDOW);
                var other = PostgresNodes.open(database.server(), "there", "there", WINDOW)) {
            house.ground.with(Nodes.class, nodes);
            beat("web-1");
            pass(WINDOW.minusSeconds(15));

            other.values().put("heard", Map.of("web-1", String.valueOf(now.get())), WINDOW);
            pass(WINDOW.minusSeconds(15));
            assertThat(status("web-1")).isEqualTo("active");
            pass(WINDOW);

            assertThat(status("web-1")).isEqualTo("crashed");
        }
    }

    private JsonNode beat(String agent) {
        return caller.post("/agents/%s/heartbeat".formatted(agent), "").is(200).json();
    }

    private String status(String agent) {
        return caller.get("/agents/%s?after=%d&wait=30s".formatted(agent, house.head()))
                .is(200)
                .json()
                .path("status")
                .asText();
    }

    private String send(String to, String more) {
        return caller.post("/agent-messages", "{\"content\":\"hello\",\"to\":[\"%s\"]%s}".formatted(to, more))
                .is(201)
                .json()
                .path("id")
                .asText();
    }

    private <C extends AgentCommand> Submission<C> submission(C command) {
        return new Submission<>(
                command,
                "lead",
                "test",
                house.ground.clock().instant(),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private void submit(AgentCommand command) {
        house.ground.commands().submit(submission(command));
    }

    private JsonNode message(String id) {
        return caller.get("/agent-messages/%s?after=%d&wait=30s".formatted(id, house.head()))
                .is(200)
                .json();
    }

    @Test
    void heartbeats_are_no_facts() {
        look();
        beat("web-1");
        look();
        long head = house.head();
        for (int i = 0; i < 20; i++) {
            pass(WINDOW.dividedBy(2));
            assertThat(Instant.parse(beat("web-1").path("missingAt").asText()).minus(WINDOW))
                    .isEqualTo(now.get());
        }
        assertThat(house.head()).isEqualTo(head);
        assertThat(status("web-1")).isEqualTo("active");
        caller.post("/agents/web-9/heartbeat", "").isProblem(404, "not-found");
    }

    @Test
    void who_misses_a_window_is_crashed_and_as_before_when_it_is_heard_of_again() {
        look();
        beat("web-1");
        beat("web-2");
        pass(WINDOW);
        assertThat(status("web-1")).isEqualTo("active");
        pass(WINDOW.dividedBy(4));
        assertThat(status("web-1")).isEqualTo("crashed");
        long head = house.head();
        pass(WINDOW.multipliedBy(5));
        assertThat(house.head()).as("that is said once").isEqualTo(head);
        beat("web-1");
        beat("web-2");
        assertThat(status("web-1")).isEqualTo("active");
        assertThat(status("web-2")).isEqualTo("idle");
        pass(WINDOW);
        assertThat(status("web-1")).as("it has a whole window again").isEqualTo("active");
    }

    @Test
    void whoever_never_sent_a_heartbeat_or_sleeps_is_not_missed() {
        beat("web-1");
        caller.post("/agents/web-1/status", "{\"status\":\"sleeping\"}").is(200);
        pass(WINDOW.multipliedBy(3));
        assertThat(status("web-1")).isEqualTo("sleeping");
        assertThat(status("web-2")).isEqualTo("idle");
    }

    @Test
    void whatever_an_agent_asks_for_is_a_sign_of_life() {
        caller.post("/agent-tasks", "{\"id\":\"t1\",\"title\":\"Add login\"}").is(201);
        look();
        beat("web-1");
        beat("web-2");
        look();
        for (int i = 0; i < 4; i++) {
            pass(WINDOW.dividedBy(2));
            caller.post("/agent-tasks/t1/claim", "{\"holder\":\"web-1\"}").is(200);
            caller.get("/agents/web-2/inbox", "Daybook-Actor", "web-2").is(200);
        }
        assertThat(status("web-1")).isEqualTo("active");
        assertThat(status("web-2")).isEqualTo("idle");
        pass(WINDOW.multipliedBy(2));
        assertThat(status("web-1")).isEqualTo("crashed");
        caller.post("/agent-messages", "{\"content\":\"x\",\"to\":[\"web-2\"]}", "Daybook-Actor", "web-1")
                .is(201);
        look();
        assertThat(status("web-1")).as("it has sent something").isEqualTo("active");
        assertThat(status("web-2")).isEqualTo("crashed");
    }

    @Test
    void a_machine_that_slept_or_a_server_that_starts_has_missed_nobody() {
        look();
        beat("web-1");
        pass(WINDOW.dividedBy(2));
        now.updateAndGet(instant -> instant.plus(Duration.ofHours(8)));
        look();
        pass(WINDOW);
        assertThat(status("web-1")).isEqualTo("active");
        now.updateAndGet(instant -> instant.minus(Duration.ofHours(8)));
        look();
        pass(WINDOW);
        assertThat(status("web-1")).as("a clock that is put back").isEqualTo("active");
        house.close();
        now.updateAndGet(instant -> instant.plus(Duration.ofHours(8)));
        house = new Fixture(folder, now::get);
        caller = house.caller;
        look();
        pass(WINDOW);
        assertThat(status("web-1")).isEqualTo("active");
        pass(WINDOW.dividedBy(4));
        assertThat(status("web-1")).as("it is expected still").isEqualTo("crashed");
    }

    @Test
    void messages_to_who_does_not_come_back_are_given_up_and_wait_again_when_it_does() {
        look();
        beat("web-1");
        String seen = send("web-1", "");
        caller.post("/agent-messages/" + seen + "/ack", "").is(200);
        String waiting = send("web-1", "");
        pass(WINDOW.multipliedBy(2));
        assertThat(message(waiting).path("status").asText())
                .as("it may come back soon")
                .isEqualTo("waiting");
        pass(GONE);
        assertThat(message(waiting).path("status").asText()).isEqualTo("dead");
        assertThat(message(waiting).path("deadWhy").asText()).contains("crashed");
        assertThat(message(seen).path("status").asText()).isEqualTo("acknowledged");
        assertThat(caller.get("/agent-messages?status=dead").json().findValuesAsText("id"))
                .containsExactly(waiting);
        beat("web-1");
        assertThat(message(waiting).path("status").asText()).isEqualTo("waiting");
        pass(GONE);
        pass(WINDOW.multipliedBy(2));
        assertThat(message(waiting).path("status").asText()).isEqualTo("dead");
        caller.post("/agents/web-1/status", "{\"status\":\"idle\"}").is(200);
        assertThat(message(waiting).path("status").asText()).isEqualTo("waiting");
    }

    @Test
    void messages_to_who_is_removed_or_whose_time_is_over_are_given_up() {
        String late = send("web-2", ",\"ttlSeconds\":60");
        String waiting = send("web-1", "");
        message(waiting);
        caller.delete("/agents/web-1").is(200);
        assertThat(message(waiting).path("deadWhy").asText()).contains("removed");
        caller.post("/agent-messages", "{\"content\":\"hello\",\"to\":[\"web-1\"]}")
                .isProblem(422, "invalid-request")
                .at("/to");
        pass(WINDOW.multipliedBy(2));
        JsonNode over = message(late);
        assertThat(over.path("status").asText()).isEqualTo("dead");
        assertThat(over.path("deadWhy").asText()).contains("time");
        caller.post("/agent-messages/" + waiting + "/redeliver", "").is(200);
        assertThat(message(waiting).path("status").asText()).isEqualTo("waiting");
    }

    @Test
    void who_wakes_up_is_not_missed_for_what_it_slept() {
        beat("web-1");
        caller.post("/agents/web-1/status", "{\"status\":\"sleeping\"}").is(200);
        pass(WINDOW.multipliedBy(3));
        caller.post("/agents/web-1/status", "{\"status\":\"active\"}", "Daybook-Actor", "web-1")
                .is(200);
        pass(WINDOW.dividedBy(2));
        assertThat(status("web-1")).isEqualTo("active");
        pass(WINDOW);
        assertThat(status("web-1")).isEqualTo("crashed");
        caller.post("/agents/web-1/status", "{\"status\":\"idle\"}").is(200);
        pass(WINDOW.dividedBy(2));
        assertThat(status("web-1")).as("as somebody else says").isEqualTo("idle");
    }

    @Test
    void who_says_itself_that_it_crashed_is_not_back_by_that() {
        look();
        beat("web-1");
        look();
        caller.post("/agents/web-1/status", "{\"status\":\"crashed\"}", "Daybook-Actor", "web-1")
                .is(200);
        pass(WINDOW);
        assertThat(status("web-1")).isEqualTo("crashed");
        beat("web-1");
        assertThat(status("web-1")).isEqualTo("active");
    }

    @Test
    void an_answer_to_who_was_removed_is_given_up() {
        String asked = send("web-1", ",\"from\":\"web-2\"");
        message(asked);
        caller.delete("/agents/web-2").is(200);
        String answer = caller.post("/agent-messages/" + asked + "/answer", "{\"content\":\"yes\"}")
                .is(201)
                .json()
                .path("id")
                .asText();
        String toNobody = caller.post(
                        "/agent-messages/" + send("web-1", ",\"from\":\"human\"") + "/answer", "{\"content\":\"yes\"}")
                .is(201)
                .json()
                .path("id")
                .asText();
        look();
        assertThat(message(answer).path("deadWhy").asText()).contains("removed");
        assertThat(message(toNobody).path("status").asText())
                .as("who never was an agent may read it")
                .isEqualTo("waiting");
    }

    @Test
    void what_was_sent_in_the_moment_in_which_its_receiver_was_removed_is_given_up() {
        Map<String, Json> named = Map.of("/agent_id", new Json("\"web-3\""));
        submit(new AgentCommand.Put(Kind.AGENT, "row-7", named)); // a file may call it so
        caller.get("/agents?after=%d&wait=30s".formatted(house.head())).is(200);
        String sent = send("web-3", "");
        submit(new AgentCommand.Remove(Kind.AGENT, "row-7"));

        look();

        assertThat(message(sent).path("deadWhy").asText()).contains("removed");
        submit(new AgentCommand.Put(Kind.AGENT, "row-7", named));
        caller.get("/agents?after=%d&wait=30s".formatted(house.head())).is(200);
        String again = send("web-3", "");
        look();
        assertThat(message(again).path("status").asText()).isEqualTo("waiting");
    }

    @Test
    void all_that_was_given_up_waits_again_however_much_it_is() {
        look();
        beat("web-1");
        List<AgentCommand.Send> many = IntStream.range(0, 1_001)
                .mapToObj(i -> new AgentCommand.Send("m" + i, Map.of("/to_agent", new Json("\"web-1\""))))
                .toList();
        house.ground.commands().submit(submission(many.getFirst()).beside(many.subList(1, many.size())));
        pass(WINDOW.multipliedBy(2));
        now.updateAndGet(instant -> instant.plus(GONE));
        look();
        look();
        look();
        assertThat(caller.get("/agent-messages?status=waiting").json().path("items"))
                .isEmpty();
        beat("web-1");
        message("m1000");
        assertThat(caller.get("/agent-messages?status=dead").json().path("items"))
                .isEmpty();
    }
}
