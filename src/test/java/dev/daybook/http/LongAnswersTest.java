package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.AllSlices;
import dev.daybook.Patience;
import dev.daybook.domain.Rejected;
import dev.daybook.http.Caller.Reply;
import dev.daybook.operation.Catalogue;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Progress;
import dev.daybook.operation.Role;
import dev.daybook.upkeep.Jobs;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What takes long is answered when it is through, or watched and cancelled at a place of its own. */
class LongAnswersTest {

    private static final String ASYNC = "respond-async";

    private final CountDownLatch enough = new CountDownLatch(1);

    @TempDir
    private Path folder;

    private final CpuBoundWork heavy = new CpuBoundWork();
    private Fixture house;
    private HttpServer server;
    private Caller caller;

    @BeforeEach
    void open() {
        house = new Fixture(folder);
        var slow = new LongAnswers(house.ground.service(Jobs.class));
        Routes routes = new Routes();
        Echo.on(
                routes,
                "syncRepositories",
                request -> slow.answer(request, Role.READ, new Outcome.Work("", true, this::untilEnough)));
        Echo.on(
                routes,
                "verify",
                request -> slow.answer(request, Role.READ, new Outcome.Work("all", this::untilEnough)));
        Echo.on(
                routes,
                "compare",
                request -> slow.answer(request, Role.READ, new Outcome.Work("", _ -> {
                    throw Rejected.conflict("both sides say otherwise");
                })));
        var watching = AllSlices.of().catalogue().groups().stream()
                .filter(it -> it.tag().equals("service"))
                .toList();
        Api.operations(new Catalogue<>(watching), house.ground, Metrics.none(), heavy, routes);
        server = HttpServer.start(routes, () -> 7, Options.loopback(0));
        caller = new Caller(server.port());
    }

    @AfterEach
    void close() {
        enough.countDown();
        caller.close();
        server.close();
        house.close();
    }

    @Test
    void what_is_through_in_time_is_answered_as_it_always_was() {
        enough.countDown();

        Reply answer = caller.post("/verify", "", "Prefer", "wait=60").is(200);

        assertThat(answer.json().path("ok").asBoolean()).isTrue();
    }

    @Test
    void what_takes_longer_is_watched_until_its_result_is_there() {
        Reply begun = caller.post("/verify", "", "Prefer", "wait=0").is(202);
        String place = begun.header("Location").substring("/api/v1".length());
        assertThat(begun.json().path("operation").asText()).isEqualTo("verify");
        assertThat(begun.json().path("of").asText()).isEqualTo("all");
        await().until(() -> caller.get(place).json().at("/progress/done").asInt() == 3);
        assertThat(caller.get(place).json().path("state").asText()).isEqualTo("running");
        assertThat(caller.get(place).json().at("/progress/total").asInt()).isEqualTo(10);

        enough.countDown();

        assertThat(ended(place)).isEqualTo("done");
        assertThat(caller.get(place).json().at("/result/ok").asBoolean()).isTrue();
    }

    @Test
    void who_asks_for_the_same_while_it_is_under_way_gets_what_comes_of_that() {
        JsonNode first = caller.post("/repositories/refresh", "{}", "Prefer", ASYNC)
                .is(202)
                .json();
        JsonNode second = caller.post("/repositories/refresh", "{}", "Prefer", ASYNC)
                .is(202)
                .json();
        assertThat(second.path("id")).as("each waits by itself").isNotEqualTo(first.path("id"));
        assertThat(caller.get("/jobs").json().path("items"))
                .as("for the same work")
                .hasSize(1);
        assertThat(caller.post("/verify", "", "Prefer", ASYNC).json().path("id"))
                .as("each proof is one of its own")
                .isNotEqualTo(caller.post("/verify", "", "Prefer", ASYNC).json().path("id"));
        enough.countDown();
        assertThat(ended("/jobs/" + first.path("id").asText())).isEqualTo("done");
        assertThat(ended("/jobs/" + second.path("id").asText())).isEqualTo("done");

        assertThat(caller.post("/repositories/refresh", "{}", "Prefer", ASYNC)
                        .json()
                        .path("id"))
                .isNotEqualTo(first.path("id"));
    }

    @Test
    void what_nobody_wants_any_more_is_cancelled() {
        Reply begun = caller.post("/verify", "", "Prefer", ASYNC).is(202);
        String place = begun.header("Location").substring("/api/v1".length());

        caller.delete(place).is(200);
        enough.countDown();

        assertThat(ended(place)).isEqualTo("cancelled");
        assertThat(caller.get(place).json().has("result")).isFalse();
    }

    @Test
    void what_takes_long_is_cancelled_although_processors_are_busy() throws InterruptedException {
        Reply begun = caller.post("/verify", "", "Prefer", ASYNC).is(202);
        var busy = new CountDownLatch(CpuBoundWork.WORKS_MAX);
        IntStream.range(0, CpuBoundWork.WORKS_MAX)
                .forEach(_ -> Thread.ofVirtual()
                        .start(() -> heavy.work("rollback", () -> {
                            busy.countDown();
                            return untilEnough(Progress.UNHEARD);
                        })));
        assertThat(busy.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();

        caller.delete(begun.header("Location").substring("/api/v1".length())).is(200);
    }

    @Test
    void a_failure_is_told_where_it_is_watched_as_it_would_have_been_answered() {
        Reply answered = caller.post("/compare", "{}", "Prefer", "wait=60").isProblem(409, "conflict");
        Reply begun = caller.post("/compare", "{}", "Prefer", ASYNC).is(202);
        String place = begun.header("Location").substring("/api/v1".length());

        assertThat(ended(place)).isEqualTo("failed");
        assertThat(caller.get(place).json().at("/problem/detail"))
                .isEqualTo(answered.json().path("detail"));
        assertThat(caller.get(place).json().at("/problem/status").asInt()).isEqualTo(409);
    }

    @Test
    void all_that_takes_long_is_listed_until_others_took_its_place() {
        caller.post("/compare", "{}", "Prefer", "wait=60").isProblem(409, "conflict");
        caller.post("/verify", "", "Prefer", ASYNC).is(202);

        assertThat(caller.get("/jobs").json().path("items").findValuesAsText("state"))
                .containsExactlyInAnyOrder("failed", "running");
    }

    @Test
    void a_job_that_nobody_began_is_none() {
        caller.get("/jobs/none").isProblem(404, "not-found");
        caller.delete("/jobs/none").isProblem(404, "not-found");
    }

    private String ended(String place) {
        await().until(() -> !caller.get(place).json().path("state").asText().equals("running"));
        return caller.get(place).json().path("state").asText();
    }

    private Map<String, Boolean> untilEnough(Progress progress) {
        progress.at(3, 10, "journal");
        try {
            enough.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        progress.at(10, 10, "journal");
        return Map.of("ok", true);
    }
}
