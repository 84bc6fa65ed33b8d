package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.http.Caller.Reply;
import dev.daybook.importing.run.Import;
import dev.daybook.importing.run.ImportRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Imports as jobs. */
class MigrationsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private Fixture house;
    private Caller caller;

    @BeforeEach
    void open() throws IOException {
        house = new Fixture(folder);
        caller = house.caller;
        Path spec = folder.resolve("tree/.deespec/specs/sbi/SBI-01K6GAQ7M4X2V9B8N0C5D3F1R0/spec.md");
        Files.createDirectories(spec.getParent());
        Files.writeString(spec, "# One\n");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void an_import_that_is_cancelled_goes_on_when_it_is_resumed() {
        String run = interrupted();
        var begun = new CountDownLatch(1);
        var cancelled = new CountDownLatch(1);
        try (var _ = house.imports.watch(run, _ -> {
            begun.countDown();
            await(cancelled);
        })) {
            assertThat(resumed(run).header("Location")).isEqualTo("/api/v1/migrations/" + run);
            await(begun);
            JsonNode job = caller.get("/jobs/" + run).is(200).json();
            assertThat(job.path("operation").asText()).isEqualTo("migrate");
            assertThat(job.path("state").asText()).isEqualTo("running");

            caller.delete("/jobs/" + run).is(200);
            cancelled.countDown();

            assertThat(ended("/jobs/" + run).path("state").asText()).isEqualTo("cancelled");
        }
        JsonNode shown = ended("/migrations/" + run);
        assertThat(shown.path("state").asText()).isEqualTo("failed");
        assertThat(shown.path("message").asText()).isEqualTo("it was cancelled");

        resumed(run);

        JsonNode ended = ended("/migrations/" + run);
        assertThat(ended.path("state").asText()).isEqualTo("done");
        assertThat(ended.at("/progress/total").asLong())
                .as("also whoever did not look before")
                .isPositive();
        JsonNode job = ended("/jobs/" + run);
        assertThat(job.path("state").asText()).isEqualTo("done");
        assertThat(job.at("/result/run").asText()).isEqualTo(run);
    }

    @Test
    void a_run_that_was_rolled_back_says_so_and_says_it_no_more_when_it_counts_again() {
        String run = interrupted();
        long before = house.head();
        assertThat(caller.get("/migrations/" + run).is(200).json().has("rolledBack"))
                .isFalse();

        JsonNode done = caller.post("/rollbacks", "{\"run\":\"%s\"}".formatted(run))
                .is(200)
                .json();
        JsonNode files = done.at("/files/0");
        assertThat(files.path("kind").asText()).isEqualTo("deespec");
        assertThat(files.path("root").asText()).endsWith("tree");
        assertThat(files.path("become").asText()).as("they say what they said").isEqualTo("outdated");
        assertThat(files.path("help").asText()).isEqualTo("daybook export --kind deespec --out DIR");

        JsonNode listed = caller.get("/migrations").is(200).json().at("/items/0/rolledBack");
        assertThat(listed.path("position").asLong()).isEqualTo(before + 1);
        assertThat(listed.path("by").asText()).isEqualTo("owner");
        assertThat(listed.hasNonNull("at")).isTrue();
        JsonNode shown = caller.get("/migrations/" + run).is(200).json();
        assertThat(shown.path("rolledBack")).isEqualTo(listed);
        assertThat(shown.at("/report/rolledBack")).isEqualTo(listed);

        caller.post("/rollbacks", "{\"to\":%d}".formatted(before)).is(200);

        assertThat(caller.get("/migrations/" + run).is(200).json().has("rolledBack"))
                .isFalse();
    }

    @Test
    void a_project_that_can_be_none_is_refused_although_one_was_taken_over() {
        interrupted();

        Reply refused = caller.get("/sbis?project=/%00").is(400);

        assertThat(refused.json().path("detail").asText()).isEqualTo("/project has a NUL character at 1: remove it");
    }

    @Test
    void tasks_are_listed_by_a_priority_that_only_the_files_had() throws IOException {
        Path meta = folder.resolve("tree/.deespec/specs/sbi/SBI-A-0010_x/meta.yaml");
        Files.createDirectories(meta.getParent());
        Files.writeString(meta, "id: SBI-A-0010\ntitle: \"p10\"\npriority: 10\nstatus: todo\n");
        Files.writeString(meta.resolveSibling("spec.md"), "# p10\n");
        interrupted();

        JsonNode listed = caller.get("/sbis?priority=10&wait=10s&after=" + house.head())
                .is(200)
                .json();

        assertThat(listed.path("items"))
                .extracting(task -> task.path("title").asText())
                .containsExactly("p10");
    }

    /** Returns an import that appended something and was stopped before its end. */
    private String interrupted() {
        var tree = new ImportRequest.Tree(folder.resolve("tree"), Optional.empty(), Optional.empty());
        return house.imports
                .run(new ImportRequest(tree, new Import.Options(false, true, "ada", _ -> {})), progress -> {
                    if (progress.phase().equals("verifying")) {
                        throw new Import.Stopped("the power was gone");
                    }
                })
                .run();
    }

    private Reply resumed(String run) {
        return caller.post("/migrations", "{\"resume\":\"%s\"}".formatted(run)).is(202);
    }

    private JsonNode ended(String place) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> !caller.get(place).json().path("state").asText().equals("running"));
        return caller.get(place).is(200).json();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
