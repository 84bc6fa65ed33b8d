package dev.daybook.sbi.deespec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.domain.Event;
import dev.daybook.domain.history.HistoryEvent.ImportRejected;
import dev.daybook.domain.history.HistoryEvent.RolledBack;
import dev.daybook.domain.history.Target;
import dev.daybook.event.EventIds;
import dev.daybook.importing.Folder;
import dev.daybook.importing.Limits;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Report;
import dev.daybook.journal.Append;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.projection.ReadModels;
import dev.daybook.sbi.Decision;
import dev.daybook.sbi.SbiEvent;
import dev.daybook.sbi.SbiEvent.ExecutionFinished;
import dev.daybook.sbi.SbiEvent.Retitled;
import dev.daybook.sbi.SbiEvent.StatusChanged;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.Status;
import dev.daybook.sbi.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeespecImportTest {

    private static final String ID = "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1";
    private static final SbiId TASK = new SbiId(ID);
    private static final StreamId STREAM = new StreamId("sbi", ID);
    private static final String FOLDER = ".deespec/specs/sbi/" + ID + "/";

    @TempDir
    Path root;

    @TempDir
    Path folder;

    private ImportFixture fixture;

    @BeforeEach
    void open() throws IOException {
        fixture = new ImportFixture(new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK));
        state("Guard the import", "WIP");
        Folder.write(root, FOLDER + "spec.md", "# Guard the import\n");
        Folder.write(root, FOLDER + "plan_1.md", "# Plan\n");
        Folder.write(root, ".deespec/journal/2025-10-01/txn_1759280400_1/entry.json", """
                {"ts": "2025-10-01T01:00:00.7Z", "sbi_id": "%s", "turn": 1, "step": "plan", "status": "READY", \
                "attempt": 1, "decision": "PENDING", "elapsed_ms": 200, "artifacts": []}
                """.formatted(ID));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void a_task_is_told_from_its_registration_to_where_it_stands() {
        Report report = fixture.run(root);

        assertThat(report.outcome()).isEqualTo(Report.Outcome.COMPLETED);
        assertThat(entries())
                .extracting(Entry::type)
                .containsExactly(
                        "sbi.registered",
                        "sbi.execution-started",
                        "sbi.execution-finished",
                        "sbi.journal-entry-recorded",
                        "sbi.status-changed",
                        "sbi.lease-acquired",
                        "sbi.state-claimed");
        assertThat(fixture.events(STREAM))
                .contains(
                        new ExecutionFinished(
                                TASK,
                                1,
                                Step.PLAN,
                                1,
                                Optional.of("plan_1.md"),
                                Decision.PENDING,
                                Optional.empty(),
                                Optional.of("# Plan\n"),
                                List.of()),
                        new StatusChanged(TASK, Status.WIP, Optional.empty(), Optional.empty()));
        assertThat(at("sbi.registered")).isEqualTo(Instant.parse("2025-10-01T00:00:00Z"));
        assertThat(at("sbi.execution-started")).isEqualTo(Instant.parse("2025-10-01T01:00:00.5Z"));
        assertThat(at("sbi.execution-finished")).isEqualTo(Instant.parse("2025-10-01T01:00:00.7Z"));
        assertThat(at("sbi.status-changed")).isEqualTo(Instant.parse("2025-10-02T00:00:00Z"));
    }

    @Test
    void every_fact_says_which_run_of_which_tool_told_it_from_which_file() {
        Report report = fixture.run(root);

        assertThat(entries())
                .allSatisfy(it -> {
                    assertThat(it.metadata().actor()).isEqualTo("import:deespec");
                    assertThat(it.metadata().correlation()).contains(report.run());
                })
                .extracting(it -> it.metadata().source().text())
                .contains("deespec:" + FOLDER + "plan_1.md", "deespec:" + FOLDER + "state.json");
    }

    @Test
    void a_changed_file_adds_only_its_change() throws IOException {
        fixture.run(root);
        Folder.write(root, FOLDER + "plan_1.md", "# Plan, again\n");

        Report report = fixture.run(root);

        assertThat(report.events().appended()).isEqualTo(1);
        assertThat(report.records().imported()).isEqualTo(1);
        assertThat(fixture.events(STREAM).getLast())
                .isInstanceOfSatisfying(
                        ExecutionFinished.class, it -> assertThat(it.content()).contains("# Plan, again\n"));
    }

    @Test
    void a_report_that_is_edited_later_is_none_of_the_time_when_its_turn_ended() throws IOException {
        fixture.run(root);
        for (String text : List.of("# Plan, again\n", "# Plan, for good\n")) {
            Folder.write(root, FOLDER + "plan_1.md", text);
            fixture.run(root);

            assertThat(entries().getLast().occurredAt()).isEqualTo(ImportFixture.CLOCK.instant());
            try (ReadModels models = fixture.models(folder.resolve("read" + text.length()))) {
                models.catchUp();
                List<Object> shown = models.read(tables -> Optional.ofNullable(
                                tables.fetchOne("SELECT content, completed_at FROM sbi.execution"))
                        .orElseThrow()
                        .intoList());
                assertThat(shown).containsExactly(text, "2025-10-01T01:00:00.700000Z");
            }
            assertThat(fixture.run(root).events().appended()).isZero();
        }
    }

    @Test
    void an_entry_of_the_journal_that_is_edited_later_is_none_of_the_time_that_it_tells_still() throws IOException {
        fixture.run(root);
        Path entry = root.resolve(".deespec/journal/2025-10-01/txn_1759280400_1/entry.json");
        for (int ms : new int[] {300, 400}) {
            Files.writeString(entry, Files.readString(entry).replaceFirst("elapsed_ms\": \\d+", "elapsed_ms\": " + ms));
            fixture.run(root);

            assertThat(entries())
                    .last()
                    .satisfies(it -> assertThat(it.type()).isEqualTo("sbi.journal-entry-recorded"))
                    .satisfies(it -> assertThat(it.occurredAt()).isEqualTo(ImportFixture.CLOCK.instant()));
            assertThat(fixture.run(root).events().appended()).isZero();
        }
    }

    @Test
    void a_turn_that_ended_at_another_time_is_told_as_of_that_time() throws IOException {
        fixture.run(root);
        Folder.write(root, FOLDER + "plan_1.md", "# Plan, again\n");
        fixture.run(root);
        Path entry = root.resolve(".deespec/journal/2025-10-01/txn_1759280400_1/entry.json");
        Files.writeString(entry, Files.readString(entry).replace("01:00:00.7Z", "02:00:00.7Z"));

        fixture.run(root);

        assertThat(fixture.events(STREAM).stream()
                        .filter(ExecutionFinished.class::isInstance)
                        .toList())
                .last()
                .isInstanceOfSatisfying(
                        ExecutionFinished.class, it -> assertThat(it.endedAt()).isEmpty());
        assertThat(fixture.run(root).events().appended()).isZero();
    }

    @Test
    void each_file_of_a_task_that_is_kept_with_it_is_counted() throws IOException {
        for (String file : List.of("raw_response_plan_1.txt", "fb_draft.yaml", "results/run.txt", "mine.md")) {
            Folder.write(root, FOLDER + file, "text");
        }
        Folder.write(root, FOLDER + "impl_notes.md", "# Notes\n");

        Report report = fixture.run(root);

        assertThat(report.entities()).containsEntry("attachments", 4L).containsEntry("notes", 1L);
        assertThat(fixture.events(STREAM).stream().filter(SbiEvent.Attached.class::isInstance))
                .hasSize(5);
    }

    @Test
    void a_title_that_comes_back_is_told_again() throws IOException {
        fixture.run(root);
        for (String title : List.of("Guard the export", "Guard the import", "Guard the export")) {
            state(title, "WIP");
            assertThat(fixture.run(root).events().appended()).isEqualTo(2); // the title, and the state as it stands
            assertThat(titles().getLast()).isEqualTo(title);
        }
        assertThat(titles()).hasSize(3);
        assertThat(fixture.run(root).events().appended()).isZero();
    }

    @Test
    void what_a_user_changed_stays_while_the_files_do_not_change() throws IOException {
        fixture.run(root);
        retitleByHand("Mine");

        assertThat(fixture.run(root).events().appended()).isZero();
        assertThat(titles()).containsExactly("Mine");

        state("Theirs", "WIP");
        fixture.run(root);
        assertThat(titles()).containsExactly("Mine", "Theirs");
    }

    @Test
    void a_state_that_cannot_be_read_any_more_changes_nothing_but_the_status() throws IOException {
        fixture.run(root);
        Folder.write(root, FOLDER + "state.json", "{\"title\": \"Gua");

        Report report = fixture.run(root);

        assertThat(report.findings()).anyMatch(it -> it.code().equals("TRUNCATED_JSON"));
        assertThat(titles()).isEmpty();
        assertThat(fixture.run(root).events().appended()).isZero();
    }

    @Test
    void what_a_state_has_said_stays_when_it_is_deleted() throws IOException {
        fixture.run(root);
        state("Guard the export", "FAILED");
        fixture.run(root);
        int told = entries().size();

        Files.delete(root.resolve(FOLDER + "state.json"));
        Report report = fixture.run(root);

        assertThat(entries()).hasSize(told); // neither what the heading says of it nor its journal: they said so before
        assertThat(report.outcome()).isEqualTo(Report.Outcome.COMPLETED);

        Folder.write(root, ".deespec/journal/2025-10-09/txn_1759971600_2/entry.json", """
                {"ts": "2025-10-09T00:00:00Z", "sbi_id": "%s", "turn": 1, "step": "review", "status": "REVIEW"}
                """.formatted(ID));
        fixture.run(root);
        assertThat(fixture.events(STREAM).getLast()).isInstanceOf(SbiEvent.StatusChanged.class);
    }

    @Test
    void a_dry_run_writes_nothing_and_reports_the_same() {
        Report dry = fixture.run(root, true);

        assertThat(fixture.journal.head()).isEqualTo(Position.START);
        assertThat(dry.records()).isEqualTo(fixture.run(root).records());
        assertThat(dry.events().appended()).isZero();
    }

    @Test
    void what_was_rolled_back_is_told_again() {
        Report first = fixture.run(root);
        var told = fixture.told();
        rollBack(RolledBack.of(new Target.Run(first.run(), 0), Optional.empty()));
        assertThat(fixture.told()).isEmpty();

        Report again = fixture.run(root);

        assertThat(again.events()).isEqualTo(first.events());
        assertThat(fixture.told()).isEqualTo(told);
        assertThat(fixture.run(root).events().appended()).isZero();
    }

    @Test
    void the_bytes_of_what_was_rejected_are_kept_once() throws IOException {
        Folder.write(root, ".deespec/setting.json", "nonsense");

        Report report = fixture.run(root);
        fixture.run(root);

        assertThat(report.findings()).anyMatch(it -> it.code().equals("INVALID_JSON"));
        List<Event> kept = fixture.journal.readForward(Selection.category("import"), Position.START, 100).stream()
                .map(fixture.codec::decode)
                .filter(ImportRejected.class::isInstance)
                .toList();
        assertThat(kept)
                .singleElement()
                .isInstanceOfSatisfying(
                        ImportRejected.class,
                        it -> assertThat(it.raw())
                                .contains(Base64.getEncoder()
                                        .encodeToString("nonsense".getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void the_report_is_kept_with_the_run_and_reads_back_the_same() {
        Report report = fixture.run(root);

        assertThat(Report.fromJson(report.toJson())).isEqualTo(report);
        assertThat(report.toJson().text())
                .startsWith("{\"run\":\"RUN-1\",\"kind\":\"deespec\",\"source\":")
                .contains("\"outcome\":\"completed\"", "\"files\":{\"read\":4,\"skipped\":0,\"flawed\":0}")
                .contains("\"checkpoints\":{\"before\":\"before-RUN-1\",\"after\":\"after-RUN-1\"}")
                .doesNotContain("failure");
    }

    private void state(String title, String status) throws IOException {
        Folder.write(root, FOLDER + "state.json", """
                {
                  "version": 2,
                  "id": "%s",
                  "title": "%s",
                  "labels": ["backend"],
                  "priority": 1,
                  "status": "%s",
                  "current": "plan",
                  "turn": 1,
                  "attempt": 1,
                  "decision": "PENDING",
                  "lease_expires_at": "2025-10-02T00:08:00.123456789Z",
                  "created_at": "2025-10-01T00:00:00Z",
                  "updated_at": "2025-10-02T00:00:00Z",
                  "completed_at": null,
                  "metadata": {"estimate": 1.50, "of": null}
                }
                """.formatted(ID, title, status));
    }

    private List<Entry> entries() {
        return fixture.journal.readStream(STREAM, 0, 1_000);
    }

    private Instant at(String type) {
        return entries().stream()
                .filter(it -> it.type().equals(type))
                .findFirst()
                .orElseThrow()
                .occurredAt();
    }

    private List<String> titles() {
        return fixture.events(STREAM).stream()
                .filter(Retitled.class::isInstance)
                .map(it -> ((Retitled) it).title())
                .toList();
    }

    private void retitleByHand(String title) {
        append(STREAM, new Retitled(TASK, title));
    }

    private void rollBack(RolledBack rollback) {
        append(new StreamId("journal", "journal"), rollback);
    }

    private void append(StreamId stream, Event event) {
        var draft = fixture.codec.draft(
                EventIds.derived("by hand", event.toString()),
                stream,
                event,
                Metadata.of("ada", "cli"),
                ImportFixture.CLOCK.instant());
        fixture.journal.append(new Append(List.of(draft), Map.of())).join();
    }
}
