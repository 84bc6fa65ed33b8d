package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.http.Caller.Reply;
import dev.daybook.journal.Link;
import dev.daybook.journal.Scrub;
import dev.daybook.journal.memory.MemoryJournal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is answered when nothing can be written any more. */
class HealthTest {

    private static final String FULL = "the disk is full: free space and start again";

    private final MemoryJournal journal = new MemoryJournal(InstantSource.system());

    @TempDir
    private Path folder;

    private Fixture house;
    private Caller caller;

    @BeforeEach
    void open() {
        Scrub nothing = (_, _) -> new Scrub.Result(0, 0, Link.START, List.of());
        house = new Fixture(folder, journal, nothing, options -> options);
        caller = house.caller;
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void a_full_disk_refuses_writes_and_goes_on_reading() {
        Reply registered = caller.post("/sbis", "{\"title\":\"Kept\"}").is(201);
        caller.get("/readyz").is(200);

        journal.refuse(FULL);

        Reply refused = caller.post("/sbis", "{\"title\":\"Lost\"}").isProblem(503, "read-only");
        assertThat(refused.json().path("detail").asText()).contains("free space");
        assertThat(refused.header("Retry-After")).isNotEmpty();
        caller.get(registered.header("Location") + "?after=%d&wait=10s".formatted(registered.position()))
                .is(200);
        caller.get("/livez").is(200);
        Reply ready = caller.get("/readyz").isProblem(503, "not-ready").at("/journal");
        assertThat(ready.json().path("detail").asText()).contains(FULL);
        assertThat(caller.get("/metrics").is(200).text()).contains("daybook_journal_available 0.0");
    }

    @Test
    void a_read_model_that_nobody_follows_is_not_ready_before_it_lags() {
        house.stalled.add(new Services.Stalled("audit", "its follower died of a broken file"));

        Reply ready = caller.get("/readyz").isProblem(503, "not-ready").at("/audit-follower");

        assertThat(ready.json().path("detail").asText()).contains("died of a broken file");
    }

    @Test
    void a_stream_that_is_set_aside_is_told_by_readiness_and_by_verify() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        Path file;
        try (var first = new Fixture(data)) {
            first.caller.post("/sbis", "{\"title\":\"Kept\"}").is(201);
            assertThat(first.readModels.await(first.journal.head(), Duration.ofSeconds(30)))
                    .isTrue();
            file = first.readModels.files().getFirst();
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO quarantine VALUES"
                    + " ('sbi/SBI-X', 1, 'sbi.registered', 3, 2, 1, 'IllegalStateException: cannot post it')");
        }

        try (var second = new Fixture(data)) {
            Reply ready = second.caller.get("/readyz").is(200);
            assertThat(ready.json().path("warnings").path(0).asText())
                    .contains("sbi", "1 streams are set aside", "sbi/SBI-X", "daybook projections retry sbi");
            Reply proof = second.caller.post("/verify?projections=true", "{}").is(200);
            assertThat(proof.json().path("ok").asBoolean()).isFalse();
            assertThat(proof.json().path("findings").path(0).path("message").asText())
                    .contains("sbi/SBI-X is set aside", "daybook projections retry sbi");
        }
    }

    @Test
    void each_check_is_named_if_asked() {
        assertThat(caller.get("/readyz").is(200).json()).hasSize(1);
        Reply verbose = caller.get("/readyz?verbose").is(200);
        assertThat(verbose.json().path("checks").findValuesAsText("name"))
                .containsExactly(
                        "journal",
                        "sbi",
                        "session",
                        "project",
                        "agent",
                        "code",
                        "item",
                        "secret",
                        "search",
                        "audit",
                        "rollout",
                        "pending",
                        "backup",
                        "verify",
                        "projects",
                        "code-index");
        caller.get("/api/v1/livez?verbose").is(200);
    }
}
