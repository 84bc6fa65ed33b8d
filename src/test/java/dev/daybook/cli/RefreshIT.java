package dev.daybook.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.daybook.Patience;
import dev.daybook.project.github.GitHubServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes bring the same up to date: one does so, the others have what came of it. */
class RefreshIT {

    @TempDir
    Path temporary;

    private final CountDownLatch answering = new CountDownLatch(1);
    private GitHubServer github;
    private Program program;

    @BeforeEach
    void begin() throws IOException {
        github = new GitHubServer();
        github.put("ada/engine");
        holdNext();
        program = Program.in(temporary)
                .with("GITHUB_API_URL", github.base().toString())
                .with("DAYBOOK_GITHUB_TOKEN", GitHubServer.TOKEN);
    }

    /** The next answer waits. */
    private void holdNext() {
        GitHubServer.Trouble usual = github.none();
        github.next(exchange -> {
            answering.await();
            usual.befall(exchange);
        });
    }

    @AfterEach
    void end() {
        answering.countDown();
        github.close();
    }

    private void isAsked() {
        await().atMost(Patience.LIMIT).until(() -> github.requests().size() == 1);
    }

    @Test
    void of_two_commands_at_once_one_asks_and_the_other_waits_for_it() throws IOException {
        Process first = program.startOnData("sync", "--format", "json");
        isAsked();
        Process second = program.startOnData("sync", "--format", "json");
        Process list = program.startOnData("github", "--refresh", "--format", "simple");
        assertThat(second.errorReader(UTF_8).readLine()).contains("waiting for process " + first.pid());

        answering.countDown();

        assertThat(Program.end(first).json().path("status").asText()).isEqualTo("completed");
        assertThat(Program.end(second).json().path("status").asText()).isEqualTo("fresh");
        assertThat(Program.end(list).out()).isEqualTo("ada/engine\n");
        assertThat(github.requests().stream().filter(it -> it.startsWith("/user/repos")))
                .hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void clients_of_a_server_join_the_refresh_under_way() throws Exception {
        try (var server = program.serve();
                var http = HttpClient.newHttpClient()) {
            Process first = program.startOnData("sync", "--format", "json");
            isAsked();
            var request = server.request("/repositories/refresh")
                    .header("Prefer", "respond-async")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"type\":\"incremental\"}"))
                    .build();
            for (int i = 0; i < 12; i++) {
                assertThat(http.send(request, BodyHandlers.ofString()).statusCode())
                        .isEqualTo(202);
            }

            for (int i = 0; i < 12; i++) {
                for (String list : List.of("/projects", "/repositories", "/directories")) {
                    assertThat(http.send(server.request(list).build(), BodyHandlers.ofString())
                                    .statusCode())
                            .as("who reads waits for nobody")
                            .isEqualTo(200);
                }
            }

            answering.countDown();

            assertThat(Program.end(first).json().path("status").asText()).isEqualTo("completed");
            assertThat(program.command("jobs", "--format", "ndjson").lines()).hasSize(1);
            assertThat(github.requests()).hasSize(1);
        }
    }

    @Test
    void a_client_that_is_stopped_takes_nothing_from_those_that_wait_for_the_same() throws Exception {
        try (var _ = program.serve()) {
            Process first = program.startOnData("sync", "--format", "json");
            isAsked();
            Process second = program.startOnData("sync", "--format", "json", "--progress", "json");
            Process third = program.startOnData("sync", "--format", "json", "--progress", "json");
            assertThat(second.errorReader(UTF_8).readLine()).as("it waits").startsWith("{");
            assertThat(third.errorReader(UTF_8).readLine()).as("it waits").startsWith("{");

            first.toHandle().destroy();
            third.toHandle().destroy();
            assertThat(Program.end(first).code()).isEqualTo(143);
            assertThat(Program.end(third).code()).isEqualTo(143);
            assertThat(program.command("jobs", "--format", "ndjson").lines())
                    .singleElement()
                    .asString()
                    .contains("running");
            answering.countDown();

            assertThat(Program.end(second).json().path("status").asText()).isEqualTo("completed");
            assertThat(github.requests()).hasSize(1);
        }
    }

    @Test
    void work_is_ended_for_all_by_its_own_id_and_by_the_last_one_who_waits() throws Exception {
        try (var server = program.serve();
                var http = HttpClient.newHttpClient()) {
            for (boolean byAll : new boolean[] {false, true}) {
                int asked = github.requests().size();
                if (byAll) {
                    holdNext();
                }
                Process first = program.startOnData("sync", "--format", "json");
                await().atMost(Patience.LIMIT).until(() -> github.requests().size() > asked);
                Process second = program.startOnData("sync", "--format", "json", "--progress", "json");
                assertThat(second.errorReader(UTF_8).readLine()).as("it waits").startsWith("{");
                if (byAll) {
                    first.toHandle().destroy();
                    second.toHandle().destroy();
                } else {
                    String id = program.command("jobs", "--format", "json")
                            .json()
                            .path(0)
                            .path("id")
                            .asText();
                    var cancel = server.request("/jobs/" + id).DELETE().build();
                    assertThat(http.send(cancel, BodyHandlers.ofString()).statusCode())
                            .isEqualTo(200);
                }
                assertThat(Program.end(first).code()).isNotZero();
                assertThat(Program.end(second).code()).isNotZero();
                await().atMost(Patience.LIMIT)
                        .until(() -> !program.command("jobs", "--format", "ndjson")
                                .out()
                                .contains("running"));
            }
            assertThat(program.command("github", "--format", "simple").out()).isEmpty();
        }
    }

    @Test
    void a_command_that_is_stopped_leaves_the_host_alone_and_records_nothing() {
        Process sync = program.startOnData("sync");
        isAsked();

        sync.toHandle().destroy();

        assertThat(Program.end(sync).code()).isEqualTo(143);
        assertThat(program.command("github", "--format", "simple").out()).isEmpty();
        assertThat(program.run("sync").code()).as("the directory is free").isZero();
    }
}
