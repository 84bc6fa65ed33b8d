package dev.daybook.sbi.deespec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.Folder;
import dev.daybook.importing.Limits;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.journal.Entry;
import dev.daybook.journal.StreamId;
import dev.daybook.projection.ReadModels;
import dev.daybook.sbi.SbiEvent.CreationDated;
import dev.daybook.sbi.SbiEvent.OnlyImplementChanged;
import dev.daybook.sbi.SbiEvent.StatusChanged;
import dev.daybook.sbi.SbiEvent.TaskIdChanged;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What files say of the beginning and the end of a thing, and say otherwise later. */
final class RetoldTest {

    private static final String ID = "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1";
    private static final StreamId STREAM = new StreamId("sbi", ID);
    private static final String FOLDER = ".deespec/specs/sbi/" + ID + "/";
    private static final String MADE = "2025-10-01T00:00:00Z";
    private static final String DONE = "2025-10-02T10:00:00Z";

    @TempDir
    Path root;

    @TempDir
    Path data;

    private ImportFixture fixture;
    private ReadModels models;

    @BeforeEach
    void open() throws IOException {
        fixture = new ImportFixture(new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK));
        models = fixture.models(data);
        Folder.write(root, FOLDER + "spec.md", "# Guard the import\n");
    }

    @AfterEach
    void close() {
        models.close();
        fixture.close();
    }

    @Test
    void a_task_has_the_name_and_the_time_of_its_making_that_its_state_says_now() throws IOException {
        state("T-1", false, MADE, "WIP", Optional.empty());
        fixture.run(root);

        state("T-2", true, "2025-09-30T08:00:00Z", "WIP", Optional.empty());
        fixture.run(root);

        assertThat(shown()).containsExactly("T-2", true, "2025-09-30T08:00:00.000000Z", null);
        assertThat(fixture.events(STREAM))
                .filteredOn(it -> it instanceof TaskIdChanged
                        || it instanceof OnlyImplementChanged
                        || it instanceof CreationDated)
                .hasSize(3);
        assertThat(fixture.run(root).events().appended()).isZero();
        assertThat(audited("creation-dated"))
                .isEqualTo("{\"createdAt\":\"2025-10-01T00:00:00Z\"}"
                        + " {\"sbi\":\"%s\",\"createdAt\":\"2025-09-30T08:00:00Z\"}".formatted(ID));
        assertThat(models.verify(_ -> {})).isEmpty();
    }

    @Test
    void what_a_state_does_not_say_any_more_stays() throws IOException {
        state("T-1", true, MADE, "WIP", Optional.empty());
        fixture.run(root);

        Folder.write(root, FOLDER + "state.json", "{\"status\": \"WIP\"}");
        fixture.run(root);

        assertThat(shown()).containsExactly("T-1", true, "2025-10-01T00:00:00.000000Z", null);
    }

    @Test
    void a_task_was_completed_when_its_state_says_whenever_that_was_seen() throws IOException {
        state("T-1", false, MADE, "DONE", Optional.of(DONE));
        fixture.run(root);
        assertThat(shown()).endsWith("2025-10-02T10:00:00.000000Z");
        int known = entries().size();

        state("T-1", false, MADE, "DONE", Optional.of("2025-10-01T23:00:00Z"));
        fixture.run(root);

        assertThat(shown()).endsWith("2025-10-01T23:00:00.000000Z");
        assertThat(entries().subList(known, entries().size()))
                .extracting(Entry::type)
                .containsExactly("sbi.completion-dated", "sbi.state-claimed");
        assertThat(entries().getLast().occurredAt()).isEqualTo(ImportFixture.CLOCK.instant());
        assertThat(audited("completion-dated"))
                .isEqualTo("{\"completedAt\":\"2025-10-02T10:00:00Z\"}"
                        + " {\"sbi\":\"%s\",\"completedAt\":\"2025-10-01T23:00:00Z\"}".formatted(ID));
        assertThat(fixture.run(root).events().appended()).isZero();
    }

    @Test
    void one_that_is_completed_later_with_an_old_time_was_completed_then() throws IOException {
        state("T-1", false, MADE, "WIP", Optional.empty());
        fixture.run(root);

        state("T-1", false, MADE, "DONE", Optional.of(MADE));
        fixture.run(root);

        assertThat(shown()).endsWith("2025-10-01T00:00:00.000000Z");
        assertThat(fixture.run(root).events().appended()).isZero();

        state("T-1", false, MADE, "WIP", Optional.of(MADE));
        fixture.run(root);
        assertThat(shown()).endsWith((Object) null);
        assertThat(fixture.events(STREAM).stream().filter(StatusChanged.class::isInstance))
                .hasSize(3);
    }

    @Test
    void two_projects_that_date_one_task_differently_tell_it_once_each() throws IOException {
        Path one = root.resolve("one");
        Path two = root.resolve("two");
        Folder.write(one, FOLDER + "state.json", state("T-1", false, MADE, "DONE", quoted(DONE)));
        Folder.write(two, FOLDER + "state.json", state("T-9", true, DONE, "DONE", quoted("2025-10-03T00:00:00Z")));
        Folder.write(two, FOLDER.replace("1/", "2/") + "spec.md", "# Of its own\n"); // else it were a copy of the first
        fixture.run(one);
        assertThat(fixture.run(two).events().appended()).isPositive();

        assertThat(fixture.run(one).events().appended()).isZero();
        assertThat(fixture.run(two).events().appended()).isZero();
        assertThat(shown()).startsWith("T-9", true);
    }

    @Test
    void a_plan_was_made_when_its_row_says_now() throws IOException, SQLException {
        try (var database = DeespecDatabase.make(root)) {
            database.run("INSERT INTO pbis (id, title, status, created_at) VALUES ('PBI-1', 'P', 'pending', '" + MADE
                    + "')");
        }
        fixture.run(root);

        try (var database = DeespecDatabase.blank(root)) {
            database.run("UPDATE pbis SET created_at = '" + DONE + "' WHERE id = 'PBI-1'");
        }
        fixture.run(root);

        models.catchUp();
        assertThat(models.<Object>read(tables -> Optional.ofNullable(
                                tables.fetchOne("SELECT created_at FROM sbi.parent WHERE id = 'PBI-1'"))
                        .orElseThrow()
                        .get(0)))
                .isEqualTo("2025-10-02T10:00:00.000000Z");
        assertThat(fixture.run(root).events().appended()).isZero();
    }

    private void state(String task, boolean only, String made, String status, Optional<String> done)
            throws IOException {
        Folder.write(
                root,
                FOLDER + "state.json",
                state(
                        task,
                        only,
                        made,
                        status,
                        done.map(text -> "\"" + text + "\"").orElse("null")));
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    private static String state(String task, boolean only, String made, String status, String done) {
        return """
                {"task_id": "%s", "only_implement": %s, "created_at": "%s", "updated_at": "%s", \
                "status": "%s", "decision": "SUCCEEDED", "turn": 0, "completed_at": %s}
                """.formatted(task, only, made, Instant.parse(DONE).plusSeconds(60), status, done);
    }

    private List<Entry> entries() {
        return fixture.journal.readStream(STREAM, 0, 1_000);
    }

    /** Returns the values before and after that the audit log has of the last fact of such a type. */
    private String audited(String type) {
        models.catchUp();
        return models.read(tables -> Optional.ofNullable(tables.fetchOne(
                        "SELECT old_value || ' ' || new_value FROM audit.audit_log WHERE action = ? ORDER BY position DESC",
                        "sbi." + type))
                .orElseThrow()
                .get(0, String.class));
    }

    private List<Object> shown() {
        models.catchUp();
        List<Object> row = models.read(tables -> Optional.ofNullable(tables.fetchOne(
                        "SELECT task_id, only_implement, created_at, completed_at FROM sbi.sbi WHERE id = ?", ID))
                .orElseThrow()
                .intoList());
        row.set(1, ((Number) row.get(1)).intValue() == 1);
        return row;
    }
}
