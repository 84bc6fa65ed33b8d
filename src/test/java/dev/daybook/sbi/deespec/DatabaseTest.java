package dev.daybook.sbi.deespec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.daybook.domain.Event;
import dev.daybook.domain.file.FileEvent.Written;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.LegacySource.Scope;
import dev.daybook.importing.Limits;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Report;
import dev.daybook.journal.StreamId;
import dev.daybook.sbi.Decision;
import dev.daybook.sbi.PlanEvent;
import dev.daybook.sbi.SbiEvent;
import dev.daybook.sbi.SbiEvent.ExecutionFinished;
import dev.daybook.sbi.SbiEvent.LeaseAcquired;
import dev.daybook.sbi.SbiEvent.StateClaimed;
import dev.daybook.sbi.SbiEvent.StatusChanged;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the database of the last versions tells, alone and beside the files. */
final class DatabaseTest {

    private static final String TASK = "01K7X3M9Q2W4E6R8T0Y1A5S7D9";
    private static final String OTHER = "01K7X3M9Q2W4E6R8T0Y1A5S7DA";
    private static final String PBI = "01K7X000000000000000000PB1";
    private static final String EPIC = "01K7X000000000000000000EP1";
    private static final String FILE = ".deespec/deespec.db";
    private static final StreamId STREAM = new StreamId("sbi", TASK);
    private static final String A_TASK = "INSERT INTO sbis (id, parent_pbi_id, title, description, status, priority,"
            + " registered_at, labels, last_error, updated_at, only_implement) VALUES ('" + TASK + "', '" + PBI
            + "', 'Add login', '# Login', 'IMPLEMENTING', 3, '2025-10-17 10:00:00.5+09:00', '[\"security\"]', 'boom',"
            + " '2025-10-17T02:00:00Z', 1)";

    @TempDir
    Path root;

    private ImportFixture fixture;

    @BeforeEach
    void open() {
        fixture = new ImportFixture(new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void a_row_without_files_is_a_task_with_all_that_it_says() throws IOException, SQLException {
        try (var database = DeespecDatabase.make(root)) {
            database.run(A_TASK)
                    .run("INSERT INTO sbis (id, title, status) VALUES ('" + OTHER + "', 'Before', 'DONE')")
                    .run("INSERT INTO sbi_dependencies (sbi_id, depends_on_sbi_id) VALUES ('" + TASK + "', '" + OTHER
                            + "')");
        }
        var before = Folder.contents(root);

        Report report = fixture.run(root);

        assertThat(told(report)).isEmpty();
        assertThat(report.entities()).containsEntry("sbis", 2L).doesNotContainEntry("sbis_placeholder", 1L);
        assertThat(events(SbiEvent.Registered.class)).singleElement().satisfies(it -> {
            assertThat(it.title()).isEqualTo("Add login");
            assertThat(it.spec()).contains("# Login");
            assertThat(it.labels()).containsExactly("security");
            assertThat(it.priority()).isEqualTo(3);
            assertThat(it.parent()).contains(PBI);
            assertThat(it.dependsOn()).containsExactly(new SbiId(OTHER));
            assertThat(it.onlyImplement()).isTrue();
        });
        assertThat(events(StatusChanged.class)).singleElement().satisfies(it -> {
            assertThat(it.status()).isEqualTo(Status.WIP);
            assertThat(it.original()).contains("IMPLEMENTING");
        });
        assertThat(events(StateClaimed.class))
                .extracting(StateClaimed::file)
                .containsExactly(FILE + "#sbis", FILE + "#sbi_dependencies");
        assertThat(events(StateClaimed.class).getFirst().state().text())
                .startsWith("{\"id\":\"" + TASK)
                .contains("\"last_error\":\"boom\"", "\"labels\":\"[\\\"security\\\"]\"", "\"sequence\":null");
        assertThat(fixture.journal.readStream(STREAM, 0, 1).getFirst().occurredAt())
                .isEqualTo(Instant.parse("2025-10-17T01:00:00.5Z"));
        assertThat(fixture.run(root).events().appended()).isZero();
        assertThat(Folder.contents(root)).isEqualTo(before);
    }

    @Test
    void a_task_in_rows_and_files_is_one_and_the_files_count() throws IOException, SQLException {
        String spec = ".deespec/specs/sbi/" + TASK + "/spec.md";
        String reports = ".deespec/specs/sbi/" + TASK + "/";
        Folder.write(root, spec, "# From the file\n");
        Folder.write(root, reports + "implement_3.md", "Done.\n");
        try (var database = DeespecDatabase.make(root)) {
            database.run(A_TASK).run(log(3, "IMPLEMENT", "NULL")).run(log(4, "REVIEW", "'NEEDS_CHANGES'"));
        }

        Report report = fixture.run(root);

        assertThat(told(report)).containsExactly("INFO SOURCE_OVERLAP " + reports + "implement_3.md");
        assertThat(report.entities()).containsEntry("sbis", 1L).containsEntry("executions", 2L);
        assertThat(events(SbiEvent.Registered.class)).singleElement().satisfies(it -> {
            assertThat(it.title()).isEqualTo("Add login");
            assertThat(it.spec()).contains("# From the file\n");
        });
        assertThat(events(ExecutionFinished.class))
                .extracting(ExecutionFinished::turn, ExecutionFinished::content, ExecutionFinished::decision)
                .containsExactly(
                        tuple(3, Optional.of("Done.\n"), Optional.of(Decision.PENDING)),
                        tuple(4, Optional.empty(), Optional.of(Decision.NEEDS_CHANGES)));
        assertThat(events(ExecutionFinished.class).getLast().file()).isEmpty();
        assertThat(fixture.run(root).events().appended()).isZero();
    }

    @Test
    void a_state_file_that_says_otherwise_counts_and_is_told() throws IOException, SQLException {
        String state = ".deespec/specs/sbi/" + TASK + "/state.json";
        Folder.write(root, ".deespec/specs/sbi/" + TASK + "/spec.md", "# T\n");
        Folder.write(root, state, "{\"status\": \"DONE\", \"decision\": \"SUCCEEDED\", \"turn\": 0}");
        try (var database = DeespecDatabase.make(root)) {
            database.run(A_TASK);
        }

        assertThat(told(fixture.run(root))).contains("WARN CONFLICT " + FILE);
        assertThat(events(StatusChanged.class))
                .extracting(StatusChanged::status)
                .containsExactly(Status.DONE);
    }

    @Test
    void what_a_state_file_does_not_say_counts_from_the_row() throws IOException, SQLException {
        Folder.write(
                root,
                ".deespec/specs/sbi/" + TASK + "/state.json",
                "{\"id\": \"%s\", \"metadata\": {\"k\": 1}, \"updated_at\": \"2025-10-18T02:00:00Z\"}".formatted(TASK));
        try (var database = DeespecDatabase.make(root)) {
            database.run(A_TASK);
        }

        fixture.run(root);

        assertThat(events(SbiEvent.Registered.class)).singleElement().satisfies(it -> {
            assertThat(it.title()).isEqualTo("Add login");
            assertThat(it.parent()).contains(PBI);
            assertThat(it.priority()).isEqualTo(3);
            assertThat(it.labels()).containsExactly("security");
            assertThat(it.metadata().text()).isEqualTo("{\"k\":1}");
        });
        assertThat(events(StatusChanged.class))
                .extracting(StatusChanged::status)
                .containsExactly(Status.WIP);
        assertThat(fixture.journal.readStream(STREAM, 0, 1).getFirst().occurredAt())
                .isEqualTo(Instant.parse("2025-10-17T01:00:00.5Z"));
        assertThat(fixture.run(root).events().appended()).isZero();
    }

    @Test
    void a_state_file_that_cannot_be_read_hides_its_row() throws IOException, SQLException {
        Folder.write(root, ".deespec/specs/sbi/" + TASK + "/state.json", "{\"id\": ");
        try (var database = DeespecDatabase.make(root)) {
            database.run(A_TASK);
        }

        fixture.run(root);

        assertThat(events(StatusChanged.class))
                .extracting(StatusChanged::status)
                .containsExactly(Status.UNKNOWN);
    }

    @Test
    void the_end_of_a_lock_is_the_end_of_the_lease() throws IOException, SQLException {
        try (var database = DeespecDatabase.make(root)) {
            database.run(A_TASK)
                    .run(
                            "INSERT INTO run_locks (lock_id, pid, hostname, acquired_at, expires_at, heartbeat_at) VALUES ('"
                                    + TASK
                                    + "', 1, 'h', '2025-10-17 01:00:00', '2025-10-17 01:10:00', '2025-10-17 01:00:00')");
        }

        assertThat(told(fixture.run(root))).containsExactly("INFO EXPIRED " + FILE);
        assertThat(events(LeaseAcquired.class))
                .extracting(LeaseAcquired::expiresAt)
                .containsExactly(Instant.parse("2025-10-17T01:10:00Z"));
        assertThat(fixture.told().toString()).contains("\"hostname\":\"h\""); // comes back with the other rows
    }

    @Test
    void epics_and_pbis_are_plans_with_their_own_words_kept() throws IOException, SQLException {
        try (var database = DeespecDatabase.make(root)) {
            database.run("INSERT INTO epics (id, title, status) VALUES ('" + EPIC + "', 'Members', 'in_progress')")
                    .run("INSERT INTO pbis (id, title, description, status, story_points, priority) VALUES ('" + PBI
                            + "', 'Accounts', 'Why.', 'planed', 5, 1)")
                    .run("INSERT INTO epic_pbis (epic_id, pbi_id, position) VALUES ('" + EPIC + "', '" + PBI + "', 0)");
        }

        Report report = fixture.run(root);

        assertThat(told(report)).isEmpty();
        assertThat(report.entities()).containsEntry("epics", 1L).containsEntry("pbis", 1L);
        List<Event> pbi = fixture.events(new StreamId("plan", PBI));
        assertThat(pbi.getFirst())
                .isEqualTo(new PlanEvent.Registered(
                        PBI,
                        PlanEvent.Kind.PBI,
                        "Accounts",
                        Optional.of("Why."),
                        "pending",
                        Optional.of(5),
                        1,
                        Optional.of(EPIC)));
        assertThat(pbi.get(1)).isEqualTo(new PlanEvent.StatusChanged(PBI, "planned", Optional.of("planed")));
        assertThat(pbi.get(2))
                .isInstanceOfSatisfying(
                        PlanEvent.Claimed.class, it -> assertThat(it.file()).isEqualTo(FILE + "#pbis"));
        assertThat(fixture.events(new StreamId("plan", EPIC)))
                .filteredOn(PlanEvent.Claimed.class::isInstance)
                .hasSize(2);
    }

    @Test
    void a_plan_in_rows_and_files_is_one() throws IOException, SQLException {
        Folder.write(root, ".deespec/specs/pbi/" + PBI + "/pbi.md", "# Accounts, really\n");
        try (var database = DeespecDatabase.make(root)) {
            database.run(
                    "INSERT INTO pbis (id, title, status, story_points) VALUES ('" + PBI + "', 'Accounts', 'done', 5)");
        }

        Report report = fixture.run(root);

        assertThat(report.entities()).containsEntry("pbis", 1L);
        assertThat(told(report)).containsExactly("WARN CONFLICT .deespec/specs/pbi/" + PBI + "/pbi.md");
        assertThat(fixture.events(new StreamId("plan", PBI)).getFirst())
                .isInstanceOfSatisfying(PlanEvent.Registered.class, it -> {
                    assertThat(it.title()).isEqualTo("Accounts, really");
                    assertThat(it.points()).contains(5);
                });
    }

    @Test
    void rows_that_stand_only_in_the_log_are_read_and_nothing_is_written() throws IOException, SQLException {
        try (var database = DeespecDatabase.make(root)) {
            database.killedAfter(A_TASK);
        }
        var before = Folder.contents(root);

        assertThat(told(fixture.run(root))).containsExactly("INFO WAL_PRESENT " + FILE + "-wal");
        assertThat(events(SbiEvent.Registered.class)).hasSize(1);
        assertThat(Folder.contents(root)).isEqualTo(before);
    }

    @Test
    void a_write_to_the_log_is_a_change_of_the_database() throws IOException, SQLException {
        Folder.write(root, ".deespec/prompts/WIP.md", "# Work\n");
        try (var database = DeespecDatabase.make(root)) {
            database.killedAfter(A_TASK);
        }
        var source = new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK);

        List<StreamId> streams = ImportFixture.streams(source, Root.of(root), new Scope.Files(Set.of(FILE + "-wal")));

        assertThat(streams)
                .contains(STREAM, new StreamId("file", FILE + "#labels"))
                .doesNotContain(new StreamId("file", ".deespec/prompts/WIP.md"));
    }

    @Test
    void a_damaged_database_is_kept_raw_and_the_files_are_imported() throws IOException, SQLException {
        Folder.write(root, ".deespec/specs/sbi/" + TASK + "/spec.md", "# T\n");
        try (var database = DeespecDatabase.make(root)) {
            database.run(A_TASK);
        }
        Path file = root.resolve(FILE);
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 5_000, 30_000, (byte) 7);
        Files.write(file, bytes);

        Report report = fixture.run(root);

        assertThat(told(report)).containsExactly("ERROR CORRUPT_DB " + FILE);
        assertThat(report.records().flawed()).isEqualTo(1);
        assertThat(events(SbiEvent.Registered.class)).hasSize(1);
    }

    @Test
    void what_is_no_database_is_told() throws IOException {
        Folder.write(root, FILE, "not a database at all");
        assertThat(told(fixture.run(root))).containsExactly("ERROR CORRUPT_DB " + FILE);
    }

    @Test
    void tables_and_versions_that_are_not_known_are_told_and_kept() throws IOException, SQLException {
        try (var database = DeespecDatabase.make(root)) {
            database.run("INSERT INTO schema_migrations VALUES (12, '2026-01-01 00:00:00', 'later')")
                    .run("ALTER TABLE sbis ADD COLUMN mood TEXT")
                    .run(A_TASK)
                    .run("UPDATE sbis SET mood = 'good'")
                    .run("CREATE TABLE audit_log (id INTEGER, payload BLOB)")
                    .run("INSERT INTO audit_log VALUES (1, x'00ff')")
                    .run("INSERT INTO labels (name, created_at, updated_at) VALUES ('security', '', '')");
        }

        Report report = fixture.run(root);

        assertThat(report.findings())
                .extracting(it -> "%s %s %s".formatted(it.severity(), it.code(), it.where()))
                .containsExactlyInAnyOrder("WARN UNKNOWN_SCHEMA schema_migrations", "WARN UNKNOWN_SCHEMA audit_log");
        assertThat(table("audit_log"))
                .isEqualTo("{\"rows\":[{\"id\":1,\"payload\":{\"encoding\":\"base64\",\"content\":\"AP8=\"}}]}");
        assertThat(table("labels")).contains("\"name\":\"security\"");
        assertThat(table("schema_migrations")).contains("\"version\":12");
        assertThat(table("sqlite_schema")).contains("CREATE TABLE audit_log");
        assertThat(events(StateClaimed.class).getFirst().state().text()).contains("\"mood\":\"good\"");
    }

    @Test
    void an_older_database_lacks_columns_and_tables() throws IOException, SQLException {
        try (var database = DeespecDatabase.blank(root)) {
            database.run("CREATE TABLE sbis (id TEXT PRIMARY KEY, title TEXT, status TEXT, created_at DATETIME)")
                    .run("INSERT INTO sbis VALUES ('" + TASK + "', 'Old', 'BLOCKED', '2025-10-10 09:00:00')")
                    .run("INSERT INTO sbis VALUES ('../../x', 'Bad', 'DONE', '2025-10-10 09:00:00')")
                    .run("INSERT INTO sbis VALUES (NULL, 'Nobody', 'DONE', '2025-10-10 09:00:00')");
        }

        Report report = fixture.run(root);

        assertThat(report.findings())
                .extracting(it -> "%s %s %s".formatted(it.severity(), it.code(), it.where()))
                .containsExactlyInAnyOrder(
                        "WARN UNKNOWN_ENUM sbis " + TASK + " status",
                        "ERROR ILLEGAL_ID sbis ../../x",
                        "ERROR MISSING_FIELD sbis");
        assertThat(events(StatusChanged.class)).singleElement().satisfies(it -> {
            assertThat(it.status()).isEqualTo(Status.UNKNOWN);
            assertThat(it.original()).contains("BLOCKED");
        });
    }

    @Test
    void a_database_of_something_else_is_kept_as_tables() throws IOException, SQLException {
        try (var database = DeespecDatabase.blank(root)) {
            database.run("CREATE TABLE sbi (sbi_id TEXT, state TEXT)").run("INSERT INTO sbi VALUES ('A', 'B')");
        }

        assertThat(told(fixture.run(root)))
                .containsExactly("WARN UNKNOWN_SCHEMA " + FILE, "WARN UNKNOWN_SCHEMA " + FILE);
        assertThat(table("sbi")).isEqualTo("{\"rows\":[{\"sbi_id\":\"A\",\"state\":\"B\"}]}");
    }

    @Test
    void long_tables_are_kept_in_pieces() throws IOException, SQLException {
        try (var database = DeespecDatabase.make(root)) {
            database.run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)"
                    + " INSERT INTO labels (name, description) SELECT i, hex(zeroblob(50000)) FROM n");
        }

        fixture.run(root);

        assertThat(fixture.events(new StreamId("file", FILE + "#labels[2]"))).hasSize(1);
        assertThat(fixture.events(new StreamId("file", FILE + "#labels[3]"))).isEmpty();
    }

    private static String log(int turn, String step, String decision) {
        return "INSERT INTO sbi_exec_logs (sbi_id, turn, step, decision, executed_at) VALUES ('%s', %d, '%s', %s, '%s')"
                .formatted(TASK, turn, step, decision, "2025-10-17 01:20:00");
    }

    private String table(String name) {
        return ((Written)
                        fixture.events(new StreamId("file", FILE + "#" + name)).getFirst())
                .content();
    }

    private <E extends SbiEvent> List<E> events(Class<E> type) {
        return fixture.events(STREAM).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private static List<String> told(Report report) {
        return report.findings().stream()
                .map(it -> "%s %s %s".formatted(it.severity(), it.code(), it.file()))
                .toList();
    }
}
