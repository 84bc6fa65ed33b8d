package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.Patience;
import dev.daybook.http.Caller.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leases over HTTP: who has one, until when, and what somebody can do who had one. */
class LeasesTest {

    private static final Duration TTL = Duration.ofSeconds(60);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2025-10-01T12:00:00Z"));

    @TempDir
    private Path folder;

    private Fixture house;
    private Caller caller;
    private String task;

    @BeforeEach
    void open() {
        house = new Fixture(folder, now::get);
        caller = house.caller;
        task = "/sbis/"
                + caller.post("/sbis", "{\"title\":\"Add login\"}")
                        .is(201)
                        .json()
                        .path("id")
                        .asText();
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Reply lease(String holder, String... headers) {
        return caller.post(
                task + "/lease", "{\"holder\":\"%s\",\"ttlSeconds\":%d}".formatted(holder, TTL.toSeconds()), headers);
    }

    private Reply start(String holder, String... headers) {
        return caller.post(
                task + "/executions", "{\"step\":\"implement\",\"holder\":\"%s\"}".formatted(holder), headers);
    }

    private Reply finish(String holder, String... headers) {
        return caller.post(
                task + "/executions/1/finish",
                "{\"decision\":\"SUCCEEDED\",\"holder\":\"%s\"}".formatted(holder),
                headers);
    }

    private Reply show(long position, String... headers) {
        return caller.get(task + "?after=%d&wait=30s".formatted(position), headers);
    }

    private void pass(Duration time) {
        now.updateAndGet(it -> it.plus(time));
    }

    private static long generation(Reply leased) {
        return leased.is(200).json().path("generation").asLong();
    }

    @Test
    void whoever_lost_a_lease_finishes_nothing_under_it_whatever_it_has_seen() {
        String lost = Long.toString(generation(lease("agent-1")));
        start("agent-1", "Daybook-Lease", lost).is(201);
        pass(TTL);
        finish("agent-1", "If-Match", "*").isProblem(409, "conflict");
        generation(lease("agent-2"));

        finish("agent-1", "If-Match", "*").isProblem(409, "conflict");
        finish("agent-1", "If-Match", "*", "Daybook-Lease", lost).isProblem(409, "conflict");
        for (String[] request : new String[][] {
            {"POST", task + "/notes", "{\"text\":\"late\"}"},
            {"POST", task + "/attachments", "{\"name\":\"a\",\"content\":\"late\"}"},
            {"PATCH", task, "{\"title\":\"late\"}"},
            {"POST", task + "/reset", "{}"},
            {"POST", task + "/terminate", "{}"},
            {"POST", task + "/lease", "{\"holder\":\"agent-1\"}"},
            {"DELETE", task + "/lease?holder=agent-1", "{}"},
            {"DELETE", task, "{}"},
        }) {
            Reply refused = caller.send(
                    request[0], request[1], java.util.Optional.of(request[2]), "If-Match", "*", "Daybook-Lease", lost);
            refused.isProblem(409, "conflict");
        }
        Reply done = finish("agent-2", "If-Match", "*").is(200);
        assertThat(show(done.position()).is(200).json().path("title").asText()).isEqualTo("Add login");
    }

    @Test
    void a_lease_that_is_taken_again_under_the_same_name_is_another_one() {
        long first = generation(lease("agent"));
        assertThat(generation(lease("agent"))).isEqualTo(first);
        start("agent").is(201);
        pass(TTL);
        long second = generation(lease("agent"));

        assertThat(second).isGreaterThan(first);
        Reply refused = finish("agent", "Daybook-Lease", Long.toString(first)).isProblem(409, "conflict");
        assertThat(refused.json().path("detail").asText())
                .contains("lease %d ".formatted(first))
                .contains("lease %d ".formatted(second));
        finish("agent", "Daybook-Lease", Long.toString(second)).is(200);
    }

    @Test
    void the_holder_is_the_actor_unless_it_is_named() {
        caller.post(task + "/lease", "{}", "Daybook-Actor", "ada").is(200);
        caller.post(task + "/executions", "{\"step\":\"implement\"}").isProblem(409, "conflict");
        caller.post(task + "/executions", "{\"step\":\"implement\"}", "Daybook-Actor", "ada")
                .is(201);
        caller.post(task + "/executions/1/finish", "{\"decision\":\"OK\"}", "Daybook-Actor", "bob")
                .isProblem(409, "conflict");
        caller.post(task + "/executions/1/finish", "{\"decision\":\"OK\"}", "Daybook-Actor", "ada")
                .is(200);
        caller.delete(task + "/lease", "Daybook-Actor", "ada").is(200);
    }

    @Test
    void a_rollback_takes_no_number_back() {
        long position = caller.get("/journal").is(200).position();
        long first = generation(lease("agent"));
        caller.post("/rollbacks", "{\"to\":%d}".formatted(position)).is(200);

        assertThat(generation(lease("agent"))).isGreaterThan(first);
    }

    @Test
    void an_expired_lease_is_told_at_the_moment_of_reading() {
        Reply leased = lease("agent-1");
        long generation = generation(leased);
        Reply held = show(leased.position()).is(200);
        String tag = held.header("ETag");
        assertThat(held.json().path("lease")).hasToString(wanted(generation, false));
        show(leased.position(), "If-None-Match", tag).is(304);

        pass(TTL.minusNanos(1));
        show(leased.position(), "If-None-Match", tag).is(304);
        pass(Duration.ofNanos(1));

        Reply over = show(leased.position(), "If-None-Match", tag).is(200);
        assertThat(over.json().path("lease")).hasToString(wanted(generation, true));
        assertThat(over.header("ETag")).isNotEqualTo(tag);
        show(leased.position(), "If-None-Match", over.header("ETag")).is(304);
        JsonNode row = caller.get("/sbis").is(200).json().at("/items/0/lease");
        assertThat(row).hasToString(wanted(generation, true));
        // what was seen of the task is still so: nothing was written
        caller.patch(task, "{\"title\":\"a\"}", "If-Match", over.header("ETag")).is(200);
    }

    private static String wanted(long generation, boolean expired) {
        return "{\"holder\":\"agent-1\",\"generation\":%d,\"expiresAt\":\"2025-10-01T12:01:00Z\",\"expired\":%s}"
                .formatted(generation, expired);
    }

    @Test
    void agents_of_one_name_that_pick_at_once_get_different_tasks() throws Exception {
        int agents = 100; // more than one of them tries at first
        for (int number = 1; number < agents; number++) {
            caller.post("/sbis", "{\"title\":\"Task %d\"}".formatted(number)).is(201);
        }
        List<String> picked = all(
                agents,
                _ -> caller.post("/sbis/pick", "{\"holder\":\"agent\"}")
                        .is(200)
                        .json()
                        .path("id")
                        .asText());
        assertThat(picked).hasSize(agents).doesNotHaveDuplicates();
    }

    @Test
    void of_many_that_finish_at_the_end_of_a_lease_only_one_under_the_newest_does() throws Exception {
        int racers = 12;
        String lost = Long.toString(generation(lease("agent")));
        start("agent", "Daybook-Lease", lost).is(201);
        pass(TTL);
        List<Integer> statuses = all(racers, number -> {
            if (number % 2 == 0) { // came back late
                return caller.post(
                                task + "/executions/1/finish",
                                "{\"decision\":\"NEEDS_CHANGES\"}",
                                "If-Match",
                                "*",
                                "Daybook-Lease",
                                lost)
                        .status();
            }
            Reply leased = lease("agent"); // one takes it over, the others go on with it
            return finish("agent", "If-Match", "*", "Daybook-Lease", Long.toString(generation(leased)))
                            .status()
                    + 1_000;
        });
        assertThat(statuses.stream().filter(it -> it < 1_000))
                .hasSize(racers / 2)
                .containsOnly(409);
        assertThat(statuses.stream().filter(it -> it > 1_000)).containsOnly(1_200);
        JsonNode facts =
                caller.get("/journal?type=sbi.execution-finished").is(200).json();
        assertThat(facts.path("items")).hasSize(1);
    }

    private interface Turn<T> {
        T take(int number) throws Exception;
    }

    private static <T> List<T> all(int clients, Turn<T> turn) throws Exception {
        List<T> answers = Collections.synchronizedList(new ArrayList<>());
        CyclicBarrier together = new CyclicBarrier(clients);
        try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            List<Future<?>> done = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                int number = client;
                done.add(threads.submit(() -> {
                    together.await();
                    return answers.add(turn.take(number));
                }));
            }
            for (Future<?> each : done) {
                each.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
        }
        return answers;
    }
}
